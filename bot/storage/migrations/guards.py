"""The database itself refuses to change or remove an entry of the trail.

A later step that rebuilds the journal's table calls `guard_journal` again afterwards: SQLite drops triggers with it.
"""

from alembic import op

_POSTGRES = """
CREATE OR REPLACE FUNCTION refuse_change_of_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an entry of the journal is never changed'; END $$
"""


def guard_journal() -> None:
    """Install the refusal for UPDATE and DELETE."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(_POSTGRES)
        op.execute(
            "CREATE TRIGGER journal_stands BEFORE UPDATE OR DELETE ON journal "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_journal()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER journal_stands_{event.lower()} BEFORE {event} ON journal "
            "BEGIN SELECT RAISE(ABORT, 'an entry of the journal is never changed'); END"
        )
