"""platforms: keep who listens, and until when."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import UtcDateTime

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('watches',
    sa.Column('line', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('until', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('line', name=op.f('pk_watches'))
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward only; restore a copy instead")
