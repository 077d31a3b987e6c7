"""Which extracted record a decision is about: by id and by evidence.

Ids are made of what a fact is about, so they outlive a new reading of its values. But a section
that gets another number, or a fact of the same name that is found before it, gives a fact another
id; then its evidence tells.
"""

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from pipeline.store.decided import values_of
from pipeline.vietnamese.letters import fold
from schemas.page import Box
from schemas.records import Record
from schemas.stored import Correction

_SAME_QUOTE = 80.0  # per cent of letters in which two readings of one sentence agree
_SAME_WORDING = 85.0
_SAME_BOX = 0.5  # share of the area of both boxes that they have in common
_SAME_VALUES = 0.75  # share of the values that are stated


def match(entries: Sequence[Correction], records: Mapping[str, Sequence[Record]]) -> dict[str, str]:
    """The record that each entry is about, by the entry's id; no record where it is gone.

    The surest ways come first, for all entries: the id with the same words; the same words and
    the same identity; the id with similar words; and, of records that no entry is about yet,
    similar words at the same place that state the same values.
    """
    found = _Found(entries)
    by_id = {record.id: record for rows in records.values() for record in rows}
    for entry in entries:
        record = by_id.get(entry.record_id)
        if record is not None and _same_words(entry, record):
            found.note(entry, record)
    for entry in found.left():
        for record in records[entry.record_table]:
            same = _same_words(entry, record) and _same_identity(entry, record)
            if same and found.is_free(entry, record):
                found.note(entry, record)
                break
    for entry in found.left():
        record = by_id.get(entry.record_id)
        if record is not None and _similar_words(entry, record) and found.is_free(entry, record):
            found.note(entry, record)
    for entry in found.left():
        alike = [
            (_agreement(entry, record), record.id)
            for record in records[entry.record_table]
            if entry.page == record.page and found.is_free(entry, record)
            if _similar_words(entry, record)
        ]
        agreement, record_id = max(alike, default=(0.0, ""))
        if agreement >= _SAME_VALUES:
            found.note(entry, by_id[record_id])
    return found.records


class _Found:
    """What was found, entry by entry; two facts are never found in one record."""

    def __init__(self, entries: Sequence[Correction]) -> None:
        self._entries = entries
        self._first: dict[str, Correction] = {}  # by record
        self.records: dict[str, str] = {}

    def left(self) -> list[Correction]:
        """The entries of which no record is found yet."""
        return [entry for entry in self._entries if entry.id not in self.records]

    def note(self, entry: Correction, record: Record) -> None:
        """The record is what the entry is about."""
        self.records[entry.id] = record.id
        self._first.setdefault(record.id, entry)

    def is_free(self, entry: Correction, record: Record) -> bool:
        """Whether no other fact was found in the record; the same one may have been."""
        first = self._first.get(record.id)
        # In another database the same fact has another id.
        return (
            first is None
            or first.record_id == entry.record_id
            or first.document_id != entry.document_id
        )


def _read(entry: Correction) -> Mapping[str, object]:
    """What the extraction said then; of a fact that a person added, what they said."""
    return entry.extracted or entry.decided or {}


def _same_words(entry: Correction, record: Record) -> bool:
    return entry.page == record.page and _key(entry.quote) == _key(record.quote)


def _similar_words(entry: Correction, record: Record) -> bool:
    if fuzz.ratio(_key(entry.quote), _key(record.quote)) >= _SAME_QUOTE:
        return True
    return entry.page == record.page and _overlap(entry.bbox, record.bbox) >= _SAME_BOX


def _same_identity(entry: Correction, record: Record) -> bool:
    """Whether what a fact is about is the same; where it stands aside, which may be renumbered."""
    read, now = _read(entry), values_of(record.TABLE, record)
    return all(read.get(name) == now[name] for name in record.IDENTITY if name in now)


def _agreement(entry: Correction, record: Record) -> float:
    """The share of values on which both agree, of those that one of them states.

    What a column says of most records anyway (`=`, no sum) tells nothing.
    """
    read, now = _read(entry), values_of(record.TABLE, record)
    usual = {name: field.default for name, field in type(record).model_fields.items()}
    stated = [name for name in now if not now[name] == read.get(name) == usual[name]]
    agreeing = sum(_same_value(read.get(name), now[name]) for name in stated)
    return agreeing / len(stated) if stated else 0.0


def _same_value(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return fuzz.ratio(_key(one), _key(other)) >= _SAME_WORDING
    return one == other


def _key(text: str | None) -> str:
    return " ".join(fold(text or "").split())


def _overlap(one: Box | None, other: Box | None) -> float:
    """Area that two boxes share, by the area that they cover together."""
    if one is None or other is None:
        return 0.0
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (_area(one) + _area(other) - both)


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)
