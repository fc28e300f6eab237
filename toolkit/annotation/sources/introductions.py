"""What introduces a person: words before the name, an apposition or a predicate behind it, an age."""

from ...text.word_classes import function_words, may_be_past, past_forms, word_list
from ...text.words import Words
from ..phrases.noun_phrases import SURE_CUE, Range
from .proper_names import APPOSITION, ProperName, ProperNames

_FURTHER = 3  # the most words between a role and a further introduction of the same name
_CLOSED = frozenset('.;:"!?\n()')  # marks behind a name after which nothing says who it is
_ENDS = frozenset(',.;:"!?\n')  # marks that end what says it
_AGES = range(5, 111)  # numbers behind a name that are an age


class Introductions:
    """The words around the names of one text that say who somebody is.

    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> words = Words("The envoy Ada Hall, a lawyer from Dorlin, left.")
    >>> names = ProperNames(Phrases(words, []), shipped_registry())
    >>> name, *_ = names.in_capitals()
    >>> [words.span(*part).of(words.text) for part in (Introductions(names).before(name), Introductions(names).apposition(name))]
    ['envoy', 'a lawyer from Dorlin']
    """

    def __init__(self, names: ProperNames) -> None:
        self.names, self.words = names, names.words
        self._introducing = names.countries.keys() | names.organisations.keys() | names.roles.keys()

    def before(self, name: ProperName) -> Range:
        """The words before a name that introduce it ("former CIA case officer Ada Hall", "envoy to the UN Ben Abay")."""
        start = name.first
        while start > 0:
            reach = 1 if start == name.first else _FURTHER
            back = next((i for i in range(start - 1, max(start - 1 - reach, -1), -1) if i in self._introducing), None)
            if back is None or not all(self.words.joined(i) for i in range(back + 1, start + 1)):
                break
            if not all(self._is_passable(i) for i in range(back + 1, start)):
                break
            start = back
        if self.names.roles.keys().isdisjoint(range(start, name.first)):
            start = self._owner(name.first)
        return Range(start, name.start)

    def _owner(self, first: int) -> int:
        """The first word of the body that owns a name behind a bare apostrophe ("The New York Times’ Ada Hall")."""
        body = self.names.organisations.get(first - 1) if self.words.gaps[first].strip() == "'" else None
        return body.first if body else first

    def _is_passable(self, i: int) -> bool:
        """Whether a word may occur inside an introduction, between role, country and body."""
        classes = function_words().get(self.words.keys[i])
        return self.words.keys[i] in word_list("introduction") or not (self.words.capital[i] or classes)

    def apposition(self, name: ProperName) -> Range:
        """The words after a name that may say who the person is: between commas, or "of the Institute"."""
        words, after = self.words, name.after
        if after >= len(words) or not _CLOSED.isdisjoint(words.gaps[after]):
            return Range(after, after)
        if "," not in words.gaps[after] and words.keys[after] not in word_list("apposition"):
            return Range(after, after)
        after += 1 if age_behind(words, after) and after + 1 < len(words) and "," in words.gaps[after + 1] else 0
        if self._goes_on_otherwise(after):
            return Range(after, after)
        end = after + 1
        while end < len(words) and end - after < APPOSITION and not self._tells(end):
            if not _ENDS.isdisjoint(words.gaps[end]) or words.keys[end] == "whose":
                break
            end += 1
        return Range(after, after) if self._is_subject(name, after, end) else Range(after, end)

    def _goes_on_otherwise(self, i: int) -> bool:
        """Whether what begins at a word behind a name is no description: another clause or an adjunct ("Hall, but", "Hall, during
        the trial"), or a verb with its object ("Hall, told the paper")."""
        key, is_a = self.words.keys[i], self.names.phrases.is_a
        if key == "whose":
            return True  # what belongs to somebody ("Hall, whose son is a lawyer")
        if self.words.capital[i] or key in word_list("apposition") or key in word_list("relative") or key in word_list("be"):
            return False
        if is_a(i, "conjunction", "subordinator", "pronoun", "preposition") or function_words().get(key) == frozenset(
            {"auxiliary"}
        ):
            return True
        verb = (key in past_forms() or key.endswith(("ed", "ing", "s"))) and i not in self.names.roles
        has_object = i + 1 < len(self.words) and is_a(i + 1, "determiner", "pronoun", "preposition", "subordinator")
        return self._tells(i) or (verb and has_object)

    def _is_subject(self, name: ProperName, first: int, end: int) -> bool:
        """Whether words behind a name and a comma are the subject of a verb of saying, since the name ends an opening adjunct
        ("In an interview with Hall, the governor said", "At Camp David, the governor suggested that")."""
        tells = end < len(self.words) and self._tells(end)
        if not self.names.is_determiner(first) or not (tells or any(map(self._says_clause, range(first + 2, end)))):
            return False
        start = name.first
        while start > 0 and self.words.joined(start):
            start -= 1
        return start < name.first and self.names.phrases.is_a(start, "preposition")

    def _says_clause(self, i: int) -> bool:
        """Whether word i is a verb in the past that may report and a clause follows ("suggested that")."""
        verb = i in self.names.phrases.cues and may_be_past(self.words.keys[i])
        return verb and i + 1 < len(self.words) and self.names.phrases.is_a(i + 1, "pronoun", "determiner", "subordinator")

    def apposed(self, name: ProperName) -> Range:
        """The description that opens a clause and ends at a name between commas ("The union's lawyer, Ada Hall, said")."""
        words, start = self.words, name.start - 1
        if start < 1 or words.gaps[name.start] != ", " or name.after >= len(words) or words.gaps[name.after][:1] != ",":
            return Range(name.start, name.start)
        while start > 0 and words.joined(start) and name.start - start < APPOSITION:
            start -= 1
        opens = self.names.is_determiner(start) and not (start and words.joined(start))
        described = opens and all(self._goes_on(i) for i in range(start + 1, name.start))
        return Range(start if described else name.start, name.start)

    def _goes_on(self, i: int) -> bool:
        """Whether word i goes on with a noun phrase: with a determiner only behind a preposition ("the head of the union")."""
        classes = function_words().get(self.words.keys[i], ())
        if "determiner" in classes:
            return self.names.phrases.is_a(i - 1, "preposition")
        return classes <= {"preposition"} if classes else not self._tells(i)

    def _tells(self, i: int) -> bool:
        """Whether word i is a reporting verb in the past, whose object says nothing of its subject ("Hall told CNN")."""
        cue = self.names.phrases.cues.get(i)
        return cue is not None and cue.entry.weight >= SURE_CUE and self.words.keys[i] in past_forms()

    def predicate(self, name: ProperName) -> Range:
        """The words from "is" or "was" on that say who a person is ("Hall is a lawyer"); none where there are no such words."""
        words, after = self.words, name.after
        if after + 2 >= len(words) or words.keys[after] not in word_list("be") or not self.names.is_determiner(after + 1):
            return Range(after, after)
        end = after + 2
        while end < len(words) and end - after < APPOSITION and words.joined(end):
            end += 1
        return Range(after, end)


def age_behind(words: Words, after: int) -> bool:
    """Whether an age follows a name that ends before word `after`.

    >>> age_behind(Words("Ada Hall, 43, of Dorlin"), 2)
    True
    """
    if after >= len(words) or words.gaps[after].strip() != "," or not words.keys[after].isdecimal():
        return False
    return int(words.keys[after]) in _AGES and (after + 1 == len(words) or words.gaps[after + 1][:1] in (",", ".", ";"))
