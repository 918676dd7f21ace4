"""The picture of shipments under way: readable at any number of them, in either language, and fit to be sent."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFont

from bot.domain.people import Language
from bot.domain.phrases import phrase
from bot.ports.errands import Bar, Draw
from bot.reports.drawing import drawn
from bot.reports.gantt import DONE, LATE, TICKS, WIDE, _marks
from bot.reports.lettering import CHINESE, LATIN, clipped, width

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
NAMES = ("ABC International Ltd.", "Łódź Import Sp. z o.o.", "深圳市光明灯饰有限公司", "A" * 90)


def bars(count: int) -> tuple[Bar, ...]:
    made = []
    for number in range(count):
        etd = NOW + timedelta(days=number * 7 % 60 - 40)
        eta, late = etd + timedelta(days=30), timedelta(days=number % 5)
        label = f"S{number + 1}  PI-{number}  {NAMES[number % 4]}"
        made.append(Bar(label, etd, eta, etd + late, eta + late, is_late=number % 5 > 3))
    return (*made[1:], Bar("S999  without a moment")) if made else ()


def picture(count: int, language: Language = Language.EN) -> Image.Image:
    words = (phrase("picture-planned"), phrase("picture-actual"), phrase("picture-late"))
    title = phrase("picture-title", day=NOW.date(), count=count)
    png = drawn(Draw(bars(count), title, *words, NOW, language, "Asia/Shanghai"))
    return Image.open(BytesIO(png)).convert("RGB")


@pytest.mark.parametrize("count", [0, 1, 3, 30, 200])
def test_a_picture_of_any_number_fits_where_it_is_sent(count: int) -> None:
    drawn_one = picture(count, Language.ZH_CN)
    wide, high = drawn_one.size
    assert wide == WIDE and wide + high <= 10_000 and high / wide < 20, "Telegram takes no larger photos"
    right = drawn_one.crop((WIDE - 20, 104, WIDE, high)).getcolors(64)
    assert right is not None and all(min(colour) > 200 for _, colour in right if isinstance(colour, tuple))


def test_what_is_late_is_red_and_what_happened_is_full() -> None:
    seen = {colour for _, colour in picture(30).getcolors(100_000) or () if isinstance(colour, tuple)}
    for wanted in (DONE, LATE):
        near = tuple(int(wanted[at : at + 2], 16) for at in (1, 3, 5))
        assert any(max(abs(a - b) for a, b in zip(near, one, strict=True)) < 6 for one in seen), wanted


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.integers(14, 4_000))
def test_marks_of_the_scale_never_crowd(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    marks = list(_marks(first, last))
    assert 1 <= len(marks) <= TICKS + 1 and all(first < day < last for day in marks)
    assert all(earlier < later for earlier, later in pairwise(marks))


def test_every_sign_people_use_has_a_shape() -> None:
    for path, text in (
        (LATIN, "ABC łódź México Ünïon Москва Αθήνα –"),
        (CHINESE, "在途货运已告知客户实际或预计延误异常票（）"),
    ):
        face = ImageFont.truetype(str(path), 20)
        blank = face.getmask("\uffff").getbbox(), bytes(face.getmask("\uffff"))
        shapes = {sign: (face.getmask(sign).getbbox(), bytes(face.getmask(sign))) for sign in text if sign != " "}
        assert not [sign for sign, shape in shapes.items() if shape == blank]


def test_a_long_name_is_cut_to_its_room() -> None:
    for text in NAMES:
        assert width(clipped(text, 17, 200), 17) <= 200
