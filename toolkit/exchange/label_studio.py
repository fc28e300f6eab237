"""Files of Label Studio: annotations as suggestions for coders, and what the coders made of them.

A file holds one task for each article, with the toolkit's annotations as predictions. Beside it lies the labelling interface that
a project needs. Offsets count Unicode characters; where a version of the program counted otherwise, the text that it keeps with
each span tells.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from ..articles.article import Article
from ..files import atomic
from ..text.spans import Span
from ..version import __version__
from .marks import CHOICES, CONTENT, LABELS, SPEAKER, Mark, MarksError, marks_of

_FIELDS = ("id", "outlet", "title", "published", "url", "event")
_COLOURS = ("#d95f02", "#1b9e77", "#7570b3", "#66a61e", "#e7298a", "#999999")


def write_tasks(annotated: Iterable[tuple[Article, Mapping[str, Any]]], path: Path) -> None:
    """Write articles with their annotations as tasks, and the labelling interface (.xml) beside them."""
    with atomic(path) as file:
        before = "["
        for article, record in annotated:
            file.write(before + json.dumps(task_of(article, record), ensure_ascii=False))
            before = ",\n"
        file.write("]\n" if before != "[" else "[]\n")
    with atomic(path.with_suffix(".xml")) as file:
        file.write(interface())


def task_of(article: Article, record: Mapping[str, Any]) -> dict[str, Any]:
    """An article with its annotations as a task.

    >>> from toolkit.annotation.annotator import annotate
    >>> document = annotate("The regime fell.")
    >>> task_of(document.article, document.to_dict())["predictions"][0]["result"][0]["value"]
    {'start': 4, 'end': 10, 'text': 'regime', 'labels': ['loaded term']}
    """
    text = article.original("text") or ""
    fields = {name: value if value is None else str(value) for name in _FIELDS for value in [article.value(name)]}
    result = [part for mark in marks_of(record) for part in _results(mark, text)]
    return {
        "data": {**fields, "sha256": article.sha256, "text": text},
        "predictions": [{"model_version": f"framing-toolkit {__version__}", "result": result}],
    }


def _results(mark: Mark, text: str) -> Iterator[dict[str, Any]]:
    """A mark with its attributes and links."""
    place = {"start": mark.span.start, "end": mark.span.end, "text": mark.span.of(text)}
    about = {"id": mark.key, "to_name": "text"}
    yield {**about, "from_name": "label", "type": "labels", "value": {**place, "labels": [mark.label]}}
    for name, value in mark.attributes.items():
        if name == SPEAKER:
            yield {**about, "from_name": name, "type": "textarea", "value": {**place, "text": [value]}}
        else:
            yield {**about, "from_name": name, "type": "choices", "value": {**place, "choices": [value]}}
    for key in mark.links:
        yield {"type": "relation", "from_id": mark.key, "to_id": key, "direction": "right"}


def interface() -> str:
    """The labelling interface of a project.

    >>> '<Choice value="emotive"/>' in interface()
    True
    """
    labels = [f"<Label value={_quoted(label)} background={_quoted(c)}/>" for label, c in zip(LABELS, _COLOURS, strict=True)]
    lines = ["<View>", '<Header value="$title"/>', '<Labels name="label" toName="text">', *labels, "</Labels>"]
    for label, attributes in CHOICES.items():
        for name, values in attributes.items():
            lines += [f'<Header value="{name}" size="6"/>', f'<Choices name="{name}" {_of_region(label)}>']
            lines += [*(f"<Choice value={_quoted(value)}/>" for value in values), "</Choices>"]
    speaker = f'<TextArea name="{SPEAKER}" {_of_region(CONTENT)} placeholder="{SPEAKER}"/>'
    return "\n".join([*lines, speaker, '<Text name="text" value="$text"/>', "</View>", ""])


def _of_region(label: str) -> str:
    """What says that a control is for the spans of one label."""
    return f'toName="text" perRegion="true" whenTagName="label" whenLabelValue={_quoted(label)}'


def _quoted(value: str) -> str:
    return f'"{escape(value)}"'


def coded_tasks(content: str) -> Iterator[tuple[str, Article, list[Mark]]]:
    """The articles that coders have finished in an exported file (JSON), each with its place and the marks of the latest coder.

    Raises MarksError where the file is no export, a task cannot be read, or a span is not in its text.

    >>> task = {"data": {"text": "The regime fell."}, "annotations": [{"result": [
    ...     {"id": "a", "type": "labels", "value": {"start": 4, "end": 10, "text": "regime", "labels": ["loaded term"]}}]}]}
    >>> [(place, marks[0].label) for place, _, marks in coded_tasks(json.dumps([task]))]
    [('task 1', 'loaded term')]
    """
    try:
        tasks = json.loads(content)
        texts = [task["data"]["text"] for task in tasks]
    except (ValueError, KeyError, TypeError):
        raise MarksError("no export of Label Studio with texts; export the project as JSON, not as JSON-MIN") from None
    for number, (task, text) in enumerate(zip(tasks, texts, strict=True), 1):
        place = f"task {task.get('id', number)}"
        done = [one for one in task.get("annotations", ()) if not one.get("was_cancelled")]
        if done:
            fields = task["data"]
            article = Article(str(fields.get("id") or number), text, outlet=fields.get("outlet"), title=fields.get("title"))
            yield place, article, _marks_of(done[-1], text, place)


def _marks_of(coded: Mapping[str, Any], text: str, place: str) -> list[Mark]:
    """The marks of one coder. Raises MarksError where what she did is not as Label Studio exports it."""
    try:
        return _marks(coded["result"], text)
    except MarksError as error:
        raise MarksError(f"{place}: {error}") from None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        reason = "a mark lacks its label, its place or what it links; is it as Label Studio exports it?"
        raise MarksError(f"{place}: {reason}") from None


def _marks(results: Iterable[Mapping[str, Any]], text: str) -> list[Mark]:
    """The marks that the results of one coder are."""
    marks: dict[str, Mark] = {}
    further: list[Mapping[str, Any]] = []
    for result in results:
        if result["type"] == "labels":
            value = result["value"]
            marks[result["id"]] = Mark(result["id"], value["labels"][0], _span(value, text))
        else:
            further.append(result)
    for result in further:
        key = result.get("from_id" if result["type"] == "relation" else "id")
        if key in marks:
            marks[key] = _with(marks[key], result)
    return list(marks.values())


def _with(mark: Mark, result: Mapping[str, Any]) -> Mark:
    """A mark with an attribute or a link more."""
    if result["type"] == "relation":
        return mark._replace(links=(*mark.links, result["to_id"]))
    values = result["value"].get("choices") or result["value"].get("text") or [""]
    value = values if isinstance(values, str) else "; ".join(values)
    return mark._replace(attributes={**mark.attributes, result["from_name"]: value})


def _span(value: Mapping[str, Any], text: str) -> Span:
    """The span of a result: by characters or, where its text is not there, by the UTF-16 units of older versions."""
    start, end, words = int(value["start"]), int(value["end"]), value.get("text")
    units = text.encode("utf-16-le")
    by_unit = (len(units[: 2 * offset].decode("utf-16-le", "ignore")) for offset in (start, end))
    for span in (Span(start, end), Span(*by_unit)):
        if 0 <= span.start < span.end <= len(text) and words in (None, span.of(text)):
            return span
    raise MarksError(f"{words!r} is not at {start} to {end} of the text; was the text changed?")
