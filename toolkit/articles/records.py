"""Records that need not have every key, have spaces around their keys, or objects as values: those of JSON, and dictionaries."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_HELD = 1000  # records that are held back until one has a column


def as_row(record: Mapping[Any, Any]) -> dict[Any, Any]:
    """A record as a table has it: without the spaces around its keys, and with the values of the objects in it beside them.

    >>> as_row({"id ": 7, "fields": {"bodyText": "It rained."}})
    {'id': 7, 'fields': {'bodyText': 'It rained.'}, 'fields.bodyText': 'It rained.'}
    """
    row = {name.strip() if isinstance(name, str) else name: value for name, value in record.items()}
    objects = [(name, value) for name, value in row.items() if isinstance(value, dict)]
    return row | {f"{name}.{inner}": one for name, value in objects for inner, one in value.items()}


def completed(records: Iterable[tuple[int, Any]], columns: Iterable[str]) -> Iterator[tuple[int, Any]]:
    """Numbered records, with an empty value for each of some columns that a record lacks and another one has.

    Records are held back until all columns were seen, but not for long: a column that none of many records has is misspelt. What
    is no record stays as it is.

    >>> list(completed(enumerate([{"body": "It rained."}, {"body": "It poured.", "day": "Monday"}]), ["day"]))[0]
    (0, {'body': 'It rained.', 'day': None})
    """
    wanted, seen = list(dict.fromkeys(column.strip() for column in columns)), list[str]()
    held = list[tuple[int, Any]]()
    for number, item in records:
        record = as_row(item) if isinstance(item, Mapping) else item
        if wanted and isinstance(record, Mapping):
            seen += (name for name in wanted if name in record)
            wanted = [name for name in wanted if name not in record]
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
