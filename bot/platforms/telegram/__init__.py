"""Telegram: what is heard there, what is shown there, and how it is carried."""

import sys

# httpx brings along a terminal's client of its own, with all that draws it (rich, pygments); no desk has use for it.
# Where a module stands as None, importing it fails as if it were not installed, which httpx allows for.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
