"""Funding: where the money comes from, and rates that are paid."""

import re

from pipeline.extract.reading import Reading, clean
from pipeline.extract.responsibilities import pattern_match
from pipeline.extract.rules import pattern
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_money
from schemas.outline import Node
from schemas.records import Funding

_PER = re.compile(r"\s*/\s*([^\s,.;:()]+(?: (?:phẩm|đình|viên|tác|dân|nghiệp|vị|học))?)")
_STAR = re.compile(r"\b([0-9])\s*sao\b")
_MONEY = re.compile(
    r"[0-9][0-9.,]*\s*(?:(?:triệu|tỷ|tỉ|nghìn|ngàn)\s*)?(?:đồng|đ\b|VNĐ)", re.IGNORECASE
)
_ENDS_SOURCE = re.compile(r",\s(?=(?:van phong|so|ubnd|uy ban|phong|giao|ban|cac so|cac don vi)\b)")


def extract_funding(reading: Reading) -> tuple[Funding, ...]:
    """Rates wherever they stand; sources in the section on funding."""
    found: list[Funding] = []
    for node in reading.nodes("body"):
        rates = _rates(reading, node)
        found += rates
        if not rates and _in_funding_section(reading, node) and not _is_chapter(reading, node):
            source = _source(reading, node)
            if source is not None:
                found.append(source)
    return tuple(found)


def _rates(reading: Reading, node: Node) -> list[Funding]:
    """ "Thưởng 10 triệu đồng/sản phẩm": an amount for one of something."""
    text = node.text
    found = []
    for money in _MONEY.finditer(text):
        amount = parse_money(money[0])
        per = _PER.match(text, money.end())
        if amount is None or (per is None and not _gives(text, money.start())):
            continue
        sentence = max((m.end() for m in re.finditer(r"[.;]\s", text[: money.start()])), default=0)
        end = per.end() if per else money.end()
        stars = _STAR.findall(fold(text[sentence:end]))
        values = {
            "kind": "rate",
            "text": clean(text[sentence:end]),
            "amount_vnd": amount,
            "per": per[1] if per else None,
            "category": f"{stars[0]} sao" if len(set(stars)) == 1 else None,
        }
        found.append(reading.make(Funding, node, sentence, end, values))
    return found


def _gives(text: str, start: int) -> bool:
    """Is the amount one that is given ("thưởng", "hỗ trợ", "mức chi"), not a mere figure?"""
    return pattern("funding", "rates").search(fold(text[max(0, start - 40) : start])) is not None


def _in_funding_section(reading: Reading, node: Node) -> bool:
    return any(
        pattern_match("funding", "headings", heading.text) and len(heading.text) < 120
        for heading in reading.headings(node)
        if heading.index != node.index
    )


def _is_chapter(reading: Reading, node: Node) -> bool:
    """A heading of which the sources stand below it."""
    return node.kind == "section" and bool(reading.outline.children(node)) and len(node.text) < 80


def _source(reading: Reading, node: Node) -> Funding | None:
    """The words that name the source; what an office does with the money is not part of it."""
    text, folded = node.text, fold(node.text)
    if pattern("funding", "sources").search(folded) is None:
        return None
    cut = _ENDS_SOURCE.search(folded)
    end = cut.start() if cut else len(text)
    money = _MONEY.search(text)
    values = {
        "kind": "source",
        "text": text[:end].strip(),
        "amount_vnd": parse_money(money[0]) if money and money.start() < end else None,
    }
    return reading.make(Funding, node, 0, end, values)
