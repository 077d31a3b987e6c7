"""Small documents made in a test: text to pages as a source would hand them on."""

import re
from textwrap import dedent

from pipeline.extract import extract
from pipeline.outline import outline
from pipeline.sources.markdown import markdown_blocks
from schemas.outline import Outline
from schemas.page import Cell, Line, Page, Table, Word
from schemas.records import Extraction


def pages_of(text: str) -> list[Page]:
    """Pages (cut at form feeds) of lines of words; blank lines become gaps."""
    return [
        Page(number=number, blocks=tuple(_lines(part)), text_source="plain-text")
        for number, part in enumerate(dedent(text).split("\f"), 1)
    ]


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    gap = 0
    for raw in text.split("\n"):
        if not raw.strip():
            gap += 1
            continue
        words, end = [], 0
        for match in re.finditer(r"\S+", raw):
            blank = max(1, match.start() - end)
            words.append(Word(text=match[0], space=blank))
            end = match.end()
        lines.append(Line(words=tuple(words), gap=gap if lines else 0))
        gap = 0
    return lines


def outline_of(text: str) -> Outline:
    """The outline of a text."""
    return outline(pages_of(text))


def extraction_of(text: str) -> Extraction:
    """The records of a text."""
    return extract(outline_of(text), "document")


def extraction_of_markdown(text: str) -> Extraction:
    """The records of a text with tables in Markdown."""
    blocks = tuple(markdown_blocks(text.split("\n")))
    page = Page(number=1, blocks=blocks, text_source="plain-text")
    return extract(outline([page]), "document")


def table_of(*rows: str) -> Table:
    """A table of rows whose cells stand between bars."""
    return Table(
        rows=tuple(
            tuple(Cell(words=tuple(Word(text=w) for w in cell.split())) for cell in row.split("|"))
            for row in rows
        )
    )


def plan_text(body: str, title: str = "Đào tạo cán bộ xã năm 2026") -> str:
    """A whole plan of an invented commune around a body of sections."""
    return f"""\
ỦY BAN NHÂN DÂN
XÃ HÒA BÌNH THƯỢNG
Số: 12/KH-UBND          Hòa Bình Thượng, ngày 05 tháng 3 năm 2026
KẾ HOẠCH
{title}
Căn cứ Quyết định số 919/QĐ-TTg ngày 01/8/2022 của Thủ tướng Chính phủ;
Ủy ban nhân dân xã ban hành Kế hoạch như sau:
{dedent(body)}
Nơi nhận:
- UBND huyện (để b/c);
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Thị Mây
"""
