"""routes: keep what a room is called."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('routes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('room', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('routes', schema=None) as batch_op:
        batch_op.alter_column('room', existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    raise NotImplementedError("a database goes forward only; restore a copy instead")
