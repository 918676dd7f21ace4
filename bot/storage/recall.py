"""What a transaction remembers, so that nothing is asked twice; the writer takes it along from one to the next.

An answer stays true until something is written that could change it. What is written is therefore noted here by table
and topic (see `Unit.queue`), and an answer is given again only while nothing of its tables and topic was written since.
What others write to the same database is not seen here: whoever keeps a recall for longer than one transaction must
know that nobody else wrote (see `bot.storage.writer`).
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field
from sqlalchemy import Table

LARGEST = 30_000
"""Records, answers and notes of writes together; some 30 MB at most. Beyond it all is forgotten and asked anew."""

Answer = list[tuple[Any, ...]]


class Recall(Struct):
    """Records by kind and number, keys and pseudonyms, answers, and where the journal and the counters stand.

    `chain`: number and head of the newest entry of the journal, and the journal's origin; None: not asked yet.
    """

    records: dict[tuple[str, int], Any] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    pseudonyms: dict[int, str] = field(default_factory=dict)
    chain: tuple[int, bytes, str] | None = None
    counted: dict[str, int] | None = None
    most: int = LARGEST
    _answers: dict[tuple[Any, ...], tuple[int, Answer]] = field(default_factory=dict)
    _turn: int = 0
    _written: dict[Table, int] = field(default_factory=dict)
    _written_of: dict[tuple[Table, Any], int] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether it is time to forget."""
        return len(self.records) + len(self._answers) + len(self._written_of) > self.most

    def forget(self) -> None:
        """Begin anew, where much is read once and never again."""
        self.records.clear()
        self._answers.clear()

    def answer(self, question: tuple[Any, ...], tables: Sequence[Table], topic: Any) -> Answer | None:
        """What a question was answered, where that is still true. The list is shared: it must not be changed."""
        kept = self._answers.get(question)
        if kept is None:
            return None
        since, answer = kept
        # Of several topics, whatever was written counts: nothing is remembered of them together.
        is_any = topic is None or isinstance(topic, frozenset)
        for table in tables:
            if is_any:
                if self._written.get(table, 0) > since:
                    return None
            elif self._written_of.get((table, topic), 0) > since or self._written_of.get((table, None), 0) > since:
                return None
        return answer

    def keep(self, question: tuple[Any, ...], answer: Answer) -> None:
        """Remember an answer that is true now."""
        self._answers[question] = (self._turn, answer)

    def wrote(self, table: Table, topic: Any) -> None:
        """Something of this topic is, or may be, other than it was; None: of any topic."""
        self._turn += 1
        self._written[table] = self._written_of[table, topic] = self._turn
