"""Headings in capitals as sentences: abbreviations and names keep their capitals."""

import re
from functools import cache

from pipeline.vietnamese.letters import LETTERS, MARKED, fold, nfc
from pipeline.vietnamese.numbers import parse_roman
from pipeline.vietnamese.places import find_place_names, former_provinces
from pipeline.vietnamese.rules import one_of, rules
from pipeline.vietnamese.syllables import bare_syllables, is_syllable
from pipeline.vietnamese.tones import one_style

_WORD = re.compile(r"[^\W\d_]+(?:&[^\W\d_]+)*")
# Where a sentence begins: at the start, after a label (II. 1.2. a), after a full stop, in quotes.
_BEGINS = re.compile(r"^\W*(?:(?:[IVXLC]+|[0-9.]+|[a-zđ])[.)]\s+)?|[.!?]\s+|“")


def sentence_case(text: str) -> str:
    """`text` in sentence case where it is in capitals, else as it is (NFC).

    "KẾ HOẠCH OCOP TỈNH THANH HÓA NĂM 2024" → "Kế hoạch OCOP tỉnh Thanh Hóa năm 2024". As many
    characters come out as went in (in NFC), so offsets carry over.
    """
    text = nfc(text)
    if sum(map(str.isupper, text)) <= sum(map(str.islower, text)):
        return text
    begins = [match.end() for match in _BEGINS.finditer(text)]
    label, body = text[: begins[0]], text[begins[0] :]
    lower = label + _WORD.sub(lambda word: word[0] if _is_kept(word) else _lower(word[0]), body)
    capitals = set(begins)
    for phrase in one_of(tuple(_capitalised())).finditer(one_style(lower)):
        canonical = _capitalised()[phrase[0]]
        capitals |= {phrase.start() + i for i, c in enumerate(canonical) if c.isupper()}
    for named in re.finditer(rules("case")["named"], lower):
        capitals |= {named.start(), named.end() - 1}
    for start, end in find_place_names(text):
        capitals |= {word.start() for word in _WORD.finditer(text, start, end)}
    cased = "".join(_upper(c) if i in capitals else c for i, c in enumerate(lower))
    return _in_numbers().sub(lambda part: _mixed()[part[0]], cased)


def _is_kept(word: re.Match[str]) -> bool:
    """The word is an abbreviation, a Roman numeral, or not in capitals."""
    shown, text = word[0], word.string
    if not shown.isupper() or shown in rules("abbreviations")["syllable_like"].split():
        return True
    if len(shown) == 1:
        return shown.isascii() and shown != "Y"
    is_word = is_syllable(shown)
    if is_word and parse_roman(shown):
        before = _WORD.findall(text[: word.start()].lower())[-1:]
        return bool(set(before) & set(rules("case")["before_roman"].split()))
    if MARKED.isdisjoint(text):  # a heading that has lost its marks
        is_word = fold(shown) in bare_syllables()
    # A marked vowel outside a syllable: a word that was misread, or two set solid.
    damaged = any(letter in MARKED and letter not in "ĐƯ" for letter in shown)
    return not (is_word or damaged or shown.lower() in rules("abbreviations")["foreign"].split())


@cache
def _capitalised() -> dict[str, str]:
    """Phrases that have capitals in a sentence, by their form in small letters."""
    common = rules("case")["common_words"]
    names = [p.name for p in former_provinces() if p.name not in common]
    titles = [f"{name} số" for name in rules("codes")["types"].values()]
    offices = [f"{kind} {field}" for kind in ("Bộ", "Sở") for field in rules("case")["fields"]]
    phrases = (*rules("case")["capitalised"], *rules("case")["years"], *names, *titles, *offices)
    return {phrase.lower(): phrase for phrase in phrases}


@cache
def _in_numbers() -> re.Pattern[str]:
    """Parts of a document's number that have small letters, in capitals."""
    return re.compile(rf"(?<=[-/])(?:{'|'.join(map(str.upper, _mixed()))})\b")


@cache
def _mixed() -> dict[str, str]:
    return {part.upper(): part for part in rules("case")["in_numbers"]}


def _lower(text: str) -> str:
    return "".join(c.lower() if _is_letter(c) else c for c in text)


def _upper(letter: str) -> str:
    return letter.upper() if _is_letter(letter) else letter


def _is_letter(character: str) -> bool:
    """Others may change more than their case (µ is Μ as a capital, İ is two letters as a small)."""
    return character.isascii() or character in LETTERS
