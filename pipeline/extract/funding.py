"""Funding: where the money comes from, and rates that are paid."""

import re
from collections.abc import Iterator

from pipeline.extract.funding_tables import table_funding
from pipeline.extract.grid import is_sum
from pipeline.extract.money import Amount, amounts_in
from pipeline.extract.reading import Reading, clean, in_funding_section, tells_results
from pipeline.extract.rules import pattern, pattern_match
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.records import Funding

_INCOME = re.compile(r"\b(?:thu nhap|doanh thu|binh quan)\b")  # what people earn is no rate
_SPENT = re.compile(r"\bda (?:thuc hien|ho tro|chi|giai ngan|cap|bo tri|huy dong)\b")
_NEAR = 50  # nodes among which what announces an amount stands
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-ZĐÀ-Ỹ])")
_ANNOUNCES = re.compile(r"[,.;]?\s*(?:trong do|gom|bao gom|cu the)(?: nhu sau)?\s*:\s*$")
_ENDS_SOURCE = re.compile(r",\s(?=(?:van phong|so|ubnd|uy ban|phong|giao|ban|cac so|cac don vi)\b)")


def extract_funding(reading: Reading) -> tuple[Funding, ...]:
    """Rates wherever they stand; sources and sums in the section on funding."""
    found: list[Funding] = []
    for node in reading.outline.part("body"):
        told = in_funding_section(reading, node)
        if node.table is not None:
            rows = list(table_funding(reading, node)) if told else []
            known = {record.amount_vnd for record in found}
            found += [row for row in rows if not (is_sum(row.text) and row.amount_vnd in known)]
            continue
        labelled = told or pattern_match("funding", "labels", node.text)
        amounts = [a for a in amounts_in(node.text) if _is_planned(node.text, a)]
        if amounts and not told:
            results = tells_results(reading, node)
            announced = not results and _announced(reading, node)
            given = (a for a in amounts if a.kind == "rate" and (a.given or announced))
            amounts = [] if results else list(given)
        found += [_record(reading, node, amount) for amount in amounts]
        if labelled and not _is_chapter(reading, node):
            found += _sources(reading, node, amounts)
    return tuple(found)


def _is_planned(text: str, amount: Amount) -> bool:
    """Is the amount one that is planned or given, not what was spent or what people earn?"""
    before = fold(text[max(0, amount.start - 20) : amount.end])
    return _INCOME.search(before) is None and _SPENT.search(before) is None


def _announced(reading: Reading, node: Node) -> bool:
    """Does what announces the node ("Mức hỗ trợ như sau:") say that amounts are given?"""
    rates = pattern("funding", "rates")
    before = reading.outline.nodes[max(0, node.index - _NEAR) : node.index]
    siblings = [n for n in before if n.parent == node.parent]
    announced = [n.text for n in siblings[-6:] if n.text.rstrip().endswith(":")]
    announced += [n.text for n in reading.outline.ancestors(node)[:1]]
    return any(rates.search(fold(text)) for text in announced)


def _record(reading: Reading, node: Node, amount: Amount) -> Funding:
    values = {
        "kind": amount.kind,
        "text": clean(node.text[amount.start : amount.end]),
        "amount_vnd": amount.dong,
        "per": amount.per,
        "category": amount.category,
    }
    return reading.make(Funding, node, amount.start, amount.end, values)


def _is_chapter(reading: Reading, node: Node) -> bool:
    """A heading of which the sources stand below it."""
    return node.kind == "section" and bool(reading.outline.children(node)) and len(node.text) < 80


def _sources(reading: Reading, node: Node, amounts: list[Amount]) -> Iterator[Funding]:
    """Sources of no amount: the node as a whole, or its sentences where others tell sums."""
    text = node.text
    if not amounts:
        source = _source(reading, node, 0, len(text))
        if source is not None:
            yield source
        return
    starts = [0, *(m.end() for m in _SENTENCE.finditer(text))]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        if not any(start <= amount.end and amount.start < end for amount in amounts):
            source = _source(reading, node, start, end)
            if source is not None:
                yield source


def _source(reading: Reading, node: Node, start: int, end: int) -> Funding | None:
    """The words that name the source; what an office does with the money is not part of it."""
    folded = fold(node.text)[start:end]
    # the sources stand below, unless some are told before: "gồm: ngân sách …, trong đó:"
    announces = folded.rstrip().endswith(":") and folded.count(":") == 1
    if announces or pattern("funding", "sources").search(folded) is None:
        return None
    cut = _ENDS_SOURCE.search(folded) or _ANNOUNCES.search(folded)
    end = start + cut.start() if cut else end
    values = {"kind": "source", "text": node.text[start:end].strip()}
    return reading.make(Funding, node, start, end, values)
