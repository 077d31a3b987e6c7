"""Numbers and days that a clerk wrote into a printed letterhead: "Số: 2155/KH-SYT".

Engines trained on print read them as anything, or not at all. Where the print around such a place
is there and what stands in it was read with doubt, the place is read anew as written digits. What
the engine read is kept beside it as the other reading, so that a person looks at both.
"""

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from pipeline.ocr.engine import Reading
from pipeline.ocr.pixels import Pixels
from pipeline.ocr.written_digits import Digits, digits_in
from pipeline.vietnamese.letters import fold

_LOOKS = (1.5, 1.7, 1.9, 2.1)  # heights of print that a place is tall; read at each of them
_MARGIN = 0.3  # heights of print left and right of the place
_TOP = 0.45  # share of a page in which a letterhead stands
_PRINTED = 0.85  # confidence from which what the engine read in such a place is believed
_SURE = 0.5  # certainty that each digit must have
_TRUST = 0.75  # how far written digits are believed, whatever the network says
_MOST = 8  # words between which the place stands
_LABEL = re.compile(r"so(?:$|\d|\W)")  # "Số:", and "Số:{24.2"
_CODE = re.compile(r"/\s?[A-ZĐ]{2}")
_NUMBER = re.compile(r"\d{1,5}[a-z]?")
_DAYS, _MONTHS = range(1, 32), range(1, 13)
_DAY, _MONTH = "ngay", "thang"


def read_written(pixels: Pixels, readings: Sequence[Reading]) -> list[Reading]:
    """The readings of a page, written numbers and days in its letterhead read anew."""
    found = _with_number(pixels, list(readings))
    return _with_date(pixels, found)


def _with_number(pixels: Pixels, readings: list[Reading]) -> list[Reading]:
    """The number between "Số:" and the code behind it read anew, if in doubt."""
    line, last = _line(pixels, readings, _is_label, lambda word: bool(_CODE.search(word)))
    if not line:
        return readings
    place = line[: last + 1]
    printed = "".join(reading.text for reading in place)
    code = next(_CODE.finditer(printed)).start()
    number = printed[len("Số") : code].lstrip(" :.")
    if _NUMBER.fullmatch(number) and _is_certain(place):
        return readings
    digits = _read(pixels, place, line)
    if digits is None or not _NUMBER.fullmatch(digits.text):
        return readings
    label, behind = place[0], printed[code:]
    if label.text.rstrip(" :.") != "Số":  # its number was read with it
        width = min(label.width, 2 * label.height)
        label = label._replace(text="Số:", width=width, confidence=_PRINTED, other=None)
    written = _written(digits, number, label.left + label.width, place[-1])
    other = None if written.other is None else written.other + behind
    whole = written._replace(text=digits.text + behind, other=other)
    return _instead(readings, place, [label, whole])


def _with_date(pixels: Pixels, readings: list[Reading]) -> list[Reading]:
    """Day and month read anew, if in doubt."""
    line, year = _line(
        pixels, readings, lambda word: fold(word).startswith(_DAY), lambda word: fold(word) == "nam"
    )
    if not line:
        return readings
    place = line[: year + 1]
    month = _first(place, lambda word: fold(word) == _MONTH)
    if month is None:
        return _instead(readings, place, list(_day_and_month(pixels, place, line)))
    day = _between(pixels, place[: month + 1], line, _DAY, _DAYS)
    words = [*day[:-1], *_between(pixels, place[month:], line, _MONTH, _MONTHS)]
    return _instead(readings, place, words)


def _line(
    pixels: Pixels,
    readings: Sequence[Reading],
    begins: Callable[[str], bool],
    ends: Callable[[str], bool],
) -> tuple[list[Reading], int]:
    """The first line of the letterhead with a word that begins a place and one that ends it.

    It goes from the first of the two to the right margin; where the second stands is told. An
    engine may have read parts of it as lines of their own. Empty where there is none.
    """
    for first in readings:
        if first.top >= _TOP * len(pixels) or not begins(first.text):
            continue
        y = first.middle[1]
        beside = [r for r in readings if r.left >= first.left]
        beside = [r for r in beside if abs(r.middle[1] - y) < max(first.height, r.height) / 2]
        line = sorted(beside, key=lambda reading: reading.left)
        last = _first(line, ends)
        if last is not None and last <= _MOST:
            return line, last
    return [], 0


def _is_label(word: str) -> bool:
    return word[:1] == "S" and _LABEL.match(fold(word)) is not None


def _instead(
    readings: list[Reading], place: Sequence[Reading], words: Sequence[Reading]
) -> list[Reading]:
    """The readings with `words` where those of a place stood, as one line."""
    if list(place) == list(words):
        return readings
    at = min(map(readings.index, place))
    line = place[0].line
    kept = [(i, r) for i, r in enumerate(readings) if r not in place]
    before = [r for i, r in kept if i < at]
    return [*before, *(w._replace(line=line) for w in words), *(r for i, r in kept if i > at)]


def _between(
    pixels: Pixels, place: list[Reading], line: list[Reading], word: str, allowed: range
) -> list[Reading]:
    """The place from "ngày" to "tháng", or from there to "năm", what stands between read anew."""
    first, *inner, last = place
    glued = first.text[len(word) :]
    printed = glued + "".join(reading.text for reading in inner)
    if printed.isdecimal() and int(printed) in allowed and _is_certain(place[:-1]):
        return place
    digits = _read(pixels, place, line)
    if digits is None or not digits.text or int(digits.text) not in allowed:
        return place
    if glued:
        share = len(word) / len(first.text)
        first = first._replace(text=first.text[: len(word)], width=round(first.width * share))
    end = inner[-1] if inner else last._replace(width=0)
    return [first, _written(digits, printed, first.left + first.width, end), last]


def _day_and_month(pixels: Pixels, place: list[Reading], line: list[Reading]) -> Iterator[Reading]:
    """The place from "ngày" to "năm" where the word between was lost: the widest gap parts both."""
    digits = _read(pixels, place, line)
    cut = int(np.diff(digits.columns).argmax()) + 1 if digits and len(digits.text) > 1 else 0
    day, month = (digits.text[:cut], digits.text[cut:]) if digits else ("", "")
    if not cut or int(day) not in _DAYS or int(month) not in _MONTHS or digits is None:
        yield from place
        return
    first, *inner, last = place
    left = first.left + first.width
    third = max(1, (last.left - left) // 3)
    printed = "".join(reading.text for reading in inner)
    for at, text in enumerate((day, "tháng", month)):
        if not at:
            yield first
        end = first._replace(left=left + at * third, width=third)
        word = _written(digits, printed, left + at * third, end)
        yield word._replace(text=text, other=None if at == 1 else word.other)
    yield last


def _first(line: Sequence[Reading], wanted: Callable[[str], bool]) -> int | None:
    return next((i for i, reading in enumerate(line) if wanted(reading.text)), None)


def _is_certain(place: Sequence[Reading]) -> bool:
    return all(r.confidence >= _PRINTED and r.other is None for r in place)


def _written(digits: Digits, printed: str, left: int, end: Reading) -> Reading:
    """A word of written digits from `left` to where the reading `end` ends."""
    agrees = printed == digits.text
    return end._replace(
        text=digits.text,
        left=left,
        width=max(1, end.left + end.width - left),
        confidence=_PRINTED if agrees else min(_TRUST, digits.certainty),
        other=None if agrees else printed or "?",
    )


def _read(pixels: Pixels, place: Sequence[Reading], line: Sequence[Reading]) -> Digits | None:
    """The written digits of a place that most looks at it agree on; None where they are unsure."""
    height = float(np.median([reading.height for reading in line]))
    middle = float(np.median([r.top + r.height / 2 for r in place]))
    left = max(0, round(place[0].left - _MARGIN * height))
    right = round(place[-1].left + place[-1].width + _MARGIN * height)
    looks: list[Digits] = []
    for times in _LOOKS:
        top = max(0, round(middle - times * height / 2))
        looks.append(digits_in(pixels[top : round(middle + times * height / 2), left:right]))
    texts = [look.text for look in looks]
    best = max(looks, key=lambda look: (texts.count(look.text), look.certainty))
    return best if texts.count(best.text) > 1 and best.certainty >= _SURE else None
