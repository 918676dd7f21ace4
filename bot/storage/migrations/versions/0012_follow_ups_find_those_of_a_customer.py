"""follow ups: find those of a customer; contacts: those of an author; approvals: those of a kind."""

from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_follow_ups_customer_id_state', table_name='follow_ups')
    op.create_index('ix_follow_ups_customer_id_state_due_at', 'follow_ups', ['customer_id', 'state', 'due_at'])
    op.create_index('ix_contacts_author_id_at', 'contacts', ['author_id', 'at'])
    op.create_index('ix_approvals_kind', 'approvals', ['kind'])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward only; restore a copy instead")
