"""names: fold accents, so that lodz finds Łódź."""

import sqlalchemy as sa
from alembic import op

from bot.domain.naming import name_key, spelled_out

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

BETWEEN = '\n'


def upgrade() -> None:
    """Keys were made of names with their accents; each is folded, and the spelled-out form comes beside it."""
    connection = op.get_bind()
    _names(connection)
    _cards(connection)
    _traces(connection)
    _numbers(connection)


def _names(connection: sa.Connection) -> None:
    names = sa.table('names', *map(sa.column, ('kind', 'object_id', 'key', 'is_whole')))
    rows = connection.execute(sa.select(names)).mappings().all()
    there = {(row['kind'], row['object_id'], row['key']) for row in rows}
    for row in rows:
        forms = _forms(row['key'])
        if forms == [row['key']]:
            continue
        this = [names.c.kind == row['kind'], names.c.object_id == row['object_id'], names.c.key == row['key']]
        connection.execute(sa.delete(names).where(*this))
        for form in forms:
            if (row['kind'], row['object_id'], form) not in there:
                there.add((row['kind'], row['object_id'], form))
                connection.execute(sa.insert(names).values({**row, 'key': form}))


def _cards(connection: sa.Connection) -> None:
    cards = sa.table('name_cards', *map(sa.column, ('kind', 'object_id', 'sought')))
    for row in connection.execute(sa.select(cards)).mappings().all():
        sought = BETWEEN.join(dict.fromkeys(form for key in row['sought'].split(BETWEEN) for form in _forms(key)))
        if sought != row['sought']:
            this = [cards.c.kind == row['kind'], cards.c.object_id == row['object_id']]
            connection.execute(sa.update(cards).where(*this).values(sought=sought))


def _traces(connection: sa.Connection) -> None:
    traces = sa.table('traces', *map(sa.column, ('trace', 'customer_id', 'holder')))
    rows = connection.execute(sa.select(traces).where(traces.c.trace.like('name:%'))).mappings().all()
    there = {(row['trace'], row['customer_id'], row['holder']) for row in rows}
    for row in rows:
        forms = [f'name:{form}' for form in _forms(row['trace'].removeprefix('name:'))]
        if forms == [row['trace']]:
            continue
        this = [traces.c[name] == row[name] for name in ('trace', 'customer_id', 'holder')]
        connection.execute(sa.delete(traces).where(*this))
        for form in forms:
            if (form, row['customer_id'], row['holder']) not in there:
                there.add((form, row['customer_id'], row['holder']))
                connection.execute(sa.insert(traces).values({**row, 'trace': form}))


def _numbers(connection: sa.Connection) -> None:
    orders = sa.table('orders', sa.column('id'), sa.column('number_key'))
    for number, key in connection.execute(sa.select(orders.c.id, orders.c.number_key)).all():
        if name_key(key) != key:
            connection.execute(sa.update(orders).where(orders.c.id == number).values(number_key=name_key(key)))


def _forms(key: str) -> list[str]:
    return list(dict.fromkeys((name_key(key), name_key(spelled_out(key)))))


def downgrade() -> None:
    raise NotImplementedError("a database goes forward only; restore a copy instead")
