"""Lines of a page that are not the article by their form: labels, captions and credits, datelines, bylines and biographies.

Lines are given with straight quotation marks; `low` is the line in lower case.
"""

import re
from collections.abc import Sequence
from functools import cache

from .lexicon import load_lexicon
from .page_phrases import any_of, is_buttons, phrases, reason_of_whole
from .word_classes import either, function_words, word_list

SHORT, LONG, LONGEST = 200, 400, 1500
"""Characters of a short line, of a long one, and of the longest that can be furniture."""

NAME_WORDS = 5
"""Words of the longest line that is only a name."""

_PLACE = r"[A-Z][\w.'/-]*(?:[ ,]{1,2}[A-Z][\w.'/-]*){0,4}"
_AGENCY = r"\([A-Z][\w./& -]{1,30}\)"
_CAPITALS = 7  # words of the shortest link in capitals
_CODE = re.compile(r"\bfunction\s*\(|\b(?:window|document)\.\w+[\w.]*\s*[=(]|\bvar \w+ =|\{\s*[\w-]+\s*:[^{}]*;\s*\}")
_NUMBER = re.compile(r"[\d\W]*\d{6,}\W*|\d+ pages?, \d+ KB")
_SHORTCODE = re.compile(r"(?:\[[a-z][\w-]* [\w-]+ ?=[^\]\n]+\]\s*)+")  # [gallery ids="1,2"]
_CLOCK = re.compile(r"\d{1,2}(?::\d\d|[:.]\d\d ?[AaPp]\.?[Mm]\b\.?)(?: \(?[A-Z]{2,4}\)?)?")  # 10:32 a.m. ET
_COPYRIGHT = re.compile(r"\W{0,3}(?:©|\(c\)\s*\d|copyright\s+(?:\d|©|by\b|\(c\)))", re.I)
_STAFF = re.compile(r"\b[A-Z]{3,}(?: [A-Z.]+)* [A-Z]{3,}\s?[—–|/]\s?[\w .]{3,30}$")  # GEOFF FORESTER—Monitor staff
_TEASER = re.compile(  # Talking it out:Learning to vote; [Town without a bridge asks for help]
    r"[A-Z][^:.\n\"]{6,60}:[A-Z][^\n]{15,}[^.\n:\"]|\[[A-Z](?:[^\s\]]+ ){5,25}[^\s\].]+\]"
)
_SHARED = re.compile(r"[A-Z].{30,380}[^,;] Shares")  # a teaser with the number of those who shared it
_PLAYER = re.compile(r"(?:.{0,300} )?Listen · \d{1,2}:\d\d(?: \d{1,2}:\d\d)?")  # a recording, its length, and that once more
_READ_MORE = re.compile(r"[^.\n]{15,190} Read more|Read [Mm]ore [A-Z][^.\n]{15,190}", re.S)
_MORE_ON = re.compile(r"More on (?:\S+ ){0,6}[^\s.?!:;,]+:?")


@cache
def datelines(dash: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of datelines at the start of a line, up to a dash given as a pattern.

    >>> [bool(pattern.match("CAIRO, July 3 (AP) - It rained.")) for pattern in datelines(r"\\s*-\\s+")]
    [True, False, False]
    """
    return (
        re.compile(rf"^\W*{_PLACE},?(?:\s\d{{1,2}})?\s*{_AGENCY}{dash}", re.M),  # BEIRUT, July 3 (AP) -
        re.compile(rf"^\W*{_AGENCY}{dash}", re.M),  # (Reuters) -
        re.compile(rf"^\W*[A-Z][A-Z.'/ -]{{2,40}}(?:,?\s{_PLACE}\.?)?(?:\s\d{{1,2}})?{dash}", re.M),  # CAIRO, July 3 -
    )


# -- lines by label and form ---------------------------------------------------------------------------------------------


def reason_of_words(low: str) -> str | None:
    """The reason that the words of a short line give: a phrase that is the whole line, or a row of buttons.

    >>> reason_of_words("( story continued below: )"), reason_of_words("it rained.")
    ('page', None)
    """
    return reason_of_whole(low, "line") or ("share" if is_buttons(low) else None)


def reason_of_label(low: str, size: int) -> str | None:
    """The reason that a label with a colon at the start of a line gives ("RELATED: …", "Correction: …").

    >>> reason_of_label("related: it rained", 18), reason_of_label("results: it rained", 18)
    ('link', None)
    """
    match = _label().match(low)
    if not match:
        return None
    reason = _labels()[match["label"]]
    if match["mark"][0] != ":" and reason != "correction":
        return None
    limit = LONGEST if reason == "correction" else SHORT + 20
    return reason if size <= limit else None


@cache
def _labels() -> dict[str, str]:
    return phrases("label") | phrases("line label")


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"\W{{0,4}}(?P<label>{either(_labels())})(?: \([^)\n]{{1,30}}\))?\s*(?P<mark>:(?!\d)|[—–] )")


@cache
def no_place() -> tuple[str, ...]:
    """Words with which a line does not begin if it begins with a dateline."""
    return (*phrases("label"), *word_list("label", "page_furniture"))


@cache
def link_in_brackets() -> re.Pattern[str]:
    """A link in brackets inside a paragraph; its label has a capital, other than the author's own "(read: it fell down)"."""
    return re.compile(rf"\(\s?(?=[A-Z])(?i:{any_of('label')})(?: on \w+)?\s?:[^()\n]{{12,200}}\)")


@cache
def invitation() -> re.Pattern[str]:
    """A sentence at the end of a line that sends the reader to something else on the page ("Watch her whole speech here.").

    >>> [bool(invitation().search(line)) for line in ("It rained. Watch above.", "Read the bill here:", "Watch what grows here.")]
    [True, True, False]
    """
    opens = either(word_list("article") | word_list("possessive") | {"this", "that"})
    what = rf"(?: (?:{opens}|[A-Z][\w'.’-]*)\b[^.?!:;,\"\n]{{0,90}})"
    film = rf"(?:{either(phrase.capitalize() for phrase in phrases('film'))}){what}? (?:above|below|here)"
    other = rf"(?:{either(phrase.capitalize() for phrase in phrases('invited'))}){what} (?:above|here)"
    return re.compile(rf"(?:^|(?<=[.?!\"] ))(?P<invited>(?:{film}|{other})[.:!]?)$")


def reason_of_form(line: str, low: str) -> str | None:
    """The reason that the form of a line gives, if any."""
    size = len(line)
    if _NUMBER.fullmatch(line) or (sum(map(line.count, "{};=")) > 2 and _CODE.search(line)):
        return "page"
    if line[0] == "[" and _SHORTCODE.fullmatch(line):
        return "page"
    if size <= LONG and _COPYRIGHT.match(line):
        return "copyright"
    if size <= SHORT and (_dated().fullmatch(low) or _CLOCK.fullmatch(line)):
        return "byline"
    if size <= SHORT + 50 and _contact().match(low):
        return "share"
    if _is_caption(line, low):
        return "caption"
    if size <= SHORT and low.lstrip("—–- ").startswith("by") and _is_byline(line):
        return "byline"
    if size <= LONG and line.endswith(" Shares") and _SHARED.fullmatch(line):
        return "link"
    if (line.startswith("More on ") and _MORE_ON.fullmatch(line)) or (size <= SHORT and invitation().fullmatch(line)):
        return "link"
    if "Listen · " in line and _PLAYER.fullmatch(line.rstrip()):
        return "link"
    if size <= SHORT and (_READ_MORE.fullmatch(line) or _TEASER.fullmatch(line) or _is_link_in_capitals(line)):
        return "link"
    return None


@cache
def _contact() -> re.Pattern[str]:
    """A line that says how to reach or follow somebody, or is nothing but an address."""
    account = r"(?:\S+@\S+\.\w|(?<!\w)@\w|\bon (?:twitter|facebook|instagram)\b)"
    return re.compile(rf"\W*(?:{any_of('contact')}) [^\n\"]{{0,120}}?{account}|\W*twitter: ?@\w+\W*$|\W*\S+@\S+\.[a-z]+\W*$")


@cache
def _dated() -> re.Pattern[str]:
    """A line that says when the page, or a part of it, was published or updated."""
    month = either(word_list("month", "page_furniture"))
    dated = either(word_list("dated", "page_furniture") | {"first published"})
    clock = r"\d{1,2}:\d\d"
    moment = rf"(?:{month}[a-z]*\.? \d|\d[\d/.-]{{5,}}|{clock})"
    return re.compile(rf"\W*{dated}\b(?=[^\n]*\d)[^\n]{{0,20}}{moment}[^\n]{{0,50}}|\d+ (?:{any_of('age')})s? ago")


def _is_link_in_capitals(line: str) -> bool:
    """Whether a line is a long title in capitals without a full stop."""
    return line.isupper() and len(line.split()) >= _CAPITALS and line.rstrip(" -–—")[-1:] not in '.?!":'


def _is_caption(line: str, low: str) -> bool:
    """Whether a line is a caption or the credit of a picture: by its opening, or a credit at its end.

    >>> _is_caption("Hall speaks. (Ben Abay/AP)", "hall speaks. (ben abay/ap)"), _is_caption("He left.", "he left.")
    (True, False)
    """
    if len(line) > LONGEST or line[0] == '"':
        return False
    if line.endswith(") More"):
        line = line.removesuffix(" More")
    opens = line.startswith("CLOSE ") or bool(_caption_opening().match(low))
    return opens or _has_credit(line, low) or (len(line) <= SHORT and ":" in line and bool(_figure().fullmatch(line)))


def _has_credit(line: str, low: str) -> bool:
    """Whether a line ends in the credit of a picture, or begins with one."""
    if line[-1] in ")]" or line[-2:] in (").", "]."):
        return any(pattern.search(line[-240:]) for pattern in _credits(closed=True))
    ending = low[-40:].rstrip(" .)]|/").replace("/", " ").rsplit(" ", 1)[-1]
    if ending in _last_words() or low.startswith("photo"):
        credits = [*_credits(closed=False), _STAFF]
    else:
        credits = [_agency_first()] if "/" in line[-60:] else []
    if any(pattern.search(line[-240:]) for pattern in credits):
        return True
    if len(line) <= LONG and " | " in line and _credit_and_title().fullmatch(line):
        return True
    return "/" in line[:60] and bool(_credit_first().match(line))


@cache
def _figure() -> re.Pattern[str]:
    """Whom a figure is from: "(Data: Wire Council/Graph: Ada Hall)", "Source: Wire Council"."""
    word = rf"(?:[A-Z\d][^\s:;,?!]*|{either(word_list('name_link') | {'by', 'the'})})"  # of a name
    what = rf"(?i:{any_of('figure')}): {word}(?:,? {word}){{0,30}}"
    return re.compile(rf"[(\[]{what}(?:[/;|] ?{what})*\.?[)\]]\.?|{what}(?:[/;|] ?{what})*(?<![.])")


@cache
def _credit_and_title() -> re.Pattern[str]:
    """A caption with its credit behind a bar and perhaps a title: "Hall looks on. | AP Photos The year of the bridge"."""
    agency = rf"(?:[A-Z][\w ]{{2,20}} via )?(?:{_capital_agencies()}|Getty(?: Images)?)"
    return re.compile(rf"[^|]{{15,}} \| (?:[A-Z][^|/]{{2,40}}/)?{agency}(?: Photos?)?(?: [A-Z'\"][^|.]{{3,60}})?")


@cache
def _caption_opening() -> re.Pattern[str]:
    """Openings of captions: "FILE - In this …", "In this July 3, 2017, photo", "Photo: …"."""
    month = either(word_list("month", "page_furniture"))
    day = either(word_list("weekday", "page_furniture"))
    file = r"\W*file(?: photo)?\s?(?:-{1,2}|[–—:])"
    this = rf"\W*(?:in )?this (?:{day}\w*\.?,? )?(?:{month}\w*\.? (?:\d{{1,2}},? )?(?:\d{{4}},? )?)?(?:file )?(?:photo|image)\b"
    hidden = r"photos?: .{0,4000}hide caption"
    return re.compile(rf"(?:{file}|{this}|{hidden})", re.S)


@cache
def _last_words() -> frozenset[str]:
    return frozenset(phrase.rsplit(" ", 1)[-1] for place in ("agency", "credit") for phrase in phrases(place))


@cache
def _credits(*, closed: bool) -> tuple[re.Pattern[str], ...]:
    """Credits at the end of a line, in brackets or not."""
    agency, credit = rf"(?:{any_of('agency')})\b", rf"\b(?:{any_of('credit')})\b"
    if closed:
        inside = rf"[^()\[\]\n]*?(?:/ ?[^()\[\]/\n]{{0,40}}{agency}|\bvia {agency}|{credit}(?:\s?[:/]| by | courtesy| via ))"
        start = rf"(?:{any_of('agency')}|[^()\[\]\n]{{3,40}}) (?:{any_of('credit')})\b"
        whole = r"(?:getty images?|getty)"
        alone = rf"(?:{inside}|(?={start}[^()\[\]\n]*[)\]])|(?:{any_of('credit')}|{whole})\W*[)\]])"
        return (re.compile(rf"[(\[]\s?{alone}[^()\[\]\n]{{0,100}}[)\]]?\W*$", re.I),)
    return (
        re.compile(rf"[\w.'-](?:\s?[/|]\s?|—)(?:[\w.' ]{{0,40}}[/ ])?(?i:{any_of('agency')}|file photo)$"),
        re.compile(r"\b(?:getty images|via getty|via ap)\.?$", re.I),
        re.compile(r"\b(?:photo|photograph|image|illustration)s?(?: by| credit| courtesy(?: of)?)?: [^.\n]{2,80}$", re.I),
        re.compile(rf"^[^\"]{{20,}}[a-z0-9][.!?] (?:{_capital_agencies()})$"),
    )


@cache
def _capital_agencies() -> str:
    """Agencies as they are written alone after a caption."""
    return either({form for name in ("ap", "reuters", "afp") for form in (name.upper(), name.capitalize())})


@cache
def _credit_first() -> re.Pattern[str]:
    """A credit that opens a caption or is it: "Noah Berger / AP A shop …", "Ben Abay/AP Hall leaves …", "Hall/AP, FILE"."""
    spaced = rf"(?:[A-Z][\w.'-]+ ){{1,4}}/ (?:[\w.' ]{{0,40}} via )?(?i:{any_of('agency')})\b"
    name = r"[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){1,3}"
    return re.compile(rf"{spaced}|{name}/(?:[A-Z][\w.' ]{{1,40}}/)?(?:{_capital_agencies()})(?: (?=[A-Z])|,? FILE$| Photos?$)")


@cache
def _agency_first() -> re.Pattern[str]:
    """A credit at the end in which the agency comes first: "AP Photo/Ada Hall"."""
    return re.compile(rf"\b(?:{any_of('agency').upper()})(?: Photo)?(?:/[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){{1,3}})+$")


@cache
def article_datelines() -> tuple[re.Pattern[str], ...]:
    """Datelines of an article, where a colon is none, for it is the label of a speaker."""
    dash = r"\s*(?:-{1,2}|[–—])\s+"
    place = r"[A-Z][a-z]+(?: [A-Z][a-z]+)?"
    bare_agency = rf"\((?i:{any_of('agency')})\)\s+(?=[A-Z\"])"
    month = either(word_list("month", "page_furniture"))
    of_agency, agency_alone, of_place = datelines(dash)
    dated = rf"{place}, (?i:{month})[a-z]*\.? \d{{1,2}}(?:, \d{{4}})?{dash}(?=[A-Z\"])"
    others = rf"{place}, {place}{dash}(?=[A-Z\"])", dated, rf"\([A-Z]{{3,}}, {place}\){dash}"
    return (of_agency, agency_alone, re.compile(bare_agency), of_place, *map(re.compile, others))


# -- bylines and biographies ----------------------------------------------------------------------------------------------


def _is_byline(line: str) -> bool:
    """Whether a line is a byline: "By", a name and perhaps an outlet.

    >>> [_is_byline(line) for line in ("By Ada Hall, Wire Staff", "By Monday they had left.", "By The Numbers")]
    [True, False, False]
    """
    match = re.match(r"\W*(?:By|BY):? (?P<name>[A-Z][\w.'-]+(?: [A-Z][\w.'-]+)+)(?P<rest>[^!?]{0,100})$", line)
    if not match or match["name"].split()[0].lower() in function_words():
        return False
    rest = match["rest"].strip()
    dashed = line[0] in "—–-"
    return not rest or ((dashed or line[-1] != ".") and (rest[0] in ",-–—|(/&" or rest.startswith("and ")))


def is_name(line: str) -> bool:
    """Whether a line is nothing but the name of a person."""
    words = line.split()
    capital = all(word[0].isupper() or word in ("and", "de", "von") for word in words)
    return 2 <= len(words) <= NAME_WORDS and capital and line.replace(" ", "").replace(".", "").replace("-", "").isalpha()


@cache
def _name() -> str:
    """The part of a pattern that matches the name of a person of two words or more."""
    part = rf"(?:[A-Z][\w'’-]*\.?|[A-Z]\.(?:[A-Z]\.)?|{either(word_list('name_particle'))})"
    generation = rf"(?:, {either(word.capitalize() for word in word_list('generation'))}\.?)?"
    return rf"(?:(?:{part} ){{1,4}}[A-Z][\w'’.-]*[\w’']{generation})"


@cache
def biography() -> re.Pattern[str]:
    """A line that begins with one or more names and says what they are."""
    names = rf"(?:(?i:{any_of('title')})\.? )*(?:{_name()}|[A-Z]\w+(?= is))(?:(?:,| and|, and) {_name()})*"
    apposition = r"(?:\s?\(@?[^)\n]{2,30}\))?(?:\s?, [^\n]{3,140}?,)?"
    return re.compile(rf"[\s•*–—_-]*(?P<names>{names}){apposition},? (?P<verb>{any_of('does')})\b")


def is_role(verb: str, words: Sequence[str]) -> bool:
    """Whether words after a verb name a role ("is a senior fellow at …", "is president of …").

    >>> is_role("is", "a senior fellow at the institute".split()), is_role("has been", "accused of theft".split())
    (True, False)
    """
    if words and words[0] in word_list("article") | {"one"}:
        return any(word in _roles() for word in words[:_ROLE_WITHIN])
    return verb != "has been" and any(word in _roles() for word in words[:_ROLE_FIRST])


_ROLE_WITHIN, _ROLE_FIRST = 9, 3  # words after "is" within which a role is named, with and without an article


@cache
def _roles() -> frozenset[str]:
    """Words for what people do, without those for bodies and documents."""
    persons = (entry for entry in load_lexicon("role_nouns").entries if not entry.referent)
    return frozenset(word for entry in persons for word in entry.forms if " " not in word) | phrases("profession").keys()
