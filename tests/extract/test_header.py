"""Headers in their shapes."""

import pytest

from schemas.records import Header
from tests.documents import extraction_of, plan_text

BODY = "I. NỘI DUNG\n1. Tập huấn\nTổ chức tập huấn.\n"


def header(text: str) -> Header:
    return extraction_of(text).header


def test_a_whole_header() -> None:
    found = header(plan_text(BODY, "Thực hiện Chương trình OCOP giai đoạn 2026-2030"))
    assert found.model_dump(exclude={"confidence"}) == {
        "doc_type": "Kế hoạch",
        "number": "12/KH-UBND",
        "symbol": "KH-UBND",
        "issued_on": "2026-03-05",
        "issued_year": 2026,
        "place": "Hòa Bình Thượng",
        "issuer": "Ủy ban nhân dân xã Hòa Bình Thượng",
        "issuer_level": "commune",
        "province": None,
        "title": "Thực hiện Chương trình OCOP giai đoạn 2026-2030",
        "period_start": 2026,
        "period_end": 2030,
        "programmes": ("OCOP",),
        "signer": "Trần Thị Mây",
        "signer_title": "Chủ tịch",
        "signing_capacity": "TM. Ủy ban nhân dân",
    }


def test_blank_number_and_date_are_null_but_symbol_and_year_stay() -> None:
    text = plan_text(BODY).replace("Số: 12/KH-UBND", "Số:        /KH-UBND")
    text = text.replace("ngày 05 tháng 3 năm", "ngày       tháng       năm")
    found = header(text)
    assert (found.number, found.symbol) == (None, "KH-UBND")
    assert (found.issued_on, found.issued_year) == (None, 2026)
    assert found.place == "Hòa Bình Thượng"


def test_without_a_letterhead_the_recital_tells_the_issuer() -> None:
    text = plan_text(BODY, "Tập huấn trên địa bàn xã Hòa Bình Thượng, năm 2026")
    found = header(text[text.index("KẾ HOẠCH") :])
    assert found.issuer == "Ủy ban nhân dân xã Hòa Bình Thượng"
    assert found.number is None
    assert found.issued_on is None


@pytest.mark.parametrize(
    ("lines", "capacity", "title"),
    [
        ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "KT. Chủ tịch", "Phó Chủ tịch"),
        (
            "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH THƯỜNG TRỰC",
            "KT. Chủ tịch",
            "Phó Chủ tịch Thường trực",
        ),
        ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "KT. Giám đốc", "Phó Giám đốc"),
        ("TM. ỦY BAN NHÂN DÂN\nPHÓ CHỦ TỊCH", "TM. Ủy ban nhân dân", "Phó Chủ tịch"),
    ],
)
def test_signing_capacity(lines: str, capacity: str, title: str) -> None:
    text = plan_text(BODY).replace("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", lines)
    found = header(text)
    assert (found.signing_capacity, found.signer_title) == (capacity, title)
    assert found.signer == "Trần Thị Mây"


def test_a_title_in_capitals_keeps_its_abbreviations() -> None:
    found = header(plan_text(BODY, "THỰC HIỆN CHƯƠNG TRÌNH OCOP NĂM 2026"))
    assert found.title == "Thực hiện chương trình OCOP năm 2026"
    assert (found.period_start, found.period_end) == (2026, 2026)


def test_without_diacritics_the_header_is_still_found() -> None:
    from pipeline.vietnamese.letters import fold

    text = plan_text(BODY, "Thực hiện Chương trình OCOP năm 2026")
    bare = "".join(
        fold(c).upper() if c.isupper() else fold(c) if not c.isspace() else c for c in text
    )
    found = header(bare)
    assert found.doc_type == "Kế hoạch"
    assert found.number == "12/KH-UBND"
    assert found.issued_on == "2026-03-05"
    assert found.issuer_level == "commune"
