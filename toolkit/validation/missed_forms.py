"""Forms of a lexicon's terms that occur in some articles and are not found: with other marks between words, or inflected."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from ..articles.article import Article
from ..text.inflection import inflected
from ..text.lexicon import Entry, Lexicon
from ..text.matching import Matcher, by_word, words_of_term
from ..text.spellings import spellings
from ..text.words import Words

_SHORTEST = 3  # letters of the shortest word that an ending is taken from
_ENDINGS = {"s": ("",), "es": ("",), "ies": ("y",), "ed": ("", "e"), "ied": ("y",), "ing": ("", "e")}
"""The endings of plurals and verb forms, and what stands in their place in the word itself."""
_NO_PLURALS = ("means", "news")  # which are other words without their s


class MissedForm(NamedTuple):
    """A form of an entry that is not found, with its uses and the articles that have it."""

    entry: Entry
    form: str
    uses: int
    articles: int


def missed_forms(lexicon: Lexicon, articles: Iterable[Article]) -> list[MissedForm]:
    """What a lexicon misses of its own terms in some articles, by entry, the most frequent forms first.

    Looked for are regular plurals, verb forms and superlatives, the words that a term may be a form of, and all of these with
    spaces, hyphens or nothing between their words. Terms with a star are left out, and so are forms that the entry has: where
    these are not found, they are out of their context, or in a phrase of `not_in`.

    >>> from toolkit.articles.article import article_of
    >>> lexicon = Lexicon("mine", "loaded", (Entry("witch hunt", "label"),))
    >>> articles = [article_of("A witch-hunt, like all witch hunts."), article_of("No witchhunts!")]
    >>> [(missed.form, missed.uses) for missed in missed_forms(lexicon, articles)]
    [('witch hunts', 1), ('witchhunts', 1)]
    """
    found, other = Matcher(lexicon), Matcher(_variants_of(lexicon))
    count, held = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for article in articles:
        several = [form for text in (article.title or "", article.text) for form in _missed(Words(text), found, other)]
        count.update(several)
        held.update(set(several))
    order = sorted(count, key=lambda missed: (missed[0], -count[missed], missed[1]))
    return [MissedForm(lexicon.entries[number], form, count[number, form], held[number, form]) for number, form in order]


def _missed(words: Words, found: Matcher, other: Matcher) -> Iterator[tuple[int, str]]:
    """The places of other forms where the lexicon finds nothing: the number of the entry, and its form."""
    taken = by_word(found.hits(words)).keys()
    for hit in other.hits(words):
        if taken.isdisjoint(range(hit.first, hit.after)):
            yield hit.entry.line, hit.entry.term


def _variants_of(lexicon: Lexicon) -> Lexicon:
    """The other forms of all terms, matched as they are written; the line of each is the number of the entry."""
    entries = (
        replace(entry, term=form, not_in=(), extra={}, line=number)
        for number, entry in enumerate(lexicon.entries)
        if "*" not in entry.term
        for form in sorted(variants(entry.term) - set(entry.forms))
    )
    return Lexicon("variants", "names", tuple(entries))


def variants(term: str) -> set[str]:
    """A term in all spellings and regular inflections; some of them are no words.

    >>> sorted(variants("thugs"))[:4]
    ['thug', 'thugged', 'thugging', 'thugs']
    >>> "witch-hunts" in variants("witch hunt")
    True
    """
    words = words_of_term(term)
    spelled = {" ".join(several) for several in spellings(words)} | {term, "".join(words).replace("-", "")}
    return {form for one in spelled for form in _inflections(one)}


def _inflections(term: str) -> set[str]:
    """A term, the words that it may be a form of, and the regular forms of all of these."""
    head, _, rest = term.partition(" ")
    tail = f" {rest}" if rest else ""
    nouns = {term, *(base for base in _bases(term) if term in inflected(base, "noun"))}
    verbs = {term, *(base + tail for base in _bases(head) if head in inflected(base, "verb"))}
    forms = {form for base in nouns for form in inflected(base, "noun")} | {
        form for base in verbs for form in inflected(base, "verb")
    }
    return nouns | verbs | forms | set(inflected(term, "adj")[1:])  # the comparative may be a noun: killer


def _bases(word: str) -> Iterator[str]:
    """What a word may be a form of."""
    if word.endswith(_NO_PLURALS):
        return
    for ending, replacements in _ENDINGS.items():
        head = word.removesuffix(ending)
        if head != word and len(head) >= _SHORTEST:
            yield from (head + letter for letter in replacements)
            if head[-1] == head[-2]:
                yield head[:-1]
