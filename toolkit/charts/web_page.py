"""An interactive chart as a page that opens without a network, or as a part of one."""

import json
import re
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import OptionError
from ..files import atomic

_EXTRA = "interactive charts need altair and vl-convert-python: pip install 'framing-toolkit[interactive]'"
_SEPARATOR = re.compile("[\u2028\u2029]")
_FONT = {"font": "system-ui, sans-serif"}
_LETTERS = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}  # in a page, whose letters are larger
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body style="font-family: sans-serif; margin: 1.5em"><div id="chart"></div>
<script>{library}</script>
<script>vegaEmbed("#chart", {chart}, {{actions: {{export: true, source: false, compiled: false, editor: false}}}});</script>
</body>
</html>
"""


def save(chart: Any, path: str | Path) -> Path:
    """Write a chart as a page of about 900 kB that opens without a network, and return its path, which ends in .html.

    Raises OptionError where vl-convert-python is not installed; Altair itself then writes the JSON of Vega-Lite with
    ``chart.save("chart.json")``.

    >>> import tempfile
    >>> from toolkit import example_results
    >>> from toolkit.charts.interactive import voices
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(voices(example_results.comparison()), Path(folder) / "voices").name
    'voices.html'
    """
    check()
    told = _told(chart)
    title = " ".join(np.atleast_1d(told["title"]["text"]))
    embedded = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")  # so that no name can end the script
    file = Path(path).with_name(f"{Path(path).name.removesuffix('.html')}.html")
    with atomic(file, "w") as out:
        out.write(_PAGE.format(title=escape(title), library=library(), chart=embedded))
    return file


def embedded(chart: Any) -> dict[str, Any]:
    """A chart for a page that draws it itself: its title and notes, and as Vega what stands under these, as wide as its place.

    >>> from toolkit import example_results
    >>> from toolkit.charts.interactive import voices
    >>> embedded(voices(example_results.comparison()))["notes"]
    ['line: 95 % interval; hollow: under 20 articles']
    """
    from vl_convert import vegalite_to_vega

    told = _told(chart)
    title, config = told.pop("title"), told["config"]
    letters = {part: config.get(part, {}) | _LETTERS for part in ("axis", "legend")}
    placed = {"width": "container", "background": None, "description": title["text"]}
    drawing = vegalite_to_vega(told | placed | {"config": config | _FONT | letters})
    return {"title": title["text"], "notes": title["subtitle"], "drawing": drawing}


def _told(chart: Any) -> dict[str, Any]:
    """A chart as Vega-Lite; separators of lines, with which a name would be no text in the expressions of Vega, are spaces."""
    told = json.dumps(chart.to_dict(), ensure_ascii=False)
    return dict(json.loads(_SEPARATOR.sub(" ", told)))


@cache
def library() -> str:
    """Vega-Lite as one script that gives a page `vegaEmbed` and no other name; it takes seconds to put together."""
    from vl_convert import javascript_bundle

    return f"(() => {{{javascript_bundle('window.vegaEmbed = vegaEmbed;')}}})();"


def is_installed() -> bool:
    """Whether the packages are installed that interactive pages need."""
    return all(map(find_spec, ("altair", "vl_convert")))


def check() -> None:
    """Raise OptionError, with the remedy, where a package that interactive pages need is not installed."""
    if not is_installed():
        raise OptionError(_EXTRA)


def altair_of() -> Any:
    """The package Altair. Raises OptionError, with the remedy, where it is not installed."""
    try:
        import altair
    except ImportError:
        raise OptionError(_EXTRA) from None
    return altair
