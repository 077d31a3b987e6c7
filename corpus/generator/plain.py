"""A document as text: as PDF readers leave it, as Markdown, or without diacritics."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta, timezone
from itertools import zip_longest
from random import Random
from textwrap import wrap

from unidecode import unidecode

from corpus.generator import document as doc

_WIDTH = 78
_LINES = 36  # on a page
_HANOI = timezone(timedelta(hours=7))


def as_text(document: doc.Document) -> str:
    """Lines apart by empty lines, page starts marked by a blank, digital signatures at the end."""
    rng = Random(f"{document.seed}/text")
    beside = rng.random() < 0.3  # recipients and signer side by side
    lines = [line for block in document.blocks for line in _lines(block, beside=beside)]
    pages = [lines[i : i + _LINES] for i in range(0, len(lines), _LINES)]
    text = " \n ".join(" \n\n".join(page) for page in pages)
    return f" {text} \n{_trailer(document, rng)}"


def as_stripped(document: doc.Document) -> str:
    """The lines without any diacritic, single-spaced."""
    return (
        unidecode(
            "\n".join(line for block in document.blocks for line in _lines(block, beside=False))
        )
        + "\n"
    )


def as_markdown(document: doc.Document) -> str:
    """A paragraph a block, with the asterisks that a conversion from Word leaves."""
    rng = Random(f"{document.seed}/markdown")
    bold_headings = rng.random() < 0.5
    return "\n\n".join(_mark_down(block, bold=bold_headings) for block in document.blocks) + "\n"


def _lines(block: doc.Block, *, beside: bool) -> Iterator[str]:
    match block:
        case doc.Letterhead():
            yield from (*block.issuer, block.state, block.motto)
            yield f"{block.number}  {block.place_and_date}"
        case doc.Title():
            yield block.kind
            yield from (*wrap(block.text, 64), "")
        case doc.Table():
            yield from _aligned(block)
        case doc.Signing() if beside:
            yield from _beside(block)
        case doc.Signing():
            yield "Nơi nhận:"
            yield from block.listed
            yield from ("", *block.capacity, "", "", "", block.name)
        case doc.Annex():
            yield from (
                "",
                block.label,
                *wrap(block.title, 64),
                *wrap(block.note, 70, break_on_hyphens=False),
            )
        case _:
            for line in doc.lines_of(block):
                yield from wrap(line, _WIDTH)


def _aligned(table: doc.Table) -> Iterator[str]:
    """Columns held apart by blanks, each as wide as its widest cell."""
    rows = [tuple(column.name for column in table.columns), *table.rows]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        yield "   ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()


def _beside(block: doc.Signing) -> Iterator[str]:
    left = ["Nơi nhận:", *block.listed]
    right = [*block.capacity, "", "", block.name]
    indent = max(map(len, left)) + 8
    for a, b in zip_longest(left, right, fillvalue=""):
        yield (a.ljust(indent) + b).rstrip()


def _trailer(document: doc.Document, rng: Random) -> str:
    """What is left of the digital signatures: addresses and times."""
    header = document.truth.document
    given = unidecode(header.signer).lower().split()
    host = unidecode(header.place or "").lower().replace(" ", "")
    signer = given[-1] + "".join(word[0] for word in given[:-1])
    day = datetime.combine(
        datetime.fromisoformat(header.issued_on or f"{header.issued_year}-03-12"), time(8), _HANOI
    )
    out = []
    for name in (
        signer,
        *rng.sample(("vanthu", "vanphong", "huongtt", "duyvq"), rng.randint(1, 3)),
    ):
        day += timedelta(seconds=rng.randint(20, 9000))
        out.append(f"\n\n\t\t{name}@{host}.gov.example\n\t{day:%Y-%m-%dT%H:%M:%S%z}\n")
    return "".join(out) + "\n\n"


def _mark_down(block: doc.Block, *, bold: bool) -> str:
    match block:
        case doc.Letterhead():
            left, right = "\n".join(block.issuer), f"{block.state}\n{block.motto}"
            return f"**{left}**\n\n**{right}**\n\n{block.number}\n\n*{block.place_and_date}*"
        case doc.Title():
            return f"**{block.kind}**\n\n{block.text}" if bold else f"{block.kind}\n\n{block.text}"
        case doc.Heading():
            head = f"**{block.head}**" if bold and block.level < 2 and block.text else block.head
            head = f"*{block.head}*" if block.level == 3 and block.text else head
            return " ".join(filter(None, (head, block.body)))
        case doc.Paragraph():
            label, colon, rest = block.text.partition(": ")
            text = f"*{label}*: {rest}" if colon and block.mark and len(label) < 24 else block.text
            return " ".join(filter(None, (block.mark, text)))
        case doc.Table():
            rows = [
                [c.name for c in block.columns],
                ["---"] * len(block.columns),
                *map(list, block.rows),
            ]
            return "\n".join(f"| {' | '.join(row)} |" for row in rows)
        case doc.Signing():
            listed = "\n".join(block.listed)
            capacity = "\n".join(block.capacity)
            return f"Nơi nhận:\n\n{listed}\n\n**{capacity}**\n\n\n\n{block.name}"
        case doc.Annex():
            return f"**{block.label}**\n\n**{block.title}**\n\n*{block.note}*"
