"""What gives an outlet away without being its language: bylines, datelines, boilerplate, and its name.

A model that is to learn how outlets write must not see these, or it learns to read signatures.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from ..articles.article import Article
from ..text.page_forms import datelines
from ..text.spans import Span
from ..text.word_classes import either, function_words, word_list
from ..text.words import straightened

_DASH = r"\s*(?:-{1,2}|[–—:])\s+"
_BEFORE = r"(?:(?:told|tells) )?(?:[Tt]he )?"


def _any_of(name: str) -> str:
    """The part of a pattern that matches any word of a class of page furniture."""
    return either(word_list(name, "page_furniture"))


@cache
def _giveaways() -> tuple[re.Pattern[str], ...]:
    """The patterns of what gives any outlet away, whatever its name."""
    return (*_openings(), *_credits(), *_furniture())


def _openings() -> Iterator[re.Pattern[str]]:
    """Datelines, and a date that opens the text."""
    month, day = rf"{_any_of('month')}[a-z]*\.?", rf"{_any_of('weekday')}[a-z]*\.?,?"
    date = rf"(?:{day}\s)?(?:\d{{1,2}}[ .]{month}|{month}\s\d{{1,2}}|\d{{1,2}}[./]\d{{1,2}}[./])(?:,?\s?\d{{4}})?"
    yield from datelines(_DASH)
    yield re.compile(rf"\A\s*(?:{_any_of('dated')}\b:?(?: (?:on|at))?\s)?{date}", re.I)


def _credits() -> Iterator[re.Pattern[str]]:
    """Bylines, and the credits of others who worked on the article."""
    credit = either({form for word in word_list("credit", "page_furniture") for form in (word, word.capitalize())})
    yield re.compile(r"^[ \t]*(?:By|BY)\s+[A-Z][^\n.]{2,100}$", re.M)
    yield re.compile(rf"(?:\b[Aa]dditional |\b[Ww]ith )?\b{credit} (?:and \w+ )?by:? [A-Z][^\n.]*")


def _furniture() -> Iterator[re.Pattern[str]]:
    """Links, requests, copyright, labels and addresses."""
    yield re.compile(rf"^[ \t]*{_any_of('lead_on')}\b[^\n]{{0,150}}$", re.M | re.I)
    yield re.compile(rf"\b{_any_of('follow')}\b[^\n.]{{0,120}}[.\n]?", re.I)
    yield re.compile(r"(?:©|\(c\)|\bcopyright (?=\d|by|©|\(c\))|\ball rights reserved)[^\n.]{0,120}", re.I)
    yield re.compile(rf"\b(?:{_any_of('notice')}|{_any_of('tag')}:|date of publication:?)", re.I)
    yield re.compile(rf"\bcomment via \w+|\bshare (?:this )?(?:on|via) \w+|\W*\b{_any_of('network')}\W*\Z", re.I)
    yield re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|(?<!\w)@\w+", re.I)


def giveaways(text: str, names: re.Pattern[str] | None = None, *, byline: str | None = None) -> list[Span]:
    """Spans of a text that reveal the outlet without being its language; the text itself is never changed.

    They are bylines and credits ("Reporting by …"), the authors in `byline`, datelines ("CAIRO, July 3 (Reuters) -"), a date
    that opens the text, addresses and handles, lines that lead elsewhere ("Read more: …", "Follow us …"), copyright notices,
    and the `names` of outlets (see `pattern_of_names`) with what they say of themselves ("Press TV has learned").

    >>> text = "CAIRO, July 3 (Wire) - The army left, Wire has learned. Follow us on @wire."
    >>> [span.of(text) for span in giveaways(text, pattern_of_names(["Wire"]))]
    ['CAIRO, July 3 (Wire) - ', 'Wire', 'Wire has learned', 'Follow us on @wire.', '@wire']
    """
    straight = straightened(text)
    patterns = [*_giveaways(), *filter(None, (names, _pattern_of_authors(byline)))]
    return sorted(Span(*match.span()) for pattern in patterns for match in pattern.finditer(straight))


def _pattern_of_authors(byline: str | None) -> re.Pattern[str] | None:
    """A pattern that finds the authors of a byline; None where it names nobody."""
    authors = [" ".join(author.split()) for author in re.split(r",|;| and ", straightened(byline or ""))]
    alternatives = "|".join(re.escape(author) for author in authors if author)
    return re.compile(rf"\b(?:{alternatives})\b") if alternatives else None


def names_of(
    articles: Iterable[Article], outlets: Iterable[Any] = (), aliases: Mapping[str, Sequence[str]] | None = None
) -> list[str]:
    """Every name by which a text may give an outlet away: the outlets' names, those of their sites, and `aliases`.

    >>> from toolkit.articles.article import article_of
    >>> names_of([article_of("It rained.", outlet="The Wire", url="https://www.thewire.co.uk/1")], aliases={"The Wire": ["TW"]})
    ['TW', 'The Wire', 'thewire']
    """
    names = {str(outlet) for outlet in outlets} | {name for several in (aliases or {}).values() for name in several}
    no_site = word_list("address_part", "page_furniture")
    for article in articles:
        names |= {article.outlet} if article.outlet else set()
        site = [part for part in (urlsplit(article.url or "").hostname or "").split(".")[:-1] if part not in no_site]
        names |= set(site[-1:])
    return sorted(names)


def pattern_of_names(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds outlets by name; None where there is no name.

    It finds the name with or without spaces and hyphens inside ("Al-Alam" for "alalam"; it must start with a capital), its web
    address, its acronym of three or more letters, and each word of the name, with a capital, that is not a function word ("the
    Times"). So where an outlet is called "Syria Today", "Syria" is lost everywhere: the name of a place says little about
    language.

    >>> pattern = pattern_of_names(["The Daily Rattle", "presstv"])
    >>> text = "He told the Rattle, TDR and Press TV, see dailyrattle.com, that a daily rattle is no press."
    >>> [match.group() for match in pattern.finditer(text)]
    ['told the Rattle', 'TDR', 'Press TV', 'dailyrattle.com']
    """
    forms: set[str] = set()
    for name in names:
        words = re.findall(r"\w+", straightened(name))
        parts = words[1:] if len(words) > 1 and words[0].lower() in ("the", "al") else words
        letters = "".join(parts)
        if len(letters) > 1 and not letters.isdigit():
            forms.add(_spelled(letters))
        forms |= {"".join(part[0] for part in several).upper() for several in (words, parts) if len(several) > 2}
        if len(parts) > 1:
            content = [part for part in parts if len(part) > 2 and part.lower() not in function_words() and not part.isdigit()]
            forms |= {form for part in content for form in (part.capitalize(), part.upper())}
    if not forms:
        return None
    any_form = "|".join(sorted(forms, key=lambda form: (-len(form), form)))
    domain = rf"\.(?:{_any_of('domain')}|co\.[a-z]{{2}}|[a-z]{{2}})\b"
    address = rf"(?:{domain}(?:/\S*)?)?(?:'s)?"
    learned = rf"(?: (?:{_any_of('self_reference')}|(?:can )?(?:exclusively )?{_any_of('disclosure')})\b)?"
    name = rf"(?:(?:[Aa]l[ -])?(?:{any_form})|(?i:{any_form})(?={domain}))"
    return re.compile(rf"(?<!\w){_BEFORE}{name}{address}(?!\w){learned}")


def _spelled(letters: str) -> str:
    """A pattern for the letters of a name: the first a capital, before each of the others a space or hyphen or nothing."""
    rest = "".join(rf"[ -]?{re.escape(letter)}" for letter in letters[1:])
    return rf"{re.escape(letters[0].upper())}(?i:{rest})"
