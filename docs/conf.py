"""How the documentation is built: `sphinx-build -W docs docs/_build` (see CONTRIBUTING.md)."""

import os
import re
import sys
from pathlib import Path

from docutils import nodes

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
os.environ["TQDM_DISABLE"] = "1"  # no bars of progress in pages

import docstrings  # noqa: E402
import pages  # noqa: E402

import toolkit  # noqa: E402

project = "framing-toolkit"
author = copyright = "The framing-toolkit authors"
version = release = toolkit.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_design",
]
exclude_patterns = ["_build", "jupyter_execute", "paper", "parts", "**.ipynb_checkpoints"]  # parts are included in pages
html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = f"framing-toolkit {release}"
html_show_sourcelink = False
html_sidebars = {"gallery": [], "accuracy": []}
html_theme_options = {
    "header_links_before_dropdown": 7,
    "navbar_align": "left",
    "show_toc_level": 2,
    "show_prev_next": True,
    "footer_start": ["copyright"],
    "footer_end": [],
}

default_role = "code"  # in docstrings, `name` is code
autodoc_default_options = {"members": True}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_use_rtype = False
python_maximum_signature_line_length = 100
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "auto"
nb_execution_excludepatterns = ["guides/*"]  # notebooks, which are stored with what they show
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_merge_streams = True
suppress_warnings = ["mystnb.unknown_mime_type"]

pages.write(HERE)


def setup(app):
    """Docstrings are made ready before Napoleon reads them, and pages before they are laid out."""
    app.connect("autodoc-process-docstring", docstrings.prepared, priority=400)
    app.connect("autodoc-skip-member", docstrings.left_out)
    app.connect("doctree-read", lambda app, page: keep_percentages(page))


def keep_percentages(page):
    """A number and its per cent sign stay on one line."""
    for text in [*page.findall(nodes.Text)]:
        kept = re.sub(r"(?<=\d) %", "\N{NO-BREAK SPACE}%", text)
        if kept != text and not isinstance(text.parent, nodes.literal | nodes.literal_block):
            text.parent.replace(text, nodes.Text(kept))
