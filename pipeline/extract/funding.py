"""Funding: where the money comes from, and rates that are paid."""

import re

from pipeline.extract.reading import Reading, clean, star_class
from pipeline.extract.rules import pattern, pattern_match
from pipeline.extract.sentences import Sentences
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_money
from schemas.outline import Node
from schemas.records import Funding

# over folded text: "/sản phẩm", "/người/ngày thực học"
_PER = re.compile(
    r"\s*/\s*([^\s,.;:()]+"
    r"(?:\s(?!va\b|theo\b|tu\b|cho\b|trong\b|khi\b|doi\b)[^\s,.;:()]+){0,3})"
)
_MONEY = re.compile(
    r"(?<![0-9.,])(?<![0-9][:;])([0-9][0-9.,]{0,23})\s*(trieu|ty|ti|nghin|ngan)?\s*(?:dong|d\b|vnd)"
)
_INCOME = re.compile(r"\b(?:thu nhap|doanh thu|binh quan)\b")  # what people earn is no rate
_NEAR = 50  # nodes among which what announces an amount stands
_SCALES = {"trieu": "triệu", "ty": "tỷ", "ti": "tỷ", "nghin": "nghìn", "ngan": "nghìn", None: ""}
_ANNOUNCES = re.compile(r"[,.;]?\s*(?:trong do|gom|bao gom|cu the)(?: nhu sau)?\s*:\s*$")
_ENDS_SOURCE = re.compile(r",\s(?=(?:van phong|so|ubnd|uy ban|phong|giao|ban|cac so|cac don vi)\b)")


def extract_funding(reading: Reading) -> tuple[Funding, ...]:
    """Rates wherever they stand; sources in the section on funding."""
    found: list[Funding] = []
    for node in reading.nodes("body"):
        rates = _rates(reading, node)
        found += rates
        told = _in_funding_section(reading, node) or pattern_match("funding", "labels", node.text)
        if not rates and told and not _is_chapter(reading, node):
            source = _source(reading, node)
            if source is not None:
                found.append(source)
    return tuple(found)


def _rates(reading: Reading, node: Node) -> list[Funding]:
    """ "Thưởng 10 triệu đồng/sản phẩm": an amount for one of something."""
    text, folded = node.text, fold(node.text)
    sentences = Sentences(folded)
    found = []
    for money in _MONEY.finditer(folded):
        amount = _amount(money)
        per = _PER.match(folded, money.end())
        if (
            amount is None
            or not _gives(reading, node, folded, money.start())
            or _INCOME.search(folded, max(0, money.start() - 60), money.start())
        ):
            continue
        start = sentences.around(money.start())[0]
        end = per.end() if per else money.end()
        values = {
            "kind": "rate",
            "text": clean(text[start:end]),
            "amount_vnd": amount,
            "per": text[per.start(1) : per.end(1)] if per else None,
            "category": _category(text[start : money.start()]),
        }
        found.append(reading.make(Funding, node, start, end, values))
    return found


def _amount(money: re.Match[str]) -> int | None:
    """An amount in đồng, of a match in folded text."""
    return parse_money(f"{money[1]} {_SCALES[money[2]]} đồng".replace("  ", " "))


def _category(before: str) -> str | None:
    """For what the rate is: the star class, or the words before the colon."""
    stars = star_class(fold(before))
    if stars is not None:
        return stars
    label, colon, _ = before.partition(":")
    return clean(label) or None if colon else None


def _gives(reading: Reading, node: Node, folded: str, start: int) -> bool:
    """Is the amount one that is given ("thưởng", "hỗ trợ", "mức chi"), not a mere figure?

    What announces the node ("Mức hỗ trợ như sau:") may say so for it.
    """
    rates = pattern("funding", "rates")
    if rates.search(folded, max(0, start - 60), start):
        return True
    before = reading.outline.nodes[max(0, node.index - _NEAR) : node.index]
    siblings = [n for n in before if n.parent == node.parent]
    announced = [n.text for n in siblings[-6:] if n.text.rstrip().endswith(":")]
    announced += [n.text for n in reading.outline.ancestors(node)[:1]]
    return any(rates.search(fold(text)) for text in announced)


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
    money = _MONEY.search(folded)
    # the sources stand below, unless some are told before: "gồm: ngân sách …, trong đó:"
    announces = folded.rstrip().endswith(":") and folded.count(":") == 1 and not money
    if announces or pattern("funding", "sources").search(folded) is None:
        return None
    cut = _ENDS_SOURCE.search(folded) or _ANNOUNCES.search(folded)
    end = cut.start() if cut else len(text)
    values = {
        "kind": "source",
        "text": text[:end].strip(),
        "amount_vnd": _amount(money) if money and money.start() < end else None,
    }
    return reading.make(Funding, node, 0, end, values)
