"""Where the parts of a document begin and end, from the letterhead to the annex."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.outline import cues
from pipeline.outline.labels import find_label, heads_chapter
from pipeline.outline.lines import PlacedLine
from schemas.page import Line

_LETTERHEAD_LINES = 40  # the document type stands within these
_SENTENCE = 160  # characters of a paragraph on one line that no title has
_SIGNATURE_LINES = 60  # the signature block is no longer than this


@dataclass(frozen=True)
class Parts:
    """The lines of a document by part."""

    letterhead: Sequence[PlacedLine]
    title: Sequence[PlacedLine]
    recital: Sequence[PlacedLine]
    body: Sequence[PlacedLine]
    signature: Sequence[PlacedLine]
    annex: Sequence[PlacedLine]


def divide(lines: Sequence[PlacedLine]) -> Parts:
    """Cut the lines of a document into its parts; a part that is not there is empty."""
    start = _document_type(lines)
    if start is None:  # lost, or left out: then there is no title either
        start = title_end = _letterhead_end(lines)
    else:
        title_end = _title_end(lines, start)
    recital_end = _recital_end(lines, title_end)
    signature = _signature_start(lines, recital_end)
    annex = _annex_start(lines, signature)
    return Parts(
        lines[:start],
        lines[start:title_end],
        lines[title_end:recital_end],
        lines[recital_end:signature],
        lines[signature:annex],
        lines[annex:],
    )


def _document_type(lines: Sequence[PlacedLine]) -> int | None:
    for i, line in enumerate(lines[:_LETTERHEAD_LINES]):
        if cues.document_type(line.text) is not None:
            return i
    return None


def _letterhead_end(lines: Sequence[PlacedLine]) -> int:
    """After the last of the first lines that can only stand in a letterhead."""
    ends = 0
    for i, line in enumerate(lines[:_LETTERHEAD_LINES]):
        if cues.begins("recital", line.text) or _opens_body(line.text):
            break
        if cues.inside("motto", line.text) is not None or cues.begins("number", line.text):
            ends = i + 1
    return ends


def _title_end(lines: Sequence[PlacedLine], start: int) -> int:
    """The title runs to the recital, the first section, or the first sentence after a gap."""
    named = cues.document_type(lines[start].text) or 0
    begun = bool(lines[start].text[named:].strip(" *_:"))
    for i in range(start + 1, min(start + 12, len(lines))):
        text = lines[i].text
        # a recital's first document may have its number on the next line
        ahead = " ".join(line.text for line in lines[i : i + 2])
        if begun and (
            cues.begins("recital", ahead) or cues.alike("recital", ahead) or _opens_body(text)
        ):
            return i
        after_gap = lines[i].gap >= 1.5 and len(text) > 60
        whole = len(text) > _SENTENCE and text.rstrip().endswith((".", ";", ":"))
        if begun and (after_gap or whole) and not text.isupper():
            return i
        begun = begun or any(letter.isalpha() for letter in text)
    return min(start + 1 + begun, len(lines))


def _opens_body(text: str) -> bool:
    label = find_label(text)
    if label is None:
        return False
    numbered = label.kind in ("part", "roman", "decimal") and label.ordinals[-1] == 1
    return numbered or heads_chapter(label, text)


def _recital_end(lines: Sequence[PlacedLine], start: int) -> int:
    for i in range(start, len(lines)):
        if _opens_body(lines[i].text):
            return i
        if cues.ends("recital", lines[i].text) and i + 1 < len(lines):
            return i + 1
    return start


def _signature_start(lines: Sequence[PlacedLine], body: int) -> int:
    """At "Nơi nhận", or where the signature begins shortly before it, or without it."""
    for i in range(body, len(lines)):
        if cues.begins("recipients", lines[i].text) or _signs(lines[i]):
            return i
    return len(lines)


def _signs(line: PlacedLine) -> bool:
    """Signature lines are in capitals and short; "Phó Chủ tịch" in a sentence is neither."""
    if not isinstance(line.block, Line):
        return False
    return any(
        cues.begins("signature", column.text) and column.text.strip(" *_").isupper()
        for column in line.block.columns()
    )


def _annex_start(lines: Sequence[PlacedLine], signature: int) -> int:
    """After the signature: a table, a heading of an annex, or a new page that signs nothing."""
    for i in range(signature + 1, len(lines)):
        line = lines[i]
        heading = cues.begins("annex", line.text) and (line.text.isupper() or len(line.text) < 16)
        new_page = line.first and i > signature + 3 and not _signs(line)
        if not isinstance(line.block, Line) or heading or i - signature > _SIGNATURE_LINES:
            return i
        if new_page and not _looks_like_name(line.text) and find_label(line.text) is None:
            return i
    return len(lines)


def _looks_like_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 5 and all(word[:1].isupper() for word in words)
