"""What changed between two databases, as lines for a screen or as Markdown for a review."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.messages import say, say_count
from pipeline.store.diff import Changes, Difference, DocumentChange, Kind, RowChange
from schemas.records import Finding, Record
from schemas.stored import TABLES, Document

Form = Literal["text", "markdown"]

_SIGNS: dict[Kind, str] = {"added": "+", "removed": "-", "changed": "~"}
_LONGEST = 120  # characters of a text that are shown
_BEFORE = 30  # of them before the first one that differs
_MARKDOWN = 60_000  # characters in all; GitHub takes 65,536
_LAST_LINE = 100  # of them for telling how many changes are left out
_ASIDE = frozenset({"section", "page", "quote"})  # the place and the evidence of a record


@dataclass(frozen=True)
class _Line:
    """A change in words."""

    kind: Kind
    table: str
    place: str
    told: str


def render(changes: Changes, form: Form) -> str:
    """All changes a line each, or as Markdown that has room in a comment on GitHub."""
    if not changes.documents:
        none = say("diff.none", old=changes.old, new=changes.new)
        return _escape(none) if form == "markdown" else none
    return _markdown(changes) if form == "markdown" else _text(changes)


def _text(changes: Changes) -> str:
    written = []
    for document in changes.documents:
        written.append(_heading(document))
        for line in _lines(document):
            what = " ".join(filter(None, (_SIGNS[line.kind], _noun(line.table), line.place)))
            written.append("  " + ": ".join(filter(None, (what, line.told))))
        written.append("")
    return "\n".join([*written, *_counts(changes)])


def _markdown(changes: Changes) -> str:
    heading = say("diff.heading", old=changes.old, new=changes.new)
    written = [f"## {_escape(heading)}", "", *(f"- {count}" for count in _counts(changes))]
    columns = ("", *(say(f"diff.column-{name}") for name in ("what", "where", "change")))
    room = _MARKDOWN - _LAST_LINE - len("\n".join(written))
    left = sum(map(_number, changes.documents))
    for document in changes.documents:
        above = ["", f"### {_escape(_heading(document))}", "", _row(*columns), "|---|---|---|---|"]
        for line in _lines(document):
            word = say(f"diff.word-{line.kind}")
            row = _row(word, _noun(line.table), _escape(line.place), _escape(line.told))
            room -= len("\n".join([*above, row, ""]))
            if room < 0:
                more = say("diff.more", what=say_count("diff.more-changes", left))
                return "\n".join([*written, "", more])
            written += [*above, row]
            above = []
            left -= 1
    return "\n".join(written)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _escape(text: str) -> str:
    """Text in which nothing is Markdown, HTML, or calls people by their @names."""
    return re.sub(r"([\\`*_\[\]<>&|~#$])", r"\\\1", text).replace("@", "@<!-- -->")


def _counts(changes: Changes) -> list[str]:
    """A line for each kind of thing that changed: "3 classes added, 1 class removed"."""
    told = (
        [
            say(f"diff.{kind}", what=say_count(_key(table), number))
            for kind, number in counts.items()
            if number
        ]
        for table, counts in changes.counts.items()
    )
    return [", ".join(parts) for parts in told if parts]


def _key(table: str) -> str:
    """The catalogue's entry for a row of a table: the summary of a run has those of records."""
    return f"diff.{table}" if table in (Document.TABLE, Finding.TABLE) else f"cli.{table}"


def _noun(table: str) -> str:
    return say(_key(table)).partition("|")[0]


def _heading(document: DocumentChange) -> str:
    title = [_cut(document.title)] if document.title else []
    return ": ".join([visible(document.source), *title])


def _number(document: DocumentChange) -> int:
    """How many lines tell a document's changes."""
    if document.kind != "changed":
        return 1
    return len(document.differences) + len(document.rows)


def _lines(document: DocumentChange) -> Iterator[_Line]:
    """A document that came or went in one line; else each field of its header, and each row."""
    if document.contains is not None:
        told = (say_count(_key(table), number) for table, number in document.contains.items())
        yield _Line(document.kind, Document.TABLE, "", ", ".join(told))
    for difference in document.differences:
        yield _Line(document.kind, Document.TABLE, "", _difference(difference))
    for row in document.rows:
        place = [visible(row.values["section"] or "")]
        if row.values["page"]:
            place.append(say("cli.page", page=row.values["page"]))
        yield _Line(row.kind, row.table, ", ".join(filter(None, place)), _told(row))


def _told(row: RowChange) -> str:
    """What a row is called, then what changed of it, or all else that it says."""
    if row.kind == "changed":
        return f"{_name(row)}: {'; '.join(map(_difference, row.differences))}"
    if row.table == Finding.TABLE:
        return _name(row)
    fields = TABLES[row.table].model_fields
    rest = (
        f"{field} {shown(value)}"
        for field, value in row.values.items()
        if field not in _ASIDE | set(_called(row)) and value not in (fields[field].default, [])
    )
    return ", ".join([_name(row), *rest])


def _name(row: RowChange) -> str:
    if row.table == Finding.TABLE:
        values = row.values
        return f"{values['severity']} {_cut(values['code'])}: {_cut(values['message'])}"
    return ", ".join(shown(row.values[field]) for field in _called(row) or ("quote",))


def _called(row: RowChange) -> list[str]:
    """The fields by which people know a record: the words of its identity."""
    schema = TABLES[row.table]
    identity = schema.IDENTITY if issubclass(schema, Record) else ()
    words = (field for field in identity if isinstance(row.values[field], str))
    return [field for field in words if field not in _ASIDE and row.values[field]]


def _difference(difference: Difference) -> str:
    """A field with both values; of long texts what stands around the first difference."""
    old, new = difference.old, difference.new
    start = 0
    if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > _LONGEST:
        pairs = enumerate(zip(old, new, strict=False))
        same = next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))
        start = max(0, same - _BEFORE)
    return f"{difference.field} {shown(old, start)} → {shown(new, start)}"


def shown(value: Any, start: int = 0) -> str:  # noqa: ANN401 - what a row holds
    """A value in a few words, a text from `start` on."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return f"„{_cut(value, start)}“"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _cut(json.dumps(value, ensure_ascii=False))


def _cut(text: str, start: int = 0) -> str:
    end = start + _LONGEST
    return visible(f"{'…' if start else ''}{text[start:end]}{'…' if len(text) > end else ''}")


def visible(text: str) -> str:
    """A text in one line: line breaks, and what else is not to be seen, as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
