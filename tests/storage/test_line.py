"""Who is served when: people and the clock in turns, and nobody is forgotten when the desk closes."""

from concurrent.futures import Future

from bot.storage.line import Job, Line


def _job(*, is_patient: bool = False) -> Job:
    return Job(lambda ledger: None, Future(), is_patient=is_patient)


def _batch(line: Line) -> list[Job]:
    """What one commit holds: all of one sort that wait."""
    batch = [job] if (job := line.first()) is not None else []
    while batch and (following := line.next(batch[-1], 0.0)) is not None:
        batch.append(following)
    return batch


def test_people_and_the_clock_take_turns_and_share_no_commit() -> None:
    line = Line()
    asked, due = [_job() for _ in range(2)], [_job(is_patient=True) for _ in range(3)]
    for job in (*due, *asked):
        line.put(job)
    assert _batch(line) == asked, "who asks is not behind what is due"
    late = _job()
    line.put(late)
    assert _batch(line) == due, "and what is due is not behind everybody who asks"
    assert _batch(line) == [late]


def test_what_waits_when_the_line_closes_is_still_taken() -> None:
    line = Line()
    jobs = [_job(is_patient=True), _job()]
    for job in jobs:
        line.put(job)
    line.close()
    assert [*_batch(line), *_batch(line)] == jobs[::-1]
    assert line.first() is None and line.first() is None, "and nobody is waited for any more"


def test_a_busy_line_waits_a_moment_for_one_more_of_the_same_sort() -> None:
    line = Line()
    first, other = _job(), _job(is_patient=True)
    line.put(first)
    line.put(other)
    assert line.first() is first
    assert line.next(first, 0.001) is None
    assert line.first() is other
