"""The encodings of Vietnamese before Unicode: from their codes to letters, by encodings.toml.

What is decoded here is text in which each code is shown as the character that Windows-1252 or
Latin-1 has for it: "C«ng" for "Công" in TCVN3. UTF-8 that was read so ("CÃ´ng") is one more.
"""

import re
from contextlib import suppress
from functools import cache, lru_cache
from itertools import product
from typing import Any, Literal, NamedTuple, get_args

from pipeline.vietnamese.letters import LETTERS, nfc
from pipeline.vietnamese.rules import rules
from pipeline.vietnamese.syllables import is_syllable, longest_syllable
from pipeline.vietnamese.usage import rank

Encoding = Literal["tcvn3", "vni", "utf-8", "windows-1258", "viqr", "vps", "viscii", "vn1"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)

_ITSELF = "."  # in a row of codes
_SYMBOL_FONTS = 0xF000  # fonts marked as symbols show their codes here
_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # in Windows-1252
_LOST = re.compile(rb"(?<=[\xc3-\xc6])\?|(?<=\xe1[\xba\xbb])\?")  # what programs write for those
_MOST_LOST = 3  # in a word that is still read
_BEFORE_BLANK = "Ã"  # of à, whose second byte is a blank


class Decoded(NamedTuple):
    """Text decoded; `whole` where all its letters are codes of the encoding."""

    text: str
    whole: bool


class Font(NamedTuple):
    """What the name of a font tells: the encoding; whether small letters look like capitals."""

    encoding: Encoding
    capitals: bool


@lru_cache(maxsize=50_000)
def decode(text: str, encoding: Encoding) -> Decoded:
    """`text`, its codes replaced by the letters that they stand for, in NFC."""
    if encoding == "utf-8":
        return _decode_utf8(text)
    table, out, whole = _table(encoding), [""], True
    for shown, code in zip(text, text.translate(_codes_shown()), strict=True):
        if letter := table.pairs.get(out[-1] + code):
            out[-1] = letter
        elif table.escape and out[-1] == table.escape and code in table.marks:
            out[-1] = shown  # and means itself
        else:
            out.append(table.letters.get(code, shown))
            whole = whole and (code in table.letters or not _is_code(shown))
    return Decoded("".join(out), whole)


@cache
def font(name: str) -> Font | None:
    """The encoding that fonts of this name were made for; None for those of Unicode."""
    lower = name.lower()
    for encoding in ENCODINGS:
        table = _rules(encoding)
        if lower.startswith(tuple(table.get("fonts", ()))):
            ending = table.get("capital_fonts")
            return Font(encoding, bool(ending and lower.endswith(ending)))
    return None


@cache
def doubt(encoding: Encoding) -> float:
    """How much better than others `encoding` must fit, for being rare."""
    return float(_rules(encoding).get("doubt", 0))


@cache
def signs(encoding: Encoding) -> frozenset[str]:
    """Codes that mean themselves where they stand alone."""
    return frozenset(_rules(encoding).get("signs", ""))


@cache
def capitalised(encoding: Encoding) -> frozenset[str]:
    """Words, in small letters, that are capitalised though the encoding cannot show it."""
    return frozenset(_rules(encoding).get("capitalised", ()))


def with_lost_letters(text: str, encoding: Encoding) -> str:
    """`text`, decoded, with a letter put in whose code was dropped where that makes a syllable."""
    letter = _rules(encoding).get("lost")
    if not letter or len(text) >= longest_syllable() or is_syllable(text):
        return text
    made = {text[:at] + letter + text[at:] for at in range(len(text) + 1)}
    found = [word for word in made if is_syllable(word)]
    return found[0] if len(found) == 1 else text


@cache
def characters(encoding: Encoding) -> frozenset[str]:
    """The characters that show codes of letters and marks."""
    if encoding == "utf-8":
        numbers = frozenset(map(chr, range(0x80, 0xF0)))
    else:
        table = _table(encoding)
        numbers = frozenset(table.letters) | {pair[-1] for pair in table.pairs}
    return numbers | {chr(shown) for shown, code in _codes_shown().items() if chr(code) in numbers}


class _Table(NamedTuple):
    letters: dict[str, str]  # by code
    marks: dict[str, str]  # by code; combining
    pairs: dict[str, str]  # by the letter before and the code that changes it
    escape: str | None


@cache
def _table(encoding: Encoding) -> _Table:
    table = _rules(encoding)
    letters: dict[str, str] = {}
    for row, meanings in table.get("rows", {}).items():
        for column, letter in enumerate(meanings):
            if letter != _ITSELF:
                letters[chr(int(row, 16) + column)] = letter
    letters |= table.get("letters", {})
    marks: dict[str, str] = table.get("marks", {})
    if not table.get("rows"):  # capitals have the codes of capitals
        letters |= {code.upper(): letter.upper() for code, letter in letters.items()}
        marks = marks | {code.upper(): mark for code, mark in marks.items()}
    pairs = {
        letter + code: marked
        for code, mark in marks.items()
        for letter in LETTERS
        if (marked := nfc(letter + mark)) in LETTERS
    }
    pairs |= table.get("pairs", {})
    return _Table(letters, marks, pairs, table.get("escape"))


def _rules(encoding: Encoding) -> dict[str, Any]:
    found: dict[str, Any] = rules("encodings").get(encoding, {})
    return found


def _is_code(character: str) -> bool:
    """True where `character`, left as it is, shows that the text is in another encoding."""
    return not character.isascii() and (character.isalpha() or "\x80" <= character < "\xa0")


@cache
def _codes_shown() -> dict[int, int]:
    """For str.translate: the number of each code by the character that is shown for it."""
    defined = (code for code in range(0x80, 0xA0) if code not in _UNDEFINED)
    shown = {ord(_byte(code).decode("cp1252")): code for code in defined}
    return shown | {_SYMBOL_FONTS + code: code for code in range(0x20, 0x100)}


def _decode_utf8(text: str) -> Decoded:
    """The bytes of `text` as UTF-8; where some were lost, as the only word that they can be."""
    if text.endswith(_BEFORE_BLANK):
        text += "\xa0"
    try:
        shown = text.replace("\ufffd", "?").translate(_codes_shown()).encode("latin-1")
        return Decoded(nfc(shown.decode("utf-8")), True)
    except UnicodeEncodeError:
        return Decoded(text, False)
    except UnicodeDecodeError:
        parts = _LOST.split(shown)
    found = set()
    if 0 < len(parts) - 1 <= _MOST_LOST:
        for filling in product(map(_byte, _UNDEFINED), repeat=len(parts) - 1):
            with suppress(UnicodeDecodeError):
                filled = parts[0] + b"".join(map(bytes.__add__, filling, parts[1:]))
                word = nfc(filled.decode("utf-8"))
                if rank(word.strip("!\"'(),-./:;?[]“”…")) is not None:
                    found.add(word)
    return Decoded(found.pop(), True) if len(found) == 1 else Decoded(text, False)


def _byte(number: int) -> bytes:
    return bytes([number])
