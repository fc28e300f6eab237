"""How figures are printed, the same in tables, charts, the report and the terminal."""

from math import floor, isnan, log10

from .measure import Measure


def figure(value: float, measure: Measure | None = None) -> str:
    """A figure as it is printed: shares in per cent, indices with two decimals, others with one, and a dash for NaN.

    >>> from toolkit import MEASURES
    >>> figure(float("nan")), figure(0.256, MEASURES["official_share"]), figure(12.34)
    ('–', '26 %', '12.3')
    """
    if isnan(value):
        return "–"
    if measure and measure.style == "per cent":
        return percent(value)
    digits = 2 if measure and measure.style == "index" else 1
    return f"{value:z.{digits}f}"  # z: no minus before a zero


def counted(n: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "article"), counted(1200, "article")
    ('1 article', '1,200 articles')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def sentence(text: str) -> str:
    """A text with a capital at its beginning.

    >>> sentence("line: 95 % interval"), sentence("")
    ('Line: 95 % interval', '')
    """
    return text[:1].upper() + text[1:]


def one_of(noun: str) -> str:
    """A noun with its article.

    >>> one_of("event"), one_of("topic")
    ('an event', 'a topic')
    """
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def type_name(source_type: str | None) -> str:
    """A type of source as people write it; "" for none.

    >>> type_name("armed_group"), type_name("ngo_monitor"), type_name(None)
    ('armed group', 'NGO or monitor', '')
    """
    return "NGO or monitor" if source_type == "ngo_monitor" else (source_type or "").replace("_", " ")


def voice_name(voice: str) -> str:
    """A voice as people write it: words in scare quotes are no voice whose name tells what it is.

    >>> voice_name("scare"), voice_name("narration")
    ('scare quotes', 'narration')
    """
    return "scare quotes" if voice == "scare" else voice


def percent(share: float, digits: int = 0) -> str:
    """A share as it is printed; a dash for NaN.

    >>> percent(0.256), percent(0.256, 1), percent(float("nan"))
    ('26 %', '25.6 %', '–')
    """
    return "–" if isnan(share) else f"{100 * share:.{digits}f} %"


def level(confidence: float) -> str:
    """The confidence of an interval as it is printed, which is not rounded.

    >>> level(0.95), level(0.995)
    ('95 %', '99.5 %')
    """
    return f"{100 * confidence:g} %"


def unit_after(value: float, measure: Measure) -> str:
    """The unit as it follows a printed figure in a sentence; that of a share follows its per cent sign.

    >>> from toolkit import MEASURES
    >>> unit_after(0.256, MEASURES["words_attributed"]), unit_after(3.0, MEASURES["sources"])
    ('of words', 'sources per article')
    """
    return f"of {measure.whole}" if measure.style == "per cent" and not isnan(value) else measure.unit


def interval(low: float, high: float, measure: Measure | None = None) -> str:
    """An interval as it is printed; a dash where there is none.

    >>> from toolkit import MEASURES
    >>> interval(1.25, 3, None), interval(0.1, 0.25, MEASURES["official_share"])
    ('1.2 to 3.0', '10 to 25 %')
    """
    return _from_to(figure(low, measure), figure(high, measure))


def percent_interval(low: float, high: float) -> str:
    """The interval of a share as it is printed; a dash where there is none.

    >>> percent_interval(0.1, 0.25)
    '10 to 25 %'
    """
    return _from_to(percent(low), percent(high))


def _from_to(low: str, high: str) -> str:
    return low if low == "–" else f"{low.removesuffix(' %')} to {high}"


def signed(value: float, measure: Measure | None = None) -> str:
    """A difference as it is printed, with its sign; that of two shares in percentage points.

    >>> from toolkit import MEASURES
    >>> signed(1.25), signed(-0.256, MEASURES["official_share"])
    ('+1.2', '−26 points')
    """
    size = figure(abs(value), measure).replace("%", "points")
    zero = not any(digit in "123456789" for digit in size)
    return size if zero else f"{'−' if value < 0 else '+'}{size}"


def signed_interval(low: float, high: float, measure: Measure | None = None) -> str:
    """The interval of a difference as it is printed, both limits with their signs; a dash where there is none.

    >>> from toolkit import MEASURES
    >>> signed_interval(-1.25, 3), signed_interval(-0.1, 0.25, MEASURES["official_share"])
    ('−1.2 to +3.0', '−10 to +25 points')
    """
    first, last = signed(low, measure), signed(high, measure)
    return first if first == "–" else f"{first.removesuffix(' points')} to {last}"


def chance(p: float) -> str:
    """A p-value as it is printed.

    >>> chance(0.0004), chance(0.2345)
    ('< .001', '.234')
    """
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def limit(p: float) -> str:
    """A limit of p-values as it is printed, which is not rounded.

    >>> limit(0.05), limit(0.0005)
    ('.05', '.0005')
    """
    return f"{p:g}".removeprefix("0")


def smallest(p: float) -> str:
    """How small a p-value can or must be, as it is printed: with two digits that count.

    >>> smallest(0.05 / 830), smallest(0.0125), smallest(1)
    ('.00006', '.013', '1')
    """
    decimals = 1 - floor(log10(p))
    return f"{p:.{decimals}f}".rstrip("0").rstrip(".").removeprefix("0")


def p_value(p: float) -> str:
    """A p-value with its letter, as charts and sentences show it.

    >>> p_value(0.0004), p_value(0.2345)
    ('p < .001', 'p = .234')
    """
    return f"p {chance(p)}" if p < 0.001 else f"p = {chance(p)}"
