"""What Alembic runs: on the connection it is handed, and on no other."""

from alembic import context

from bot.storage import console, exports  # noqa: F401 - their tables stand beside the others
from bot.storage.migrate import compared
from bot.storage.tables import METADATA

for index in (index for table in METADATA.tables.values() for index in table.indexes):
    # An index of some rows is so on both databases; said in the tables, it would load PostgreSQL's part at every start.
    if (where := index.dialect_options["sqlite"].get("where")) is not None:
        index.dialect_kwargs["postgresql_where"] = where

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True, **compared(connection))
context.run_migrations()
