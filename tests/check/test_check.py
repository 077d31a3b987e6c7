"""Findings: what does not add up is told, what does is not."""

import pytest

from pipeline.check import check
from schemas.page import Page, Word
from schemas.records import Finding
from tests.documents import extraction_of, outline_of, pages_of, plan_text


def findings(body: str) -> list[Finding]:
    text = plan_text(body)
    return list(check("document", pages_of(text), outline_of(text), extraction_of(text)))


def codes(body: str) -> list[str]:
    return [found.code for found in findings(body)]


def test_a_plan_that_adds_up_has_no_findings() -> None:
    body = """\
I. NỘI DUNG
1. Số lượng: 10 lớp.
a) Cán bộ xã: 04 lớp. Số lượng: 200 người (mỗi lớp 50 người).
b) Cán bộ thôn: 06 lớp.
"""
    assert codes(body) == []


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (
            "I. NỘI DUNG\n1. Số lượng: 10 lớp.\na) Cán bộ xã: 04 lớp.\nb) Cán bộ thôn: 05 lớp.\n",
            "sum-mismatch",
            "4 + 5",
        ),
        (
            "I. NỘI DUNG\n1. Số lượng\n"
            "- 02 lớp cho cán bộ thôn. Số lượng: 150 người (mỗi lớp 72 người).\n",
            "product-mismatch",
            "144",
        ),
        (
            "I. MỤC TIÊU\n1. Chung\n- Phấn đấu có 16 sản phẩm OCOP "
            "(trong đó, có 05 sản phẩm OCOP 4 sao, 12 sản phẩm OCOP 3 sao).\n",
            "sum-mismatch",
            "5 + 12",
        ),
        (
            "I. MỤC TIÊU\n1. Chung\n- Đảm bảo 120% cán bộ xã được tập huấn.\n",
            "over-100-percent",
            "120",
        ),
    ],
)
def test_what_does_not_add_up(body: str, code: str, words: str) -> None:
    (found,) = findings(body)
    assert found.code == code
    assert words in found.message
    assert found.record_id is not None


def test_a_part_told_alone_is_no_contradiction() -> None:
    body = (
        "I. MỤC TIÊU\n1. Chung\n- Có từ 80 sản phẩm được chứng nhận trở lên "
        "(trong đó có 03 sản phẩm được đề xuất cấp Quốc gia).\n"
    )
    assert codes(body) == []


def test_what_the_header_leaves_blank() -> None:
    pages = pages_of("Một văn bản không có tiêu đề.")
    text = "Một văn bản không có tiêu đề."
    found = {f.code for f in check("d", pages, outline_of(text), extraction_of(text))}
    assert {"no-document-type", "no-number", "no-date", "no-issuer", "no-signer"} <= found


def test_pages_read_badly() -> None:
    text = plan_text("I. NỘI DUNG\n1. Chung\n- Tập huấn.\n")
    (good,) = pages_of(text)
    pages = [
        good,
        good.model_copy(update={"number": 2, "confidence": 0.4, "text_source": "ocr"}),
        Page(number=3, text_source="ocr"),
        good.model_copy(update={"number": 4, "verdict": "wrong", "text_source": "ocr"}),
        good.model_copy(update={"number": 5, "verdict": "wrong", "reason": "57% syllables"}),
    ]
    found = check("d", pages, outline_of(text), extraction_of(text))
    assert [f.code for f in found] == [
        "wrong-text-layer",
        "garbled-text",
        "doubtful-page",
        "empty-page",
    ]


def test_doubtful_words_of_a_record() -> None:
    from pipeline.extract import extract
    from pipeline.outline import outline
    from schemas.page import Line

    (page,) = pages_of(plan_text("I. NỘI DUNG\n1. Chung\n- Cán bộ thôn: 02 lớp.\n"))
    blocks = tuple(
        Line(words=tuple(Word(text=w.text, space=w.space, confidence=0.3) for w in b.words))
        if isinstance(b, Line) and "02 lớp" in b.text
        else b
        for b in page.blocks
    )
    page = page.model_copy(update={"blocks": blocks})
    structure = outline([page])
    found = check("d", [page], structure, extract(structure, "d"))
    assert [(f.code, f.record_table) for f in found] == [("doubtful-words", "classes")]
