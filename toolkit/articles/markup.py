"""HTML and XML as trees, read without entities and without the network; their text, paragraph by paragraph."""

from collections.abc import Callable, Iterator
from typing import Any

from ..errors import ArticleError

BLOCKS = frozenset(
    "p div br hr li ul ol tr td th table section article header footer blockquote pre figure figcaption body block "
    "h1 h2 h3 h4 h5 h6 hl1 hl2".split()
)
"""Elements of HTML and NITF that begin and end a line."""


def html_tree(html: bytes | str) -> Any:
    """The root of a page or of a piece of one; in UTF-8, unless the page says otherwise.

    >>> html_tree("<p>Rain &amp; snow</p>").text_content()
    'Rain & snow'
    """
    from lxml import etree, html as pages

    encoding = "utf-8" if isinstance(html, bytes) and _is_utf_8(html) else None
    parser = pages.HTMLParser(encoding=encoding, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = pages.document_fromstring(html, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ArticleError(f"the page cannot be taken apart ({error})") from None
    return root


def _is_utf_8(page: bytes) -> bool:
    try:
        page.decode()
    except UnicodeDecodeError:
        return False
    return True


def xml_tree(xml: bytes) -> Any:
    """The root of an XML file.

    Raises ArticleError where the file is no XML, or declares entities.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise ArticleError(f"not XML: {error}") from None
    check_entities(root)
    return root


def check_entities(node: Any) -> None:
    """Raise ArticleError where the XML of an element declares entities of its own: they are not read."""
    declared = node.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise ArticleError("the file declares entities of its own, as files do that are made to fill a machine")


def local(node: Any) -> str:
    """The name of an element without its namespace, in small letters."""
    return str(node.tag).rpartition("}")[2].lower()


def paragraphs_of(node: Any, skipped: Callable[[Any], bool] = lambda node: False) -> list[str]:
    """The lines of an element with white space put in order, without those inside the elements that are `skipped`.

    >>> paragraphs_of(html_tree("<div>One <b>and</b>  two.<br>Three.<p>Four.</p> Five.</div>"))
    ['One and two.', 'Three.', 'Four.', 'Five.']
    """
    text = "".join(_pieces(node, skipped))
    return [line for line in (" ".join(line.split()) for line in text.split(_BREAK)) if line]


_BREAK = "\0"  # what no text of a page or of XML holds


def _pieces(root: Any, skipped: Callable[[Any], bool]) -> Iterator[str]:
    """The text of an element in order, with a break at both ends of each block."""
    from lxml import etree

    hidden = 0  # how many of the elements that are open are skipped
    for event, node in etree.iterwalk(root, events=("start", "end")):
        edge = _BREAK if local(node) in BLOCKS else ""
        hidden += (event == "start") * skipped(node)
        yield edge
        if event == "start" and not hidden:
            yield node.text or ""
        hidden -= (event == "end") * skipped(node)
        if event == "end" and node is not root and not hidden:
            yield edge + (node.tail or "")
