import zipfile
from xml.sax.saxutils import escape

import pytest

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture
def write(tmp_path):
    """Write a file below the folder of the test; returns its path."""

    def write(name, content, encoding="utf-8"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def write_word(tmp_path):
    """Write a Word document with some paragraphs, or with a body of XML; returns its path."""

    def write_word(name, paragraphs=(), body="", prolog=""):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        body = body or "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>' for text in paragraphs)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            document = f'<?xml version="1.0"?>{prolog}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
            archive.writestr("word/document.xml", document)
        return path

    return write_word
