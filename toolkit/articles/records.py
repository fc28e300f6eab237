"""Records that need not have every key: objects of JSON, and dictionaries."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_HELD = 1000  # records that are held back until one has a column


def flat(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record with the values of the objects in it beside them, such as the fields of an article from the Guardian.

    >>> flat({"id": 7, "fields": {"bodyText": "It rained."}})["fields.bodyText"]
    'It rained.'
    """
    objects = [(name, value) for name, value in record.items() if isinstance(value, dict)]
    inside = {f"{name}.{inner}": one for name, value in objects for inner, one in value.items()}
    return {**record, **inside} if inside else record


def completed(records: Iterable[tuple[int, Any]], columns: Iterable[str]) -> Iterator[tuple[int, Any]]:
    """Numbered records, with an empty value for each of some columns that a record lacks and another one has.

    Records are held back until all columns were seen, but not for long: a column that none of many records has is misspelt. What
    is no record stays as it is.

    >>> list(completed(enumerate([{"body": "It rained."}, {"body": "It poured.", "day": "Monday"}]), ["day"]))[0]
    (0, {'body': 'It rained.', 'day': None})
    """
    wanted, seen, held = list(dict.fromkeys(columns)), list[str](), list[tuple[int, Any]]()
    for number, record in records:
        if wanted and isinstance(record, Mapping):
            found = flat(record)
            seen += (name for name in wanted if name in found)
            wanted = [name for name in wanted if name not in found]
        held.append((number, record))
        if not wanted or len(held) == _HELD:
            yield from _filled(held, seen)
            held.clear()
    yield from _filled(held, seen)


def _filled(records: Iterable[tuple[int, Any]], columns: Iterable[str]) -> Iterator[tuple[int, Any]]:
    for number, record in records:
        yield number, {**record, **_empty(record, columns)} if isinstance(record, Mapping) else record


def _empty(record: Mapping[str, Any], columns: Iterable[str]) -> dict[str, None]:
    return {name: None for name in columns if name not in record}
