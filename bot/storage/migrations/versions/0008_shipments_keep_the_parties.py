"""shipments: keep the parties."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

PARTIES = ('consignee', 'notify', 'forwarder')


def upgrade() -> None:
    with op.batch_alter_table('shipments', schema=None) as batch_op:
        for party in PARTIES:
            batch_op.add_column(sa.Column(party, sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('shipments', schema=None) as batch_op:
        for party in PARTIES:
            batch_op.alter_column(party, existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    raise NotImplementedError("a database goes forward only; restore a copy instead")
