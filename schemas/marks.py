"""Marks of notes: small raised digits behind a word ("2025¹") and before the note itself."""

import re

_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_AT_MOST = 3  # digits
GLUE = "\u2060"  # word joiner: what follows is a raised digit, no misread letter

# Behind letters these signs may be letters that were misread (in TCVN3 ¹ is ạ), or powers (m²).
_MARKED = re.compile(rf"(?<=[\d%)\]”\",.;:])[⁰¹²³⁴-⁹]{{1,{_AT_MOST}}}(?![^\W_])|{GLUE}[⁰¹²³⁴-⁹]+")
_METRE = re.compile(r"(?:^|[\d/.,(])[kchd]?m$", re.IGNORECASE)


def raised(digits: str) -> str:
    """ "12" → "¹²"."""
    return digits.translate(_DIGITS)


def is_mark(text: str) -> bool:
    """Is this nothing but raised digits?"""
    return bool(text) and _RAISED.issuperset(text)


def are_marks(before: str, digits: str, after: str) -> bool:
    """Are raised digits within a word the mark of a note, not a power (m²) or part of ¹/₂?"""
    return len(digits) <= _AT_MOST and not _METRE.search(before) and after[:1] not in ("/", "⁄")


def marks_apart(word: str) -> list[str]:
    """A word cut at its marks: "2025¹," → "2025", "¹", ",". Behind letters `GLUE` tells them."""
    parts: list[str] = []
    start = 0
    for mark in _MARKED.finditer(word):
        before, digits = word[start : mark.start()], mark[0].removeprefix(GLUE)
        if are_marks(before, digits, word[mark.end() :]):
            parts += [before, digits]
            start = mark.end()
    parts.append(word[start:])
    return [whole for part in parts if (whole := part.replace(GLUE, ""))]
