"""What holds for every text, tried on articles that were damaged at random.

    python benchmarks/fuzz.py [--count 200000] [--first 0] [--seed 1] [--jobs 2] [../shared/data]

Each input has a number, and the same number, seed and articles give the same input, so that a run goes on with ``--first`` where
another broke off. An input is a few paragraphs of an article of the example corpus or, where the folder is there, of a real one,
changed up to eight times: marks, letters without width, combining letters, furniture, labels and so on come in; passages go, come
twice or come from another article. For each input that fails, its number, what is wrong and the smallest text that still fails
in this way are printed; the exit code is then 1.

`faults` is what holds for every article; the tests in ``tests/properties`` ask the same of texts that are composed.
"""

import argparse
import json
import math
import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import chain, pairwise
from multiprocessing import get_context
from pathlib import Path

import numpy as np

import toolkit as tk
from toolkit.annotation.attributions.voices import VOICES
from toolkit.articles.article import Article
from toolkit.scores.scores import ArticleScore
from toolkit.scores.scoring import Scorer

CORPORA = ("article_bias_mideast", "tehran_times_mideast", "broad_news")
PARAGRAPHS, CHANGES = 4, 8  # at most in one input
TOKENS = (
    *"“”„«»‘’‚\"'`´′",
    *("\u200b", "\u200d", "\ufeff", "\u202e", "\u202b", "\u2066", "\u00ad", "\u00a0", "\u2028", "\u0085", "\x00", "\x0c"),
    *(
        "\u0301",
        "é",
        "Å",
        "ﬁ",
        "ß",
        "İ",
        "ǅ",
        "か\u3099",
        "\u1100\u1161",
        "الوزير",
        "שלום",
        "部長",
        "🙂",
        "🇮🇶",
        "👩\u200d👩\u200d👧",
    ),
    *(" said ", " said that ", ", Hall said", " according to ", "Ada Hall", "Mr. ", "U.S. ", " the puppet regime ", " 's "),
    *("\n", "\n\n", "\r\n", "\r", "\t", " " * 9, "--", " — ", "...", ".", ":", ";", "?!", "(", ")", "[", "]"),
    *("https://example.com/a?b=c", "@hall", "#now", "ada@example.com", "1,000.5", "%", "donâ€™t", "&amp;", "<b>", "$", "\\", "="),
    *("Q: ", "A: ", "\nHALL: ", "\nAdvertisement\n", "\nRead more: It rained\n", "\nBy Ada Hall\n", "\nLONDON (Reuters) - "),
    *("\nPhoto: Ada Hall/AP\n", "\n* * *\n"),
)
"""What is put into texts."""


# -- what holds for every article ---------------------------------------------------------------------------------------


@cache
def scorer() -> Scorer:
    """What scores the inputs: all texts are read, since damaged ones may be taken for another language."""
    return Scorer(any_language=True)


def faults(score: ArticleScore) -> list[str]:
    """What does not hold for a scored article."""
    return [*_span_faults(score), *_voice_faults(score), *_measure_faults(score), *_record_faults(score)]


def _span_faults(score: ArticleScore) -> Iterator[str]:
    """Spans that are empty, outside their text, or not in order."""
    document, article = score.document, score.article
    attributed = chain.from_iterable((*a.content, *a.cue, *a.source) for a in document.attributions)
    marks = chain.from_iterable(quotation.spans for quotation in document.quotations)
    ordered = {
        "sentence": document.sentences,
        "quotation": tuple(marks),
        "heading": document.headings,
        "furniture": tuple(part.span for part in document.furniture),
    }
    spans = {**ordered, "attribution": tuple(attributed), "scare quote": document.scare_quotes}
    spans["named"] = tuple(chain.from_iterable(entity.spans for entity in document.named))
    fields = {"text": article.text, "title": article.title or ""}
    for field in fields:
        found = (*document.loaded, *document.names)
        spans[f"term in {field}"] = tuple(term.span for term in found if term.field == field)
    for place in (place for m in scorer().measures.values() if m.places for place in m.places(document)):
        if not 0 <= place.span.start < place.span.end <= len(fields[place.field]):
            yield f"place of {place.what!r} outside the {place.field}: {place.span}"
    for what, those in spans.items():
        text = fields["title" if what == "term in title" else "text"]
        for span in those:
            if not 0 <= span.start < span.end <= len(text) or (what != "furniture" and span.of(text) != span.of(text).strip()):
                yield f"{what} empty, ragged or outside: {span}"
    for what, those in ordered.items():
        if any(one.end > other.start for one, other in pairwise(those)):
            yield f"{what}s overlap or are not in order"


def _voice_faults(score: ArticleScore) -> Iterator[str]:
    """Words without a voice, or with several."""
    document = score.document
    if len(document.voice_map) != len(score.article.text) or set(document.voice_map) - set(range(len(VOICES))):
        yield "voices do not cover the text"
    if sum(document.words_by_voice.values()) != len(document.words) + len(document.title_words):
        yield "voices do not partition the words"
    if any(term.voice not in VOICES for term in document.loaded):
        yield "a term without a voice"


def _measure_faults(score: ArticleScore) -> Iterator[str]:
    """Measures out of their range, and counts that are no numbers."""
    if not np.isfinite(score.counts).all():
        yield "counts that are no numbers"
    for name, value in score.values.items():
        low, high = scorer().measures[name].bounds
        if not (math.isnan(value) or low - 1e-9 <= value <= high + 1e-9):
            yield f"{name} out of its range: {value:g}"


def _record_faults(score: ArticleScore) -> Iterator[str]:
    """Records that cannot be written, or are another score when they are read."""
    json.dumps(score.document.to_dict(), allow_nan=False).encode()
    record = json.loads(json.dumps(score.to_record()))
    if not np.array_equal(ArticleScore.from_record(score.article, record, scorer().measures).counts, score.counts):
        yield "a record with other counts"


FORMS: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: re.sub(r"\r\n|\r|\n", "\r\n", text),
    "CR": lambda text: re.sub(r"\r\n|\r|\n", "\r", text),
    "decomposed letters": partial(unicodedata.normalize, "NFD"),
    "composed letters": partial(unicodedata.normalize, "NFC"),
    "curly apostrophes": lambda text: re.sub(r"(?<=[a-z])'(?=[a-z])", "’", text),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
}
"""Ways to write the same text, none of which may move a count."""


def form_faults(score: ArticleScore, form: str) -> list[str]:
    """The measures that are others where the text and the title of an article are written in another form."""
    write, article = FORMS[form], score.article
    other = scorer().score(tk.article_of(write(article.text), title=write(article.title or ""), outlet=article.outlet))
    if np.allclose(other.counts, score.counts, rtol=1e-9):
        return []
    moved = [name for name, value in score.values.items() if not math.isclose(value, other.values[name]) and value == value]
    return [f"{form} moves {', '.join(moved[:3])}"]


# -- inputs ---------------------------------------------------------------------------------------------------------------


def articles(data: Path) -> list[Article]:
    """The articles that inputs are made of."""
    files = [tk.EXAMPLE, *(path for name in CORPORA if (path := data / name / "articles.jsonl").is_file())]
    return list(chain.from_iterable(map(tk.read_articles, files)))


def _cut(text: str, draw: random.Random) -> tuple[int, int]:
    """The ends of a passage of a text."""
    start = draw.randrange(len(text) + 1)
    return start, min(len(text), start + draw.choice((1, 3, 10, 40, 200)))


def _without(text: str, draw: random.Random) -> str:
    start, end = _cut(text, draw)
    return text[:start] + text[end:]


def _twice(text: str, draw: random.Random) -> str:
    start, end = _cut(text, draw)
    return text[:end] + text[start:end] * draw.choice((1, 1, 2, 9)) + text[end:]


def _with_token(text: str, draw: random.Random) -> str:
    start, _ = _cut(text, draw)
    return text[:start] + draw.choice(TOKENS) * draw.choice((1, 1, 1, 2, 20)) + text[start:]


def _without_kind(text: str, draw: random.Random) -> str:
    return text.replace(draw.choice((".", ",", " ", "\n", "”", '"', "’", "“")), "")


def _replaced(text: str, draw: random.Random) -> str:
    letter = draw.choice(text) if text else " "
    return text.replace(letter, draw.choice(TOKENS))


def _recased(text: str, draw: random.Random) -> str:
    start, end = _cut(text, draw)
    return text[:start] + draw.choice((str.upper, str.lower, str.title, str.swapcase))(text[start:end]) + text[end:]


def _shuffled(text: str, draw: random.Random) -> str:
    by = draw.choice(("\n", " ", ". "))
    parts = text.split(by)
    draw.shuffle(parts)
    return by.join(parts)


MUTATIONS = (_without, _twice, _with_token, _with_token, _with_token, _without_kind, _replaced, _recased, _shuffled)


def input_of(number: int, seed: int, pool: Sequence[Article]) -> Article:
    """The input of that number."""
    draw = random.Random(f"{seed} {number}")
    article, other = draw.choice(pool), draw.choice(pool)
    lines = article.text.split("\n")
    first = draw.randrange(len(lines))
    text = "\n".join(lines[first : first + draw.randint(1, PARAGRAPHS)])
    title, outlet = article.title or "", draw.choice((article.outlet, other.outlet, None))
    for _ in range(draw.randint(0, CHANGES)):
        if draw.random() < 0.1:
            start, end = _cut(other.text, draw)
            text += draw.choice(("", " ", "\n")) + other.text[start:end]
        elif draw.random() < 0.1:
            title = draw.choice(MUTATIONS)(title, draw)
        else:
            text = draw.choice(MUTATIONS)(text, draw)
    return tk.article_of(text, title=title, outlet=outlet)


# -- trying them ------------------------------------------------------------------------------------------------------------


def wrong(article: Article, form: str) -> list[str]:
    """What does not hold for an article, also when it is written in another form; an exception is a fault too."""
    try:
        score = scorer().score(article)
        return faults(score) + form_faults(score, form)
    except Exception as error:  # whatever it is, it is what is looked for
        return [f"{type(error).__name__}: {error}"]


def _kind(fault: str) -> str:
    """A fault without its figures, by which a smaller text is seen to fail in the same way."""
    return re.sub(r"\d+", "", fault)[:40]


def smallest(article: Article, form: str, fault: str) -> Article:
    """The article shortened, passage by passage and first without its title, as far as it still fails in the same way."""

    def fails(text: str, title: str) -> bool:
        tried = tk.article_of(text, title=title, outlet=article.outlet)
        return any(_kind(other) == _kind(fault) for other in wrong(tried, form))

    text, title = article.text, article.title or ""
    title = title if title and not fails(text, "") else ""
    size = len(text) // 2
    while size:
        start = 0
        while start < len(text):
            shorter = text[:start] + text[start + size :]
            if fails(shorter, title):
                text = shorter
            else:
                start += size
        size //= 2
    return tk.article_of(text, title=title, outlet=article.outlet)


def _try(number: int, seed: int, pool: Sequence[Article]) -> tuple[int, str]:
    """The number of an input with the report on it, which is empty where nothing is wrong."""
    article, form = input_of(number, seed, pool), sorted(FORMS)[number % len(FORMS)]
    found = wrong(article, form)
    if not found:
        return number, ""
    small = smallest(article, form, found[0])
    return number, f"{number}: {'; '.join(found)}\n  text {small.text!r}\n  title {small.title!r}"


def main() -> int:
    """Try the inputs, and print those that fail."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=Path("../shared/data"), help="default: %(default)s")
    parser.add_argument("--count", type=int, default=200_000, help="number of inputs (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    pool, failed = articles(options.data), 0
    print(f"{len(pool)} articles", flush=True)
    with get_context("fork").Pool(options.jobs) as processes:
        numbers = range(options.first, options.first + options.count)
        for number, report in processes.imap(partial(_try, seed=options.seed, pool=pool), numbers, chunksize=50):
            if report:
                failed += 1
                print(report, flush=True)
            if not (number + 1) % 10_000:
                print(f"{number + 1} inputs, {failed} failed", file=sys.stderr, flush=True)
    print(f"{options.count} inputs from number {options.first} on, {failed} failed")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
