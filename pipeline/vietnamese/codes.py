"""Numbers of documents: 919/QĐ-TTg · 05/2022/TT-BNNPTNT · 622-QĐ/TU · 1100/BNN-VPĐP · /KH-UBND.

A code is a serial number, a year for legal documents, and a symbol: kind and office. In printed
text blanks stand inside it and diacritics are lost (QD, ND, VPDP); both are mended here, digits
never.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.vietnamese.letters import fold, nfc
from pipeline.vietnamese.rules import one_of, rules


class Code(NamedTuple):
    """A document number in its canonical form."""

    number: str | None  # the whole code: "05/2022/TT-BNNPTNT"; None where the serial is blank
    serial: str | None  # as printed: "05"
    year: int | None  # only where it is a part of the code
    symbol: str  # "TT-BNNPTNT", "QĐ/TU"
    doc_type: str | None  # "Thông tư"; None where the symbol does not tell (letters, laws)


class FoundCode(NamedTuple):
    """A code and its place in the text: text[start:end]."""

    start: int
    end: int
    code: Code


class FoundType(NamedTuple):
    """A kind of document named in a text: text[start:end]."""

    start: int
    end: int
    doc_type: str


def find_codes(text: str) -> Iterator[FoundCode]:
    """All document numbers in `text` (NFC), in order."""
    for match in _codes().finditer(text):
        yield FoundCode(match.start(), match.end(), _code(match))


def parse_code(text: str) -> Code | None:
    """The document number that is the whole of `text`; else None."""
    match = _codes().fullmatch(nfc(text).strip())
    return _code(match) if match else None


def find_doc_types(text: str) -> Iterator[FoundType]:
    """The names of kinds of documents in `text` (NFC), in any case, with or without diacritics."""
    for match in one_of(tuple(_names_by_fold())).finditer(fold(text)):
        if not is_no_type(text[match.start() : match.end()]):
            yield FoundType(match.start(), match.end(), _names_by_fold()[match[0]])


def is_no_type(printed: str) -> bool:
    """Is what folds to the name of a kind of documents another thing: "PHƯỜNG AN"?"""
    return printed.lower() in rules("codes")["not_types"]


def doc_type_of(symbol: str) -> str | None:
    """The kind that a symbol begins with: "KH-UBND" → "Kế hoạch"; None where it tells none."""
    kinds: dict[str, str] = rules("codes")["types"]
    return kinds.get(re.split("[-/]", symbol)[0])


def _code(match: re.Match[str]) -> Code:
    serial, year, party = match["serial"], match["year"], match["party"]
    symbol = _canonical(party or match["symbol"] or match["blank"])
    head = f"{serial}-" if party else f"{serial}/{year}/" if year else f"{serial}/"
    return Code(
        number=head + symbol if serial else None,
        serial=serial,
        year=int(year) if year else None,
        symbol=symbol,
        doc_type=doc_type_of(symbol),
    )


def _canonical(symbol: str) -> str:
    """Without blanks, with the diacritics of kind and offices: "QD - UBND" → "QĐ-UBND"."""
    kind, *rest = re.split("([-/])", re.sub(r"\s", "", symbol).replace("–", "-"))
    kinds, offices = _marked_kinds(), _marked_offices()
    return kinds.get(kind, kind) + "".join(offices.get(part, part) for part in rest)


@cache
def _codes() -> re.Pattern[str]:
    # Capitals, a small letter only singly among them: TTr, TTg, PgNN, GD&ĐT, QH15.
    part = r"[A-ZĐ](?:[a-z]?[A-ZĐ&])*[a-z]?[0-9]*(?!\w)"
    kinds = sorted(_marked_kinds(), key=len, reverse=True)
    kind = rf"(?:{'|'.join(kinds)})(?![\w&])"
    legislator = rf"(?:{'|'.join(rules('codes')['legislators']['symbols'])})\s?[0-9]+(?!\w)"
    # After the kind blanks may stand around the dash, later only where a line was broken.
    blank = r"\s{0,4}"
    more = rf"(?:[-–]{blank}{part}|/{part})*"
    symbol = rf"{kind}(?:\s?[-–/]{blank}{part}{more})?|{legislator}{more}"
    letter = rf"[A-ZĐ][A-ZĐ&]+[0-9]*[-–]{blank}{part}{more}"
    return re.compile(
        # a serial with a sign before it was not read whole: "§94/VP-KTTH"
        r"(?<![\w/.,?!|{}§*#~^-])(?P<serial>[0-9]+[a-z]?)"
        r"(?:[ \xa0]?/\s?(?:(?P<year>(?:19|20)[0-9]{2})\s?/\s?)?"
        rf"(?P<symbol>{symbol}|{letter})"
        rf"|\s?[-–]\s?(?P<party>{kind}\s?/\s?{part}{more}))"
        rf"|(?<![\w/])/\s?(?P<blank>{kind}\s?[-–]{blank}{part}{more})"
    )


@cache
def _marked_kinds() -> dict[str, str]:
    """Symbol of each kind by each way of writing it: as it is, without diacritics, in capitals.

    Where two kinds look alike (HD: Hướng dẫn, Hợp đồng), the one written so is meant.
    """
    kinds: dict[str, str] = rules("codes")["types"]
    worn = {shape: kind for kind in kinds for shape in _worn(kind)}
    return worn | {kind: kind for kind in kinds}


@cache
def _marked_offices() -> dict[str, str]:
    offices = rules("abbreviations")["marked"].split()
    return {shape: office for office in offices for shape in _worn(office)}


def _worn(symbol: str) -> set[str]:
    bare = symbol.replace("Đ", "D")
    return {symbol, bare, symbol.upper(), bare.upper()}


@cache
def _names_by_fold() -> dict[str, str]:
    codes = rules("codes")
    names = [*codes["types"].values(), *codes["without_symbol"]["names"]]
    return {fold(name): name for name in names}
