"""shipments: keep papers of customers, what was taken back, and where a notice goes."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

FLAGS = (('customers', 'is_retired'), ('shipments', 'is_cancelled'))


def upgrade() -> None:
    for table, flag in FLAGS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false()))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(flag, existing_type=sa.Boolean(), server_default=None)

    with op.batch_alter_table('duties', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mailing_to', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('duties', schema=None) as batch_op:
        batch_op.alter_column('mailing_to', existing_type=sa.Text(), server_default=None)

    with op.batch_alter_table('documents', schema=None) as batch_op:
        batch_op.add_column(sa.Column('contact_id', sa.BigInteger(), nullable=True))
        batch_op.alter_column('order_id', existing_type=sa.BIGINT(), nullable=True)
        batch_op.alter_column('shipment_id', existing_type=sa.BIGINT(), nullable=True)
        batch_op.create_index(batch_op.f('ix_documents_customer_id'), ['customer_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_documents_contact_id'), 'contacts', ['contact_id'], ['id'])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward only; restore a copy instead")
