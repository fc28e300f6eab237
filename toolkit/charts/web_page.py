"""An interactive chart as a page that opens without a network."""

import json
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import OptionError
from ..files import atomic

_EXTRA = "interactive charts need altair and vl-convert-python: pip install 'framing-toolkit[interactive]'"
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
    told = chart.to_dict()
    title = " ".join(np.atleast_1d(told["title"]["text"]))
    embedded = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")  # so that no name can end the script
    file = Path(path).with_name(f"{Path(path).name.removesuffix('.html')}.html")
    with atomic(file, "w") as out:
        out.write(_PAGE.format(title=escape(title), library=_library(), chart=embedded))
    return file


@cache
def _library() -> str:
    """Vega-Lite as one script, which takes seconds to put together."""
    from vl_convert import javascript_bundle

    return str(javascript_bundle("window.vegaEmbed = vegaEmbed;"))


def check() -> None:
    """Raise OptionError, with the remedy, where a package that interactive pages need is not installed."""
    if not all(map(find_spec, ("altair", "vl_convert"))):
        raise OptionError(_EXTRA)


def altair_of() -> Any:
    """The package Altair. Raises OptionError, with the remedy, where it is not installed."""
    try:
        import altair
    except ImportError:
        raise OptionError(_EXTRA) from None
    return altair
