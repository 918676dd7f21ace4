"""Names: exactly, shortened, by pinyin and initials, or nearly; quick with a hundred thousand of them."""

import random
import time
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger
from bot.storage.gram_index import GramIndex
from bot.storage.store import SqlStore, open_store
from bot.storage.tables import NAME_CARDS

CUSTOMERS = (Kind.CUSTOMER,)
NAMES = (
    ["ABC International Ltd.", "ABC"],
    ["宁波贸易有限公司"],
    ["Müller & Söhne GmbH"],
    ["ABC Lamps"],
    ["Brightline Trading"],
)


@pytest.fixture
def named(store: SqlStore) -> SqlStore:
    """A store that knows some names."""

    def learn(ledger: Ledger) -> None:
        for number, names in enumerate(NAMES, 1):
            ledger.names.learn(Ref(Kind.CUSTOMER, number), names)
        ledger.names.learn(Ref(Kind.ORDER, 9), ["PI20240517-A"])

    store.write(learn).result(10)
    return store


def _nearest(text: str, ledger: Ledger) -> list[Ref]:
    return ledger.names.nearest(text, CUSTOMERS, 10)


def _ids(refs: list[Ref]) -> list[int]:
    return [ref.id for ref in refs]


def test_exactly_by_every_way_of_writing(named: SqlStore) -> None:
    keys = [
        "abc international ltd",
        "abc international",
        "abc",
        "宁波贸易有限公司",
        "宁波贸易",
        "ningbomaoyi",
        "nbmy",
        "muller sohne",
        "mueller soehne",
        "nobody",
    ]
    found = named.read(lambda ledger: ledger.names.exact(keys, CUSTOMERS)).result(10)
    assert {key: _ids(refs) for key, refs in found.items()} == {
        "abc international ltd": [1],
        "abc international": [1],
        "abc": [1],
        "宁波贸易有限公司": [2],
        "宁波贸易": [2],
        "ningbomaoyi": [2],
        "nbmy": [2],
        "muller sohne": [3],
        "mueller soehne": [3],
    }
    assert found["abc"][0].name == "ABC International Ltd."
    assert named.read(lambda ledger: ledger.names.exact(["pi20240517 a"], CUSTOMERS)).result(10) == {}


def test_shortened_to_whole_words(named: SqlStore) -> None:
    def look(key: str) -> list[int]:
        return _ids(named.read(lambda ledger: ledger.names.shortened(key, CUSTOMERS)).result(10))

    assert look("abc") == [1, 4]
    assert look("brightline") == [5]
    assert look("bright") == [] and look("") == []
    assert look("宁波") == [2] and look("宁波贸") == [2], "a Chinese name has no blanks to end a word at"
    assert look("宁") == [] and look("波贸") == []


def test_nearly_with_typing_mistakes(named: SqlStore) -> None:
    for text, expected in (
        ("Brigthline", 5),
        ("Muller Sohne", 3),
        ("宁波贸意", 2),
        ("abc lamp", 4),
        ("ningbo", 2),
        ("ABD International", 1),
    ):
        found = named.read(partial(_nearest, text)).result(10)
        assert _ids(found)[:1] == [expected], text
    assert named.read(lambda ledger: ledger.names.nearest("Zyxw", CUSTOMERS, 3)).result(10) == []
    assert _ids(named.read(lambda ledger: ledger.names.search("trading", CUSTOMERS, 3)).result(10)) == [5]


def test_a_renamed_thing_goes_by_its_new_names_only(named: SqlStore) -> None:
    def rename(ledger: Ledger) -> None:
        ledger.names.learn(Ref(Kind.CUSTOMER, 5), ["Darkline Export"])
        assert _ids(ledger.names.nearest("Darkline", CUSTOMERS, 3)) == [5], "before the commit, for its own request"
        assert _ids(ledger.names.nearest("Brightline Trading", CUSTOMERS, 3)) == []
        assert ledger.names.exact(["brightline trading"], CUSTOMERS) == {}

    named.write(rename).result(10)
    assert _ids(named.read(lambda ledger: ledger.names.nearest("Darkline", CUSTOMERS, 3)).result(10)) == [5]
    assert named.read(lambda ledger: ledger.names.nearest("Brightline Trading", CUSTOMERS, 3)).result(10) == []
    named.write(lambda ledger: ledger.names.learn(Ref(Kind.CUSTOMER, 5), [])).result(10)
    assert named.read(lambda ledger: ledger.names.nearest("Darkline", CUSTOMERS, 3)).result(10) == []


def test_names_taken_back_are_not_found(named: SqlStore) -> None:
    def fail(ledger: Ledger) -> None:
        ledger.names.learn(Ref(Kind.CUSTOMER, 6), ["Ghost Lines"])
        assert _ids(ledger.names.nearest("Ghost Lines", CUSTOMERS, 3)) == [6]
        raise KeyError

    assert isinstance(named.write(fail).exception(10), KeyError)
    for ask in (named.read, named.write):
        assert 6 not in _ids(ask(lambda ledger: ledger.names.nearest("Ghost Lines", CUSTOMERS, 3)).result(10))


def test_names_of_another_process_appear(named: SqlStore, database_url: str, tmp_path: Path) -> None:
    assert named.read(lambda ledger: ledger.names.nearest("Newcomer", CUSTOMERS, 3)).result(10) == []
    other = open_store(database_url, None, tmp_path)
    other.write(lambda ledger: ledger.names.learn(Ref(Kind.CUSTOMER, 8), ["Newcomer Inc."])).result(10)
    other.close()
    assert _ids(named.read(lambda ledger: ledger.names.nearest("Newcomer", CUSTOMERS, 3)).result(10)) == [8]


async def test_a_start_learns_all_names_before_anybody_searches(
    named: SqlStore, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.store.LESSON", 2)
    again = open_store(database_url, None, tmp_path)
    await again.get_ready()
    assert [ref.id for ref in again._index.like("brigthline", set(CUSTOMERS), 3)] == [5]
    again.close()
    await again.get_ready()


def test_kinds_do_not_crowd_one_another_out() -> None:
    index = GramIndex()
    orders = (("order", n, f"Lodz Lamps {n}", f"lodz lamps {n}", n) for n in range(1, 1001))
    index.take_in([*orders, ("customer", 7, "Lodz Lamps", "lodz lamps", 1001)])
    assert index.like("lodz lamp", {Kind.CUSTOMER}, 3) == [Ref(Kind.CUSTOMER, 7, "Lodz Lamps")]
    index.take_in([("customer", 7, "", "", 1002), ("customer", 7, "Lodz Lamps", "lodz lamps", 1001)])
    assert index.like("lodz lamp", {Kind.CUSTOMER}, 3) == [], "what was taken in before is passed over"


def _many(count: int) -> list[str]:
    drawn = random.Random(7)
    syllables = [a + b for a in "bdfgklmnprstvwz" for b in ("a", "e", "i", "o", "u", "an", "er", "in", "ol")]

    def word() -> str:
        return "".join(drawn.choices(syllables, k=drawn.randint(2, 4)))

    return [f"{word()} {word()} {drawn.choice(('trading', 'group', 'lamps', 'co'))}" for _ in range(count)]


@pytest.mark.bench
def test_a_hundred_thousand_names(tmp_path: Path) -> None:
    names = _many(100_000)
    store = open_store(f"sqlite:///{(tmp_path / 'names.db').as_posix()}", None, tmp_path)
    with store._engine.begin() as connection:
        rows = [{"kind": "customer", "object_id": n, "name": x, "sought": x, "turn": n} for n, x in enumerate(names, 1)]
        connection.execute(insert(NAME_CARDS), rows)
    begun = time.perf_counter()
    store.read(lambda ledger: ledger.names.nearest("warm up", CUSTOMERS, 3)).result(30)
    built = time.perf_counter() - begun
    took, hits = [], 0
    for name in names[:400]:
        typed = name[:2] + name[3:]
        begun = time.perf_counter()
        found = store.read(partial(_nearest, typed)).result(30)
        took.append(time.perf_counter() - begun)
        hits += name in {ref.name for ref in found}
    store.close()
    print(
        f"built {built:.2f} s, "
        f"p50 {sorted(took)[200] * 1e3:.1f} ms, p99 {sorted(took)[396] * 1e3:.1f} ms, recall {hits / 400:.3f}"
    )
    assert hits >= 380


def test_recall_of_typing_mistakes_in_memory() -> None:
    names = _many(3_000)
    index = GramIndex()
    index.take_in(("customer", n, name, name, n) for n, name in enumerate(names, 1))
    drawn = random.Random(3)
    hits = 0
    for name in names[:200]:
        at = drawn.randrange(1, len(name) - 6)
        typed = name[:at] + drawn.choice("xqy") + name[at + 1 :]
        hits += name in {ref.name for ref in index.like(typed, set(CUSTOMERS), 10)}
    assert hits >= 190
