"""What Alembic runs: on the connection it is handed, and on no other."""

from alembic import context

from bot.storage import console  # noqa: F401 - its tables stand beside the others
from bot.storage.migrate import compared
from bot.storage.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True, **compared(connection))
context.run_migrations()
