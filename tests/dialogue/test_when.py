"""When something is due, or happened, as people type it."""

import time as stopwatch
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.when import leading_when, read_duration, read_hours, read_when, settle
from bot.domain.moments import When
from bot.domain.spans import Span

NOW = datetime(2026, 7, 29, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday
ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/St_Johns",
]


def said(when: When | None) -> str | None:
    """The moment as `2026-08-01` where only a day was named, else with its time."""
    return when.at.strftime("%Y-%m-%d %H:%M" if when.has_time else "%Y-%m-%d") if when else None


PLANS = {
    "3d": "2026-08-01", "2w": "2026-08-12", "4h": "2026-07-29 14:00", "tomorrow 15:00": "2026-07-30 15:00",
    "next mon": "2026-08-03", "in 3 days": "2026-08-01", "8/4": "2026-08-04", "4 Aug": "2026-08-04",
    "2026-08-04 09:30": "2026-08-04 09:30", "明天下午3点": "2026-07-30 15:00", "3天后": "2026-08-01",
    "3个工作日后": "2026-08-03", "下周一": "2026-08-03", "6月5日": "2027-06-05", "月底": "2026-07-31",
    # held out: not in the contract's list
    "3個工作天後": "2026-08-03", "後天下午三點": "2026-07-31 15:00", "過兩天": "2026-07-31", "９月５日": "2026-09-05",
    "明天  15：00": "2026-07-30 15:00", "今晚8点": "2026-07-29 20:00", "明早9点半": "2026-07-30 09:30",
    "晚上12点": "2026-07-30 00:00", "明天中午12点": "2026-07-30 12:00", "中午1点": "2026-07-29 13:00",
    "2026年8月4日 上午九点一刻": "2026-08-04 09:15", "一个半小时后": "2026-07-29 11:30", "半小时后": "2026-07-29 10:30",
    "半个月后": "2026-08-13", "两天后上午10点": "2026-07-31 10:00", "下个月5号": "2026-08-05", "下月底": "2026-08-31",
    "9月初": "2026-09-01", "9月底": "2026-09-30", "年底": "2026-12-31", "明年3月5日": "2027-03-05",
    "周五前": "2026-07-31",
    "星期三": "2026-08-05", "下下周三": "2026-08-12", "周末": "2026-08-01", "5号": "2026-08-05", "大后天": "2026-08-01",
    "9点": "2026-07-30 09:00", "15点": "2026-07-29 15:00", "本周五": "2026-07-31", "20260804": "2026-08-04",
    "tonight at 8:00": "2026-07-29 20:00", "at 3pm on friday": "2026-07-31 15:00", "3pm tomorrow": "2026-07-30 15:00",
    "half an hour": "2026-07-29 10:30", "1h30m": "2026-07-29 11:30", "two weeks": "2026-08-12", "a week": "2026-08-05",
    "3 working days": "2026-08-03", "2bd": "2026-07-31", "next friday at noon": "2026-08-07 12:00",
    "Aug 4th, 2027": "2027-08-04", "4-Aug-2026": "2026-08-04", "the 5th": "2026-08-05", "end of month": "2026-07-31",
    "end of next month": "2026-08-31", "mid September": "2026-09-15", "tomorrow morning at 9": "2026-07-30 09:00",
    "day after tomorrow 9am": "2026-07-31 09:00", "3d 15:00": "2026-08-01 15:00", "12am": "2026-07-30 00:00",
    "2026-08-04T09:30:00Z": "2026-08-04 17:30", "2026-08-04T09:30+02:00": "2026-08-04 15:30", "8.4": "2026-08-04",
    "in 1 month": "2026-08-29", "yesterday": "2026-07-28", "by fri": "2026-07-31", "9:00 8/4": "2026-08-04 09:00",
}  # fmt: skip

FACTS = {
    "8/4": "2025-08-04", "7/29": "2026-07-29", "yesterday 16:00": "2026-07-28 16:00", "昨天": "2026-07-28",
    "2 days ago": "2026-07-27", "3天前": "2026-07-26", "last fri": "2026-07-24", "上周五": "2026-07-24",
    "fri": "2026-07-24", "周五": "2026-07-24", "wed": "2026-07-22", "16:00": "2026-07-28 16:00",
    "9:00": "2026-07-29 09:00",
    "2h": "2026-07-29 08:00", "2小时前": "2026-07-29 08:00", "today": "2026-07-29", "昨晚8点": "2026-07-28 20:00",
    "前天下午3点": "2026-07-27 15:00", "6月5日": "2026-06-05", "月底": "2026-06-30", "5号": "2026-07-05",
    "30号": "2026-06-30",
    "上个月5号": "2026-06-05", "3 working days ago": "2026-07-24", "12/31": "2025-12-31", "2026-07-02": "2026-07-02",
    "周一下午两点": "2026-07-27 14:00", "4 Aug": "2025-08-04", "3d": "2026-07-26",
}  # fmt: skip

ASKED = [
    "", "hello", "3", "三", "明", "一", "5m", "0.5d", "后天下午", "明天中午", "tomorrow morning", "tonight",
    "tomorrow at 3",
    "2/30", "2月30日", "2026-02-29", "13/5", "13月1日", "25:00", "tomorrow 25:00", "13pm", "下午15点60分", "晚上3点",
    "15:00 CET",
    "2026-13-01T09:00Z", "3dprint", "8/45", "9999年后", "3天的样品", "一二三天后", "soon", "tomorrow 15:00 x", "0号",
]  # fmt: skip


@pytest.mark.parametrize(("text", "moment"), PLANS.items())
def test_a_plan_looks_forward(text: str, moment: str) -> None:
    when = read_when(text, NOW)
    assert said(when) == moment
    assert when is not None
    assert when.at.tzinfo is NOW.tzinfo
    assert when.has_time or when.at.time() == time(9)


@pytest.mark.parametrize(("text", "moment"), FACTS.items())
def test_a_fact_looks_back(text: str, moment: str) -> None:
    assert said(read_when(text, NOW, looks_back=True)) == moment


@pytest.mark.parametrize("text", ASKED)
def test_what_is_not_certain_is_asked(text: str) -> None:
    assert read_when(text, NOW) is None


def test_a_later_hour_of_today_is_no_fact() -> None:
    assert read_when("7/29 16:00", NOW, looks_back=True) is None
    assert said(read_when("7/29 09:30", NOW, looks_back=True)) == "2026-07-29 09:30"


def test_a_fact_of_today_is_not_later_than_now() -> None:
    early = NOW.replace(hour=7)
    assert read_when("today", early, looks_back=True) == When(early, False)


@pytest.mark.parametrize(
    ("text", "moment", "rest"),
    [
        ("3d chase the quote", "2026-08-01", "chase the quote"),
        ("3天后 发催报价信", "2026-08-01", "发催报价信"),
        ("2026-12-01 09:00 Ask for sample feedback", "2026-12-01 09:00", "Ask for sample feedback"),
        ("明天下午3点打电话", "2026-07-30 15:00", "打电话"),
        ("下周一，发样品，谢谢", "2026-08-03", "发样品，谢谢"),
        (" next mon 9am: call", "2026-08-03 09:00", "call"),
        ("8/4 send 2 samples", "2026-08-04", "send 2 samples"),
        ("3天催报价", "2026-08-01", "催报价"),
        ("周五前发货", "2026-07-31", "发货"),
        ("mon call 3 people", "2026-08-03", "call 3 people"),
        ("4 Aug 2000 pcs", "2026-08-04", None),
        ("3 days, then call", "2026-08-01", "then call"),
        ("６月５日，打电话", "2027-06-05", "打电话"),
        ("in 2 weeks", "2026-08-12", ""),
        ("4h call", "2026-07-29 14:00", "call"),
        ("3d\n15:00 is their lunch", "2026-08-01", "15:00 is their lunch"),
    ],
)
def test_a_time_leads_and_the_rest_is_kept(text: str, moment: str, rest: str | None) -> None:
    found = leading_when(text, NOW)
    assert found is not None
    assert said(found[0]) == moment
    assert found[1] == ("2000 pcs" if rest is None else rest)


@pytest.mark.parametrize(
    "text",
    ["chase", "", "tomorrow morning call", "明天下午打电话", "明确价格", "8.4 tons", "5号楼", "10-12 days",
    "second thing", "1月发货",
     "一点问题", "15:00-16:00 call", "2 samples", "tomorrow at 3 call", "2月30日 call", "3天的样品"],
)  # fmt: skip
def test_a_line_that_begins_with_no_certain_time(text: str) -> None:
    assert leading_when(text, NOW) is None


def test_relative_hours_pass_over_a_change_of_clocks() -> None:
    berlin = datetime(2026, 3, 29, 1, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    for text, hour in [("2h", "04:00"), ("2:30", "03:30"), ("1d", "09:00")]:
        when = read_when(text, berlin)
        assert when is not None
        assert when.at.strftime("%H:%M") == hour


def test_of_an_hour_shown_twice_the_first_is_meant() -> None:
    berlin = datetime(2026, 10, 24, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    when = read_when("tomorrow 02:30", berlin)
    assert when is not None
    assert when.at.isoformat() == "2026-10-25T02:30:00+02:00"


def test_working_days_follow_the_calendar_given() -> None:
    holiday = date(2026, 7, 30)
    when = read_when("2个工作日后", NOW, is_working_day=lambda day: day.weekday() < 5 and day != holiday)
    assert said(when) == "2026-08-03"


def test_a_day_alone_settles_on_a_working_day() -> None:
    saturday, named = read_when("sat", NOW), read_when("sat 11:00", NOW)
    assert saturday is not None and named is not None
    assert said(settle(saturday)) == "2026-08-03"
    assert settle(named) == named


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        read_when("3d", datetime(2026, 7, 29))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("20:00-08:00", 20, 8), ("20：00～08：00", 20, 8), ("20:00 \u2013 08:00", 20, 8), ("8pm-8am", 20, 8),
        ("晚上8点到早上8点", 20, 8), ("09:00 to 18:00", 9, 18), ("22:00-24:00", 22, 0),
    ],
)  # fmt: skip
def test_hours_of_the_day(text: str, start: int, end: int) -> None:
    assert read_hours(text) == (time(start), time(end))


@pytest.mark.parametrize(
    "text", ["", "9-18", "08:00-08:00", "20:00", "20:00-", "25:00-08:00", "20:00-08:00 x", "always"]
)
def test_what_are_no_hours(text: str) -> None:
    assert read_hours(text) is None


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("PT48H", Span(seconds=172_800)), ("48h", Span(seconds=172_800)), ("PT90S", Span(seconds=90)),
        ("90s", Span(seconds=90)), ("3d", Span(days=3)), ("P3D", Span(days=3)), ("P1DT2H", Span(seconds=7200, days=1)),
        ("3 working days", Span(working_days=3)), ("3个工作日", Span(working_days=3)), ("2 weeks", Span(days=14)),
        ("P2W", Span(days=14)), ("24小时", Span(seconds=86_400)), ("15min", Span(seconds=900)), ("P1M", Span(months=1)),
        ("PT5M", Span(seconds=300)), ("1 month", Span(months=1)), ("1.5h", Span(seconds=5400)),
        ("PT0S", Span(seconds=0)),
    ],
)  # fmt: skip
def test_durations_of_the_rules(text: str, span: Span) -> None:
    assert read_duration(text) == span


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "30m", "5", "-3d", "3 days ago", "3天后", "in 3 days", "1.5d", "soon", "h"]
)
def test_what_is_no_duration(text: str) -> None:
    assert read_duration(text) is None


WORDS = st.lists(
    st.sampled_from(
        "3 d 天 后 前 下 上 周 一 月 底 日 号 点 tomorrow next last mon aug 4 8/4 : 15:00 pm at in ago 个 工作日 "
        "下午 晚 今 明天 2026 - / . T Z +08:00 百 十 of end month 年 the".split()
    ),
    max_size=7,
)
NOWS = st.datetimes(datetime(1980, 1, 1), datetime(2090, 1, 1), timezones=st.sampled_from(ZONES).map(ZoneInfo))  # noqa: DTZ001


@given(st.one_of(st.text(), WORDS.map("".join), WORDS.map(" ".join)), NOWS, st.booleans())
@settings(max_examples=600)
def test_no_words_break_it_and_no_moment_is_naive(text: str, now: datetime, back: bool) -> None:
    for when in (read_when(text, now, looks_back=back), *(leading_when(text, now, looks_back=back) or ())[:1]):
        if isinstance(when, When):
            assert when.at.utcoffset() is not None
            assert when.at.tzinfo is now.tzinfo
    read_hours(text)
    read_duration(text)


@given(st.integers(1, 12), st.integers(1, 28), NOWS, st.booleans(), st.sampled_from(["{}/{}", "{}月{}日"]))
def test_a_bare_day_is_on_the_side_looked_to(month: int, day: int, now: datetime, back: bool, pattern: str) -> None:
    when = read_when(pattern.format(month, day), now, looks_back=back)
    assert when is not None
    assert (when.at.month, when.at.day, when.has_time) == (month, day, False)
    assert when.at <= now if back else when.at.date() >= now.date()
    assert abs((when.at.date() - now.date()).days) <= 366


@given(st.sampled_from(["mon", "周三", "sunday", "5号", "月底", "9:30", "16:00"]), NOWS)
def test_a_fact_is_never_in_the_future(text: str, now: datetime) -> None:
    when = read_when(text, now, looks_back=True)
    assert when is not None
    assert when.at <= now


@given(st.integers(0, 200), NOWS)
def test_hours_are_elapsed_time(hours: int, now: datetime) -> None:
    when = read_when(f"{hours}h", now)
    assert when is not None
    assert when.at.timestamp() - now.timestamp() == pytest.approx(hours * 3600, abs=1e-3)


@pytest.mark.parametrize("mark", ["1", "明", " ", "3d ", "周", "一", "，", "a ", "in ", "百", "\n", "2026-"])
def test_a_pasted_book_costs_nothing(mark: str) -> None:
    book = (mark * 40_000)[:40_000]
    began = stopwatch.process_time()
    for read in (read_when, leading_when):
        read(book, NOW)
    read_hours(book)
    read_duration(book)
    assert stopwatch.process_time() - began < 0.05
