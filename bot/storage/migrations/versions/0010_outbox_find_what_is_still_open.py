"""outbox: find what is still open without looking at all that ever went."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

INDEXES = (
    ('ix_outbox_cards', 'outbox', ['card']),
    ('ix_outbox_open', 'outbox', ['platform', 'chat', 'number']),
    ('ix_errands_open', 'errands', ['ready_at']),
)


def upgrade() -> None:
    """SQLite took an index over `is_open` for none of the questions, which all ask for `is_open = 1`."""
    if op.get_bind().dialect.name != 'sqlite':
        return
    for name, table, columns in INDEXES:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns, unique=False, sqlite_where=sa.text('is_open = 1'))


def downgrade() -> None:
    raise NotImplementedError("a database goes forward only; restore a copy instead")
