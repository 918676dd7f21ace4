"""exports: keep who asked for one."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import UtcDateTime

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('exports',
    sa.Column('number', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('asked_at', UtcDateTime(), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.Column('packed', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_exports'))
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward only; restore a copy instead")
