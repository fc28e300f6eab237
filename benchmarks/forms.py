"""How well articles are read whose text came in another form: broken lines, lost marks, escapes, a tokeniser's spaces.

    python benchmarks/forms.py [--set known|middle-east|…] [--form NAME …] [--first 60]

Each coded article is rewritten in each form, mended and read as it would be from a file, and what is found is mapped back to the
article as it was coded. The sets are those of `reading.py`, as are scorer and texts, which are not part of this project. Figures
are F1 or per cent right.
"""

import argparse
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from attribution import scorer_of
from reading import SETS, Reading, coded_set

import toolkit as tk
from toolkit.articles.mending import mended
from toolkit.text.sentences import sentences

OPENING, CLOSING = r'“|(?<![^\s(\[—–-])"(?=\S)', r'”|(?<=\S)"'
FIGURES = (
    *("j80", "char_overlap", "direct_j80", "indirect_j80", "resolved_speaker_accuracy", "source_type_accuracy"),
    *("loaded", "loaded_own_voice"),
)


class Text:
    """A text that is being rewritten, with where each of its characters stood in the text as it was coded."""

    def __init__(self, text: str) -> None:
        self.text, self._spans = text, [(i, i + 1) for i in range(len(text))]

    def sub(self, pattern: str, new: str | Callable[[re.Match[str]], str]) -> "Text":
        """The text with something else in place of what a pattern matches."""
        pieces, spans, at = list[str](), list[tuple[int, int]](), 0
        for found in re.finditer(pattern, self.text):
            start, end = found.span()
            piece = new(found) if callable(new) else found.expand(new)
            was = self._spans[start:end] or self._spans[max(start - 1, 0) : start]
            whole = (was[0][0], was[-1][1]) if was else (0, 0)
            pieces += self.text[at:start], piece
            spans += self._spans[at:start] + (was if len(piece) == end - start else [whole] * len(piece))
            at = end
        self.text, self._spans = "".join([*pieces, self.text[at:]]), spans + self._spans[at:]
        return self

    def as_coded(self, found: Any) -> Any:
        """What was found in the text, with offsets of the text as it was coded."""
        if isinstance(found, dict):
            return {key: self.as_coded(value) for key, value in found.items()}
        if not isinstance(found, list | tuple):
            return found
        if len(found) == len(("start", "end")) and all(type(place) is int for place in found):
            start, end = found
            return [self._spans[start][0], self._spans[end - 1][1]] if start < end else [self._spans[start][0]] * 2
        return [self.as_coded(value) for value in found]


def _wrapped(between: str, width: int = 72) -> Callable[[Text], Text]:
    """Lines broken at a width, with one or two line feeds between paragraphs."""

    def broken(line: re.Match[str]) -> str:
        return "\n".join(textwrap.wrap(line[0], width, break_long_words=False, break_on_hyphens=False))

    return lambda text: text.sub(r"(?m)[^\S\n]+$|^[^\S\n]+", "").sub(r"[^\S\n]+", " ").sub(r"\n+", between).sub(r".+", broken)


def _sentences(text: Text) -> Text:
    ends = {sentence.end for sentence in sentences(text.text)}
    return text.sub(r"\s+", lambda space: "\n" if space.start() in ends else space[0])


def _tokenised(text: Text) -> Text:
    text.sub(OPENING, "`` ").sub(CLOSING, " ''").sub(r"n[’']t\b", " n't").sub(r"[’'](?=(?:s|re|ve|ll|d|m)\b)", " '")
    return text.sub(r"\(", "-LRB- ").sub(r"\)", " -RRB-").sub(r"(?<=\S)(?=[,;:?!.](?:\s|$))", " ")


FORMS: Mapping[str, Callable[[Text], Text]] = {
    "as it was coded": lambda text: text,
    "lines of 72 characters": _wrapped("\n"),
    "lines of 72 characters, blank lines": _wrapped("\n\n"),
    "a sentence in each line": _sentences,
    "one line": lambda text: text.sub(r"\s*\n\s*", " "),
    "line breaks as \\n": lambda text: text.sub(r"\n", r"\\n").sub('"', r'\\"'),
    "UTF-8 read as Windows-1252": lambda text: text.sub("[“”‘’]", lambda mark: mark[0].encode().decode("cp1252", "ignore")),
    "marks as ?": lambda text: text.sub("[“”‘’]", "?"),
    "marks as replacement characters": lambda text: text.sub("[“”‘’]", "\ufffd"),
    "words set apart": _tokenised,
    "no quotation marks": lambda text: text.sub(OPENING, "").sub(CLOSING, ""),
    "small letters": lambda text: text.sub(r"\w+", lambda word: word[0].lower()),
    "capitals": lambda text: text.sub(r"\w+", lambda word: word[0].upper()),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="known", choices=[*SETS, "middle-east"])
    parser.add_argument("--form", action="append", choices=list(FORMS), help="a form of the text (default: all; repeatable)")
    parser.add_argument("--first", type=int, help="only so many articles")
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/tools/score_annotations.py"))
    options = parser.parse_args()
    scorer = scorer_of(options.scorer)
    rows, articles = (some[: options.first] for some in coded_set(options.set, options.texts, scorer))
    texts = {article.id: article.text for article in articles}
    figures = {}
    for form in options.form or FORMS:
        reading = Reading(scorer, rows, texts, _read(articles, FORMS[form]))
        figures[form] = {name: figure for name, figure in reading.figures(rows).items() if name in FIGURES}
    print(f"{len(rows)} articles ({options.set})\n\n{pd.DataFrame(figures).T.to_string()}")


def _read(articles: Sequence[tk.Article], form: Callable[[Text], Text]) -> dict[str, Any]:
    """What is read in each article in a form, by the fast reader."""
    annotate, read = tk.Annotator(), {}
    for article in articles:
        text = form(Text(article.text))
        record = annotate(mended(tk.Article(article.id, text.text, outlet=article.outlet, published=article.published))).to_dict()
        read[article.id] = {name: text.as_coded(record[name]) for name in ("attributions", "loaded", "scare_quotes")}
    return read


if __name__ == "__main__":
    main()
