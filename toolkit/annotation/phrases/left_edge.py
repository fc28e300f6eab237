"""Where the noun phrases before a word begin, joined by prepositions and conjunctions ("two men from Dorlin | were shot")."""

from ...text.word_classes import may_be_past, word_list
from .chunks import Chunks

LONGEST_SUBJECT = 30
"""Words from the first of a subject to its verb."""


def left_edge(chunks: Chunks, end: int, *, attached: bool = True) -> int:
    """The first word of the noun phrases before word `end`, joined by prepositions or, if not `attached`, by "of".

    It is `end` where no noun phrase is there.

    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.text.sentences import sentences
    >>> from toolkit.text.words import Words
    >>> text = "On Tuesday at least two men from Dorlin were shot."
    >>> chunks = Chunks(Phrases(Words(text), []), sentences(text))
    >>> chunks.keys[left_edge(chunks, 8)], chunks.keys[left_edge(chunks, 8, attached=False)]
    ('at', 'dorlin')
    """
    return _Walk(chunks, end, attached).edge()


class _Walk:
    """The way from a word to the left; `first` is the first word so far of the noun phrases."""

    def __init__(self, chunks: Chunks, end: int, attached: bool) -> None:
        self.chunks, self.words, self.keys = chunks, chunks.words, chunks.keys
        self.first, self.end, self.attached = end, end, attached
        self.floor = max(chunks.sentence(end - 1).start, end - LONGEST_SUBJECT)

    def edge(self) -> int:
        """The first word of the noun phrases."""
        i: int | None = self.end - 1
        while i is not None and i >= self.floor and (i + 1 == self.end or not self.chunks.breaks(i + 1)):
            i = self._step(i)
        return self.first

    def _step(self, i: int) -> int | None:
        """The word to look at after word i; None where the walk ends. So for each of the steps below."""
        key, chunks = self.keys[i], self.chunks
        if self._such_as(i):
            return i - 2
        if key in word_list("time_conjunction") or key == "since":
            return None
        if key == "by" and (participle := self._reduced(i)):
            return self._taken(participle)
        if chunks.is_a(i, "preposition") and not chunks.is_name(i):
            return self._step_preposition(i)
        if chunks.is_a(i, "conjunction"):
            return self._step_conjunction(i)
        if key in word_list("relative") or chunks.is_a(i, "subordinator", "adverbial") or key in ("why", "how", "what"):
            return None
        if chunks.is_pronoun(i):
            if self.first == self.end or chunks.is_a(self.first - 1, "conjunction"):
                self.first = i  # a noun phrase by itself
            return None
        if chunks.is_a(i, "time"):
            return i - 1 if self.first == self.end or chunks.is_a(i + 1, "preposition") else None
        if chunks.opens_phrase(i) or (key in word_list("article") and i + 1 < self.end):  # also "The" in a text without marks
            return self._step_opening(i)
        infinitive = i > self.floor and self.keys[i - 1] == "to" and i + 1 < self.end and not self.words.capital[i]
        if infinitive and self.words.capital[i + 1]:
            return None  # "to show | Keldry troops"
        if key in word_list("bare_complement") and i + 1 < self.end and self._is_base(i):
            return None  # "to see | men get shot"
        tells = i in chunks.phrases.cues and i > self.floor and chunks.is_pronoun(i - 1)  # "they believe | agents killed him"
        return None if chunks.is_verb(i) or tells else self._taken(i)

    def _is_base(self, i: int) -> bool:
        """Whether "to", an auxiliary or a pronoun tells that word i is a verb."""
        before = i - 1
        return before >= self.floor and (
            self.keys[before] == "to" or self.chunks.is_auxiliary(before) or self.chunks.is_pronoun(before)
        )

    def _taken(self, i: int) -> int:
        """Take word i for the first so far; the walk goes on before it."""
        self.first = i
        return i - 1

    def _step_preposition(self, i: int) -> int | None:
        if i == self.floor or self.chunks.breaks(i) or not self.chunks.attaches(i - 1):
            self.first = self.end  # an adjunct ("in some instances")
            return None
        if self.keys[i] != "of" and not self.attached:
            return None
        infinitive = self.keys[i] == "to" and not (self.chunks.opens_phrase(i + 1) or self.words.capital[i + 1])
        return None if infinitive else i - 1

    def _step_conjunction(self, i: int) -> int | None:
        if self.keys[i] not in ("and", "or") or i == self.floor:
            return None
        if self.chunks.is_a(i - 1, "preposition") and self.chunks.is_a(i + 1, "preposition"):
            return i - 1  # "in and around the town"
        names = i + 1 < self.end and self.words.capital[i - 1] and self.words.capital[i + 1]
        return i - 1 if names or not self._clause_before(i) else None

    def _step_opening(self, i: int) -> int | None:
        """A word that opens a noun phrase: the walk goes on where a preposition, conjunction or verb in -ing joins it."""
        self.first = self.chunks.with_quantity(i, self.floor)
        before = self.first - 1
        joined = self.chunks.is_a(before, "preposition", "conjunction") or self._such_as(before)
        if self.first > self.floor and joined and not self.chunks.breaks(self.first):
            return before
        return self._taken(before) if self._describes(before) else None

    def _such_as(self, i: int) -> bool:
        """Whether word i ends "such as", before examples ("gangs such as | the Riders")."""
        return self.keys[i] == "as" and i > self.floor + 1 and self.keys[i - 1] == "such"

    def _reduced(self, by: int) -> int | None:
        """The participle before "by" that describes the noun before it ("strikes carried out by jets")."""
        for i in (by - 1, by - 2):
            if i > 0 and may_be_past(self.keys[i]) and self.chunks.attaches(i - 1):
                return i
        return None

    def _describes(self, i: int) -> bool:
        """Whether word i is a verb in -ing that describes the noun before it ("air strikes | targeting the town")."""
        verb = i > self.floor and self.keys[i].endswith("ing") and not self.chunks.breaks(i) and not self.chunks.breaks(i + 1)
        return verb and self.chunks.attaches(i - 1)

    def _clause_before(self, i: int) -> bool:
        """Whether a finite verb stands in the words before a conjunction, so that it joins clauses."""
        j = i - 1
        while j >= self.floor and not self.chunks.phrases.breaks(j + 1, ";:()—–"):
            if self.chunks.is_verb(j) and not self.chunks.is_attribute(j) and self.keys[j] not in word_list("passive_adverb"):
                return True
            opens = self.keys[j] in word_list("relative") or self.keys[j] in word_list("time_conjunction")
            if opens or self.chunks.is_a(j, "subordinator"):
                return False
            j -= 1
        return False
