"""Whether an article is in English, the only language that is read."""

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..articles.article import Article

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"
_NAMES = (ENGLISH, "eng", "english")  # what a column calls it
_LEAST, _FIRST, _MORE = 60, 200, 2000
"""The bytes of the shortest page that can be told, and the characters that are looked at; more where the first leave a doubt."""

_SURE = 0.8  # the probability of English from which on the first characters are enough
_OTHER, _LIKELIER = 0.5, 4
"""The probability of another language, and how many times likelier than English it must be; less is undecided: English."""


class Language(NamedTuple):
    """The language of an article: its code (ISO 639, or what the article's own column says), and the probability of English."""

    code: str
    p_english: float

    @property
    def english(self) -> bool:
        """Whether the article is read."""
        return self.code == ENGLISH


def language_of(article: Article) -> Language:
    """The language of an article: what its field `language` says, or else what title and text look like.

    Title and text are looked at for `_FIRST` characters, and for `_MORE` where these leave a doubt. Foreign words in an English
    text do not matter, and a text too short to tell is English.

    >>> language_of(Article("a", "Der Minister trat am Montag zurück, wie seine Sprecherin in der Hauptstadt mitteilte.")).code
    'de'
    >>> language_of(Article("b", "“Wir schaffen das,” the chancellor said, and the crowd cheered.")).english
    True
    >>> language_of(Article("c", "Au revoir", language="en-GB"))
    Language(code='en', p_english=1.0)
    """
    if article.language:
        code = article.language.strip().lower()
        code = ENGLISH if re.split("[-_]", code)[0] in _NAMES else code
        return Language(code, float(code == ENGLISH))
    page = f"{article.title or ''}\n{article.text[:_MORE]}"[:_MORE]
    code, p = _identifier().classify(page[:_FIRST])
    return Language(ENGLISH, p) if code == ENGLISH and p >= _SURE else _weighed(page)


def _weighed(page: str) -> Language:
    """The language of a text, English unless another is clearly likelier, and the probability of English."""
    ranked = _identifier().rank(page)
    (code, p), p_english = ranked[0], dict(ranked)[ENGLISH]
    other = len(page.encode("utf-8", "replace")) >= _LEAST and p >= _OTHER and p > _LIKELIER * p_english
    return Language(code if other else ENGLISH, p_english)


@cache
def _identifier() -> "LanguageIdentifier":
    """The model of py3langid, which is imported and read only when a text is first looked at.

    It weighs the languages with a code of two letters: fewer take less time, and Nigerian Pidgin (pcm), for which headlines with
    many names are taken, counts as English.
    """
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if len(code) == len(ENGLISH)])
    identifier.nb_ptc = np.ascontiguousarray(identifier.nb_ptc)  # row by row, as it is read: twice as fast
    return identifier
