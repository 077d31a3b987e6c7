"""What a number counts or measures: the words around it, as a phrase that needs no page."""

import re
from typing import NamedTuple

from spacy.tokens import Span

from pipeline.extract.reading import clean
from pipeline.extract.rules import expression
from pipeline.vietnamese.letters import fold

_LONG = 220  # characters of an indicator; what is longer is cut at its last comma
_LABEL = re.compile(r"(?:^|[,;:(]|\b(?:gồm|đó|và)\s)\s*([^,;:()]{1,40}):\s*$")
_NEXT_LABEL = re.compile(r"[,;]\s*[^,;:()]{1,40}:\s*$")
_CLAUSES = re.compile(r"[:;(]\s|,\s(?=\S++\s\S++\s\S)")


class Indicator(NamedTuple):
    """What is counted; None where the words do not tell. `end` is where the phrase ends."""

    phrase: str | None
    end: int


def _told(key: str) -> re.Pattern[str]:
    return expression("targets", "indicator", key)


def indicator_of(text: str, folded: str, q: Span, stop: int, start: int) -> Indicator:
    """The unit and the words after it; for a bare percentage those before.

    The amount's sentence begins at `start`, the next amount (or its end) is at `stop`.
    """
    measures = q._.kind in ("percent", "money")
    phrase, end = _behind(text, folded, q, stop)
    if not measures and fold(phrase) == fold(unit_of(text, q) or ""):
        phrase = _with_what_stands_before(text[start : q.start_char], phrase)
    # After the amount before: its "%", its bracket, or what introduces both.
    begin = start + max(
        (m.end() for m in re.finditer(r"[%:;]", folded[start : q.start_char])), default=0
    )
    said = text[begin : q.start_char]
    comes_first = not _told("measures").sub("", _told("introduces").sub("", said)).strip()
    comes_first |= _told("of").search(folded, begin, q.start_char) is not None
    has_object = len(phrase.split()) > (1 if comes_first else 2)
    has_object &= not _told("no_object").match(folded, q.end_char)
    if not measures or (q._.kind == "percent" and has_object):
        return Indicator(_shorten(phrase) or None, end)
    head = _told("head").search(folded, begin, q.start_char)
    part = _told("part").search(folded, begin, q.start_char)
    if head or part:
        before = text[head.start() if head else part.end() : q.start_char]  # type: ignore[union-attr]
    else:
        before = _last_clause(text[start : q.start_char])
    before = _told("measures").sub("", _told("introduces").sub("", before).rstrip())
    return Indicator(_shorten(clean(before)) or None, end)


def part_of(text: str, q: Span, start: int, stop: int) -> str | None:
    """Whose part of a sum an amount is: "VNPT" in "(trong đó: VNPT: 25 trạm, Viettel: 33 trạm)".

    None where no label stands before it, or where it tells itself what it counts.
    """
    label = _LABEL.search(text[start : q.start_char])
    behind = _NEXT_LABEL.sub("", text[q.end_char : stop]).strip(" );.,")
    return clean(label[1]) if label and not behind else None


def unit_of(text: str, q: Span) -> str | None:
    """As printed; of a noun that is in no list its first two syllables (most words have two)."""
    if q._.kind == "money":
        per = re.match(r"(?:\s*/\s*[^\s,.;:/]+)*", text[q.end_char :])
        return f"{q._.unit}{per[0] if per else ''}"
    if q._.unit:
        return str(q._.unit)
    noun = _told("noun").match(text, q.end_char)
    return noun[1] if noun else None


def counts_no_thing(folded: str, end: int) -> bool:
    """Does what follows a number at `end` begin with a word that is no noun?"""
    return _told("no_noun").match(folded, end) is not None


def _behind(text: str, folded: str, q: Span, stop: int) -> tuple[str, int]:
    """The words behind the number, with its unit where that is a thing, and where they end."""
    things = q._.kind not in ("percent", "money")
    begin = q.end_char - (len(q._.unit) if q._.kind in ("count", "people") else 0)
    behind = folded[q.end_char : stop]
    cut = next((m for m in _ends(things).finditer(behind) if not _closes(behind, m)), None)
    end = q.end_char + cut.start() if cut else stop
    if not cut and stop < len(text) and text[stop].isdigit() and "," in text[q.end_char : stop]:
        end = q.end_char + text[q.end_char : stop].rindex(",")  # what follows is the next amount's
    return clean(_told("trails").sub("", text[begin:end].rstrip(" ,"))), end


def _closes(text: str, sign: re.Match[str]) -> bool:
    """Is it the bracket that closes one within the phrase: "nông thôn mới (NTM) các cấp"?"""
    before = text[: sign.start()]
    return sign[0] == ")" and before.count("(") > before.count(")")


def _ends(things: bool) -> re.Pattern[str]:
    ends, counted = _told("ends").pattern, _told("counted_ends").pattern
    return re.compile(f"{ends}|{counted}" if things else ends)


def _with_what_stands_before(said: str, phrase: str) -> str:
    """Of what sort stands before the number: "xây mới 45 nhà", "Lắp đặt mới trạm 4G: 58 trạm"."""
    said = said.rstrip()
    before = re.split(r"[,;:(]", said.rstrip(":"))[-1].rstrip()
    before = _told("introduces").sub("", clean(_told("trails").sub("", before)))
    if said.endswith(":") and fold(phrase) in fold(before):
        return before
    return clean(f"{before} {phrase}")


def _last_clause(said: str) -> str:
    return _CLAUSES.split(said)[-1]


def _shorten(phrase: str) -> str:
    if len(phrase) <= _LONG:
        return phrase
    return phrase[:_LONG].rsplit(",", 1)[0].rsplit(" ", 1)[0]
