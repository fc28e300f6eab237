"""How the outlet words what it says itself: hedges, boosters, factives, implicatives, and passives that leave the agent out."""

import re
from functools import cache, lru_cache

from ..annotation.document import Document
from ..statistics.formulas import Counts
from ..text.lexicon import load_lexicon
from ..text.matching import Hit, Matcher
from ..text.word_classes import word_list
from .measure import Measure, Place, Places, measure, rate

_LEAST_WEIGHT = 0.4  # of a linguistic cue; most uses of those below are something else
_AGENT_WITHIN = 6  # words after the participle in which "by …" names the agent
_LEXICONS = 4  # whose hits in the latest document are kept, since a measure and its places ask for the same


@cache
def _matcher(name: str) -> Matcher:
    return Matcher(load_lexicon(name).at_least(_LEAST_WEIGHT))


@lru_cache(maxsize=_LEXICONS)
def hits_in_narration(document: Document, lexicon: str) -> list[Hit]:
    """The terms of a lexicon of linguistic cues ("hedges") that occur in the narration.

    >>> from toolkit.annotation.annotator import annotate
    >>> [hit.entry.term for hit in hits_in_narration(annotate("Perhaps the bridge is gone."), "hedges")]
    ['perhaps']
    """
    return [hit for hit in _matcher(lexicon).hits(document.words) if document.voice_at(hit.first) == "narration"]


def in_narration(lexicon: str) -> Places:
    """The terms of a lexicon of linguistic cues in the narration, each of weight 1.

    >>> from toolkit.annotation.annotator import annotate
    >>> [place.what for place in in_narration("hedges")(annotate("Perhaps the bridge is gone."))]
    ['perhaps']
    """

    def places(document: Document) -> list[Place]:
        hits = hits_in_narration(document, lexicon)
        return [Place("text", document.words.span(hit.first, hit.after), hit.entry.term, "narration") for hit in hits]

    return places


def _cues(lexicon: str, what: str, source: str, example: str, figure: float) -> Measure:
    """The rate of the terms of one lexicon in the narration; `figure` is that of the example."""

    def counts(document: Document) -> Counts:
        return (len(hits_in_narration(document, lexicon)), document.words_by_voice["narration"])

    definition = f"""{what} per 1,000 words of narration.

    >>> from toolkit.annotation.annotator import annotate
    >>> {lexicon}(annotate("{example}"))
    {figure}
    """
    return measure(
        lexicon.capitalize(),
        "language",
        rate("words of narration"),
        source,
        places=in_narration(lexicon),
        name=lexicon,
        definition=definition,
    )(counts)


hedges = _cues(
    "hedges",
    'Words that withhold commitment ("perhaps", "appears to")',
    "after Hyland 2005",
    "Perhaps the bridge is gone.",
    200.0,
)
boosters = _cues(
    "boosters",
    'Words that stress commitment ("clearly", "undoubtedly")',
    "after Hyland 2005",
    "The bridge is undoubtedly gone.",
    200.0,
)
factives = _cues(
    "factives",
    'Predicates that take a clause for granted ("revealed", "realized")',
    "after Hooper 1975",
    "The court regretted it.",
    250.0,
)
implicatives = _cues(
    "implicatives",
    'Verbs that imply whether something came true ("managed to", "failed to")',
    "after Karttunen 1971",
    "The court failed to act.",
    200.0,
)


def _passives(document: Document) -> list[Place]:
    """The agentless passives in the narration, each under its participle."""
    words = document.words
    verbs = agentless_passives_at(document)
    return [Place("text", words.span(first, last + 1), words.keys[last], "narration") for first, last in verbs]


@measure("Passives without agent", "language", rate("words of narration"), "after Trew 1979", places=_passives)
def agentless_passives(document: Document) -> Counts:
    """Passives that name no agent ("three were killed") per 1,000 words of narration.

    Found as a form of "be" or "get", at most two adverbs, and a participle (in -ed, or of an irregular verb), with no
    "by" in the six words after it. On 100 coded sentences of the corpora in `benchmarks/passives.py` precision is .87
    (26 of 30, 95 % interval .70 to .95) and recall .90 (26 of 29, .74 to .96).

    >>> from toolkit.annotation.annotator import annotate
    >>> agentless_passives(annotate("Three were killed. Two were killed by a mine."))
    111.11...
    """
    return (len(agentless_passives_at(document)), document.words_by_voice["narration"])


@lru_cache(maxsize=1)
def agentless_passives_at(document: Document) -> list[tuple[int, int]]:
    """First and last word of each agentless passive in the narration.

    >>> from toolkit.annotation.annotator import annotate
    >>> agentless_passives_at(annotate("Three were killed."))
    [(1, 2)]
    """
    passives, places = [], document.words.places
    for i in sorted(i for word in word_list("passive_auxiliary") for i in places.get(word, ())):
        if document.voice_at(i) == "narration":
            participle = _participle_after(document, i)
            if participle and not _agent_after(document, participle):
                passives.append((i, participle))
    return passives


def _participle_after(document: Document, i: int) -> int | None:
    """The participle that makes a form of "be" a passive, after any adverbs and without punctuation between."""
    keys = document.words.keys
    for j in range(i + 1, min(i + 4, len(keys))):
        if re.search(r"[,.;:!?\"()\n]", document.words.gaps[j]):
            return None
        if keys[j] in word_list("state", "participles"):
            return None
        if keys[j].endswith("ed") or keys[j] in word_list("participle", "participles"):
            return j
        if not (keys[j].endswith("ly") or keys[j] in word_list("passive_adverb")):
            return None
    return None


def _agent_after(document: Document, participle: int) -> bool:
    keys, words = document.words.keys, document.words
    for j in range(participle + 1, min(participle + 1 + _AGENT_WITHIN, len(keys))):
        if re.search(r"[.;:!?\n]", words.gaps[j]):
            return False
        if keys[j] == "by":
            return True
    return False


MEASURES: dict[str, Measure] = {m.name: m for m in (hedges, boosters, factives, implicatives, agentless_passives)}
