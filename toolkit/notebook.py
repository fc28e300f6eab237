"""The notebook that the program runs in, if it runs in one."""

import sys
from typing import Any

from .errors import OptionError


def running_shell() -> Any | None:
    """The shell of IPython that runs the program, which has a `kernel` in a notebook; None where there is none."""
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()


def show_html(html: str) -> None:
    """Show HTML in a notebook.

    Raises OptionError elsewhere.

    >>> show_html("<p>It rained.</p>")
    Traceback (most recent call last):
    toolkit.errors.OptionError: only a notebook can show this; elsewhere, tk.report.write(articles, "report.html") makes a page
    """
    if running_shell() is None:
        raise OptionError('only a notebook can show this; elsewhere, tk.report.write(articles, "report.html") makes a page')
    from IPython.display import HTML, display

    display(HTML(html))  # type: ignore[no-untyped-call]
