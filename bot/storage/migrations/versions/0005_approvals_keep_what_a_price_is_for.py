"""approvals: keep what a price is for."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('approvals', schema=None) as batch_op:
        batch_op.add_column(sa.Column('amount_unit', sa.Text(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a database goes forward only; restore a copy instead")
