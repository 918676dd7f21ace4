"""The trail: whatever is changed, removed or swapped is found, and erased words leave it whole."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, update

from bot.domain.customers import Tier
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger
from bot.storage.chain import canonical, commitment, head_hash, leaf_hash, merkle_root, receipt_code
from bot.storage.keys import WrongKey, open_master_key
from bot.storage.migrate import bring_up
from bot.storage.store import SqlStore, open_store
from bot.storage.tables import CONTACTS, CUSTOMERS, JOURNAL, JOURNAL_HEAD, JOURNAL_PRIVATE
from tests.storage.builders import ABC, contact, customer, seed, via

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_canonical_text_is_one_and_says_the_same(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


def test_canonical_text_by_the_letter() -> None:
    assert canonical({"b": [1, True, None], "a": "é\n\u0001/"}) == '{"a":"é\\n\\u0001/","b":[1,true,null]}'
    # RFC 8785 sorts UTF-16 units: the astral sign (D83D…) comes before the private one (F8FF).
    assert list(json.loads(canonical({"\uf8ff": 1, "\U0001f600": 2}))) == ["\U0001f600", "\uf8ff"]


@pytest.mark.parametrize("value", [1.5, 2**53, {1: 2}, b"x", {"a": {1, 2}}, "\ud800"])
def test_what_is_not_for_the_trail(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def test_hashes_of_different_uses_differ() -> None:
    one = leaf_hash("x")
    assert len({one, head_hash(b"", b"x"), commitment(b"", 0, "x"), merkle_root([one, one]), merkle_root([])}) == 5
    assert merkle_root([one]) == one
    assert receipt_code(bytes.fromhex("7f3a91c2") + bytes(28)) == "7F3A-91C2"


@given(st.integers(1, 40))
def test_the_root_is_that_of_the_definition(size: int) -> None:
    """RFC 6962: the root of n leaves joins those of the largest power of two below n, and of the rest."""
    leaves = [leaf_hash(str(n)) for n in range(size)]

    def root(part: list[bytes]) -> bytes:
        if len(part) == 1:
            return part[0]
        half = 1 << ((len(part) - 1).bit_length() - 1)
        from_both = b"\x01" + root(part[:half]) + root(part[half:])
        return __import__("hashlib").sha256(from_both).digest()  # type: ignore[no-any-return]

    assert merkle_root(leaves) == root(leaves)


def _write(ledger: Ledger) -> None:
    ledger.begin(via("writes"))
    for n in range(4):
        ledger.contacts.add(contact(note=f"note {n}"))
    ledger.customers.change(ledger.customers.get(1), tier=Tier.A, city="Bonn")  # type: ignore[arg-type]
    ledger.trail.note("file.handed-out", ABC, {"sha256": "00"})


def _faults(store: SqlStore) -> dict[int, set[str]]:
    verdict = store.read(lambda ledger: ledger.trail.verify()).result(20)
    found: dict[int, set[str]] = {}
    for seq, word in verdict.faults:
        found.setdefault(seq, set()).add(word)
    return found


def _drop_guard(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER journal_stands")
    else:
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS journal_stands_update")
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS journal_stands_delete")


@pytest.mark.parametrize("statement", [update(JOURNAL).values(type="x"), delete(JOURNAL)])
def test_the_database_refuses_to_change_an_entry(desk: SqlStore, statement: Any) -> None:
    with pytest.raises(Exception, match="never changed"), desk._engine.begin() as connection:
        connection.execute(statement)
    assert not _faults(desk)


def test_faults_of_records_are_found(desk: SqlStore) -> None:
    desk.write(_write).result(10)
    assert not _faults(desk)
    with desk._engine.begin() as connection:
        connection.execute(update(CONTACTS).where(CONTACTS.c.id == 2).values(note="another"))
        connection.execute(update(CUSTOMERS).values(tier="C"))
        connection.execute(delete(CONTACTS).where(CONTACTS.c.id == 3))
        row = dict(connection.execute(select(CONTACTS).where(CONTACTS.c.id == 1)).mappings().one())
        connection.execute(insert(CONTACTS).values({**row, "id": 50}))
    assert _faults(desk) == {0: {"record-unknown"}, 5: {"record"}, 6: {"record-missing"}, 8: {"record"}}


def test_faults_of_words_and_of_the_end_are_found(desk: SqlStore) -> None:
    desk.write(_write).result(10)
    with desk._engine.begin() as connection:
        connection.execute(delete(JOURNAL_PRIVATE).where(JOURNAL_PRIVATE.c.seq == 4))
        connection.execute(update(JOURNAL_PRIVATE).where(JOURNAL_PRIVATE.c.seq == 5).values(words=b"x" * 40))
    assert _faults(desk) == {4: {"words-missing"}, 5: {"words"}}


def test_entries_missing_at_the_end_are_found(desk: SqlStore) -> None:
    desk.write(_write).result(10)
    with desk._engine.begin() as connection:
        _drop_guard(connection)
        connection.execute(delete(JOURNAL).where(JOURNAL.c.seq == 9))
    assert _faults(desk) == {8: {"end"}}


@pytest.fixture(scope="module")
def tampered(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A store of ten entries whose journal may be changed and put right again."""
    folder = tmp_path_factory.mktemp("tampered")
    store = open_store(f"sqlite:///{(folder / 'desk.db').as_posix()}", None, folder)
    store.write(seed).result(10)
    store.write(_write).result(10)
    with store._engine.begin() as connection:
        _drop_guard(connection)
        rows = [dict(row) for row in connection.execute(select(JOURNAL).order_by(JOURNAL.c.seq)).mappings()]
        private = [dict(row) for row in connection.execute(select(JOURNAL_PRIVATE)).mappings()]
    assert len(rows) == 9
    yield store, rows, private
    store.close()


def _put(store: SqlStore, rows: list[dict[str, Any]], private: list[dict[str, Any]]) -> None:
    with store._engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(delete(JOURNAL_PRIVATE))
        connection.execute(delete(JOURNAL))
        connection.execute(insert(JOURNAL), rows)
        kept = {row["seq"] for row in rows}
        connection.execute(insert(JOURNAL_PRIVATE), [row for row in private if row["seq"] in kept])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.data())
def test_any_single_changed_removed_or_swapped_row_is_found(tampered: Any, choice: st.DataObject) -> None:
    store, rows, private = tampered
    at = choice.draw(st.integers(0, len(rows) - 1))
    changed = [dict(row) for row in rows]
    match choice.draw(st.sampled_from(["change", "remove", "swap"])):
        case "change":
            column = choice.draw(
                st.sampled_from(["type", "actor", "object", "request", "core", "leaf", "prev", "head"])
            )
            old = changed[at][column]
            if isinstance(old, bytes):
                changed[at][column] = bytes([old[0] ^ (1 << choice.draw(st.integers(0, 7)))]) + old[1:]
            else:
                position = choice.draw(st.integers(0, max(len(old or "") - 1, 0)))
                changed[at][column] = (old or "")[:position] + "~" + (old or "")[position + 1 :]
        case "remove":
            del changed[at]
        case "swap":
            other = (at + choice.draw(st.integers(1, len(rows) - 1))) % len(rows)
            for column in ("at", "type", "actor", "object", "request", "core", "leaf", "prev", "head"):
                changed[at][column], changed[other][column] = rows[other][column], rows[at][column]
    try:
        _put(store, changed, private)
        assert _faults(store)
    finally:
        _put(store, rows, private)
    assert not _faults(store)


def test_a_forged_chain_does_not_fit_the_noted_end(tampered: Any) -> None:
    """Somebody who may write the tables hashes everything anew, and forgets only the head row."""
    store, rows, private = tampered
    forged = [dict(row) for row in rows]
    core = json.loads(forged[3]["core"])
    core["t"] = "2020-01-01T00:00:00.000000Z"
    forged[3]["core"], prev = canonical(core), forged[3]["prev"]
    for row in forged[3:]:
        row["prev"], row["leaf"] = prev, leaf_hash(row["core"])
        prev = row["head"] = head_hash(prev, row["leaf"])
    _put(store, forged, private)
    try:
        found = _faults(store)
    finally:
        _put(store, rows, private)
    assert found[4] == {"columns"} and found[9] == {"end"}


def test_erased_words_are_gone_and_the_trail_stays_whole(desk: SqlStore) -> None:
    def erase(ledger: Any) -> tuple[int, ...]:
        ledger.begin(via("erases"))
        secret = ledger.customers.add(customer(name="Forget Me"))
        ledger.contacts.add(contact(customer_id=secret.id, note="private words"))
        ledger.customers.change(secret, name="-")
        ledger.contacts.change(ledger.contacts.get(1), note="")
        found: tuple[int, ...] = ledger.trail.erase(Ref(Kind.CUSTOMER, secret.id), "her request of 3 May")
        return found

    assert desk.write(erase).result(10) == (4, 5, 6, 7)
    entries = desk.read(lambda ledger: ledger.trail.about([Ref(Kind.CUSTOMER, 2)], None, 9)).result(10)
    assert [e.type for e in entries] == ["privacy.erased", "customer.changed", "customer.created"]
    assert "name" not in entries[-1].after
    assert not _faults(desk)
    with desk._engine.begin() as connection:
        assert not connection.execute(select(JOURNAL_PRIVATE).where(JOURNAL_PRIVATE.c.seq >= 4)).all()


def test_personal_words_stand_nowhere_in_the_core(desk: SqlStore) -> None:
    desk.write(_write).result(10)
    with desk._engine.begin() as connection:
        cores = connection.execute(select(JOURNAL.c.core)).scalars().all()
    assert len(cores) == 9
    assert not any(word in core for core in cores for word in ("ABC GmbH", "Anna", "note 1", "U1", "room"))


def test_another_master_key_is_refused(database_url: str, tmp_path: Path) -> None:
    open_store(database_url, None, tmp_path / "one").close()
    with pytest.raises(WrongKey, match="DATA_DIR"):
        open_store(database_url, None, tmp_path / "other")


def test_the_master_key_is_for_its_owner_only(tmp_path: Path) -> None:
    key = open_master_key(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert open_master_key(tmp_path / "key") == key and len(key) == 32
    (tmp_path / "key").write_text("short")
    with pytest.raises(WrongKey):
        open_master_key(tmp_path / "key")


def test_a_journal_has_its_own_beginning(tmp_path: Path) -> None:
    heads = set()
    for name in ("a", "b"):
        url = f"sqlite:///{(tmp_path / name).as_posix()}.db"
        bring_up(url)
        store = open_store(url, None, tmp_path / name)
        with store._engine.begin() as connection:
            heads.add(bytes(connection.execute(select(JOURNAL_HEAD.c.head)).scalar_one()))
        store.close()
    assert len(heads) == 2
