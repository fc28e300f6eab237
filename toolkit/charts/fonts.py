"""Fonts for letters that the usual one lacks, such as those of a Chinese name of an outlet."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

FONTS = (
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "WenQuanYi Zen Hei", "PingFang SC", "Hiragino Sans", "Microsoft YaHei"),
    *("Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Thai", "Nirmala UI"),
    *("Arial Unicode MS", "Noto Emoji"),
)
"""Fonts of systems with the letters of Chinese, Japanese, Korean, Thai and Indian names, and with emoji."""

_LOG = "matplotlib.font_manager"


@contextmanager
def further_fonts() -> Iterator[None]:
    """Take letters that the user's font lacks from those of `FONTS` on the machine, also from those without a bold form."""
    import matplotlib

    log = logging.getLogger(_LOG)
    matplotlib.rcParams["font.family"] = [*matplotlib.rcParams["font.family"], *_there()]
    log.addFilter(_is_of_no_weight)
    try:
        yield
    finally:
        log.removeFilter(_is_of_no_weight)


@cache
def _there() -> tuple[str, ...]:
    from matplotlib.font_manager import fontManager

    there = {font.name for font in fontManager.ttflist}
    return tuple(font for font in FONTS if font in there)


def _is_of_no_weight(record: logging.LogRecord) -> bool:
    return "font weight" not in record.getMessage()
