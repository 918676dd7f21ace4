"""Writes words on a picture: Latin, Greek and Cyrillic in one face, Chinese in another, mixed as people mix them."""

from functools import lru_cache
from itertools import groupby
from pathlib import Path

import fontpkg_noto_sans
import pylopdf_fonts_zh_cn
from PIL import ImageDraw, ImageFont

LATIN = Path(fontpkg_noto_sans.ROOT) / "files" / "NotoSans[wdth,wght].ttf"
CHINESE = Path(pylopdf_fonts_zh_cn.sans_path())
_FIRST_WIDE = "\u2e80"
"""From here on the signs of East Asia begin; what stands before is in the Latin face."""


def width(text: str, size: int) -> float:
    """How many pixels a line takes."""
    return sum(_length(is_wide, part, size) for is_wide, part in _runs(text))


def write(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, colour: str) -> float:
    """Write a line from `at`, which is its left end at half its height; gives where it ends."""
    x, y = at
    for is_wide, part in _runs(text):
        face = _face(is_wide, size)
        draw.text((x, y), part, font=face, fill=colour, anchor="lm")
        x += _length(is_wide, part, size)
    return x


def clipped(text: str, size: int, most: float) -> str:
    """The line cut, with an ellipsis, so that it takes no more than so many pixels."""
    if width(text, size) <= most:
        return text
    least, longest = 0, len(text)
    while least < longest:
        middle = (least + longest + 1) // 2
        if width(text[:middle].rstrip() + "…", size) <= most:
            least = middle
        else:
            longest = middle - 1
    return text[:least].rstrip() + "…"


def _runs(text: str) -> list[tuple[bool, str]]:
    return [(is_wide, "".join(signs)) for is_wide, signs in groupby(text, key=lambda sign: sign >= _FIRST_WIDE)]


@lru_cache(maxsize=4_096)
def _length(is_wide: bool, part: str, size: int) -> float:
    return _face(is_wide, size).getlength(part)


@lru_cache(maxsize=16)
def _face(is_wide: bool, size: int) -> ImageFont.FreeTypeFont:
    path = CHINESE if is_wide else LATIN
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
