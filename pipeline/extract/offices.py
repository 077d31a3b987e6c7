"""Offices where a sentence or a heading names them: where they stand, which, and with whom."""

import re

from spacy.tokens import Doc, Span

from pipeline.extract.agencies import agency_name, begins_task
from pipeline.extract.components import cues_of, folded_text, span_at, spans_within, text_of
from pipeline.extract.rules import pattern, pattern_match
from pipeline.vietnamese.letters import fold
from schemas.records import Role

_REMARK = re.compile(r"\s*\([^()]{2,80}\)(?=[\s,]+\w)")
_BETWEEN = re.compile(r"[\s,;]*(?:va\s+|cung\s+)?")  # two offices of a list
SENTENCE_END = re.compile(r"[.;]\s+")
_FAR = 1000  # characters within which what a sentence says of an office stands


def names_office(doc: Doc) -> bool:
    """Does a heading begin with an office, or tell that it is one: "Trách nhiệm của …"?"""
    told = pattern("assign", "offices").match(folded_text(doc)) is not None
    return told or agency_at(doc, after_intro(doc)) is not None


def named_in(doc: Doc, heading: str) -> str:
    """The office of a heading: "Sở A chỉ đạo Chi cục B thực hiện các nội dung sau" names Sở A."""
    start = after_intro(doc)
    first = agency_at(doc, start)
    end = chain(doc, first)[-1].end_char if first is not None else 0
    rest = heading[end:].lstrip(" ,")
    goes_on = fold(rest).endswith((" sau", " nhu")) and begins_task(heading[end:].lstrip())
    if end and (tells_role(rest) or goes_on):
        return agency_name(heading[start:end])
    return agency_name(heading)


def tells_role(text: str) -> bool:
    """Does it begin with a role: "chủ trì", "phối hợp", "chịu trách nhiệm"?"""
    return any(pattern_match("roles", role, text) for role in ("lead", "coordinate", "duty"))


def after_intro(doc: Doc, at: int = 0) -> int:
    """Where a heading's office stands: after "Đối với", "Đề nghị", "Giao", or at once."""
    first = next((cue for cue in cues_of(doc, "assign") if cue.start_char == at), None)
    return first.end_char + 1 if first is not None else at


def after_clause(doc: Doc, at: int) -> int:
    """The same in a sentence that may begin with a clause: "Căn cứ Kế hoạch này, các sở …"."""
    text = text_of(doc)
    if pattern("intro", "begins").match(folded_text(doc), at) is None:
        return after_intro(doc, at)
    stop = SENTENCE_END.search(text, at)
    end = min(stop.start() if stop else len(text), at + _FAR)
    for agency in spans_within(doc, "agencies", at, end):
        before = text[at : agency.start_char].rstrip()
        cues = cues_of(doc, "assign", start=at, end=agency.start_char)
        given = any(cue.end_char == at + len(before) for cue in cues)
        if given or (before.endswith(",") and begins_task(after_offices(doc, agency))):
            return agency.start_char
    return after_intro(doc, at)


def after_offices(doc: Doc, agency: Span) -> str:
    """The text behind an office and those listed with it."""
    return text_of(doc)[behind(doc, chain(doc, agency)[-1].end_char) :]


def behind(doc: Doc, end: int) -> int:
    """Where the task begins of an office that ends at `end`: a remark may stand between them."""
    text = text_of(doc)
    remark = _REMARK.match(text, end)
    end = remark.end() if remark else end
    return end + len(text[end:]) - len(text[end:].lstrip(" ,"))


def agency_at(doc: Doc, start: int) -> Span | None:
    """The office whose name begins there."""
    return span_at(doc, "agencies", start)


def chain(doc: Doc, first: Span) -> list[Span]:
    """The office and those that are listed right after it."""
    text, listed = folded_text(doc), [first]
    for agency in spans_within(doc, "agencies", first.end_char, first.end_char + _FAR):
        between = text[listed[-1].end_char : agency.start_char]
        # "Đảng ủy xã lãnh đạo UBND xã" tells what one does, "lãnh đạo" may be an office's, too
        does = not between.strip() and begins_task(text_of(doc)[agency.start_char :])
        if does or not _BETWEEN.fullmatch(between):
            break
        listed.append(agency)
    return listed


def asks(doc: Doc, start: int) -> bool:
    """Does a request ("Đề nghị …") begin there, or does a remark tell it: "Đồn X (đề nghị)"?"""
    if start == 0 and folded_text(doc).rstrip(" .:").endswith("(de nghi)"):
        return True
    return any(cue.start_char == start for cue in cues_of(doc, "requested"))


def role_at(doc: Doc, start: int) -> Role:
    """Lead where a clause of its first sentence begins with "chủ trì" (in "do Sở X chủ trì" another
    leads), coordinate where the task begins with "phối hợp", else implement.
    """
    text = folded_text(doc)
    stop = SENTENCE_END.search(text, start)
    end = stop.start() if stop else len(text)
    for cue in cues_of(doc, "lead", start=start, end=end):
        clause = re.split(r"[,;:(]|\bva\b", text[start : cue.start_char])[-1].strip()
        if not clause or pattern("before_role", "lead").fullmatch(clause):
            return "lead"
    first = next(iter(cues_of(doc, "coordinate", start=start)), None)
    before = text[start : first.start_char].strip() if first is not None else text
    ready = pattern("before_role", "coordinate").fullmatch(before) is not None
    begins = not before or (ready and bool(partners_at(doc, start)))
    return "coordinate" if begins else "implement"


def partners_at(doc: Doc, start: int) -> tuple[str, ...]:
    """The offices that follow the first "phối hợp với" of a task."""
    for cue in cues_of(doc, "coordinate", start=start):
        first = agency_at(doc, cue.end_char + 1)
        return tuple(agency.text for agency in chain(doc, first)) if first is not None else ()
    return ()
