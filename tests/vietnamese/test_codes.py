"""Numbers of documents: their grammar, what print does to them, and what is none."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.vietnamese.codes import (
    Code,
    doc_type_of,
    find_codes,
    find_doc_types,
    parse_code,
)
from pipeline.vietnamese.letters import nfc

SHARED = Path(__file__).parents[3] / "shared"


@pytest.mark.parametrize(
    ("text", "number", "doc_type"),
    [
        ("919/QĐ-TTg", "919/QĐ-TTg", "Quyết định"),
        ("05/2022/TT-BNNPTNT", "05/2022/TT-BNNPTNT", "Thông tư"),
        ("622-QĐ/TU", "622-QĐ/TU", "Quyết định"),
        ("57-NQ/TW", "57-NQ/TW", "Nghị quyết"),
        ("82/TTr-VPĐP", "82/TTr-VPĐP", "Tờ trình"),
        ("17/2020/NĐ-CP", "17/2020/NĐ-CP", "Nghị định"),
        ("1100/BNN-VPĐP", "1100/BNN-VPĐP", None),
        ("36/KH-UBND", "36/KH-UBND", "Kế hoạch"),
        ("4464/QĐ-BNN-VPĐP", "4464/QĐ-BNN-VPĐP", "Quyết định"),
        ("12/2021/TTLT-BTC-BNN&PTNT", "12/2021/TTLT-BTC-BNN&PTNT", "Thông tư liên tịch"),
        ("47/2010/QH12", "47/2010/QH12", None),
        ("12a/BC-STC", "12a/BC-STC", "Báo cáo"),
        ("15/CTr-UBND", "15/CTr-UBND", "Chương trình"),
        ("7/QĐ", "7/QĐ", "Quyết định"),
        # what print and foreign fonts do to them
        ("148/QD-TTg", "148/QĐ-TTg", "Quyết định"),
        ("43/2017/ND-CP", "43/2017/NĐ-CP", "Nghị định"),
        ("96/TTr-VPDP", "96/TTr-VPĐP", "Tờ trình"),
        ("96/TTR-HDND", "96/TTr-HĐND", "Tờ trình"),
        ("919/QĐ-TTG", "919/QĐ-TTg", "Quyết định"),
        ("36 /KH-UBND", "36/KH-UBND", "Kế hoạch"),
        ("36/ KH - UBND", "36/KH-UBND", "Kế hoạch"),
        ("43/2017/TT-\n\nBTC", "43/2017/TT-BTC", "Thông tư"),
        ("57- NQ/TW", "57-NQ/TW", "Nghị quyết"),
        ("36/KH–UBND", "36/KH-UBND", "Kế hoạch"),
        # the kind that is written so is meant
        ("3/HD-STC", "3/HD-STC", "Hướng dẫn"),
        ("3/HĐ-STC", "3/HĐ-STC", "Hợp đồng"),
        ("3/DA-STC", "3/DA-STC", "Dự án"),
    ],
)
def test_code(text: str, number: str, doc_type: str | None) -> None:
    code = parse_code(text)
    assert code is not None
    assert (code.number, code.doc_type) == (number, doc_type)


def test_parts_of_a_code() -> None:
    assert parse_code("05/2022/TT-BNNPTNT") == Code(
        "05/2022/TT-BNNPTNT", "05", 2022, "TT-BNNPTNT", "Thông tư"
    )
    assert parse_code("/KH-UBND") == Code(None, None, None, "KH-UBND", "Kế hoạch")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12/2022",
        "16/11/2022",
        "24/7",
        "5 km/h",
        "10/XYZ",
        "36/kh-ubnd",
        "36/Kế hoạch",
        "1/2 SP-OCOP",
        "và/QĐ-UBND",
        "http://an.vn/12/QĐ-UBND",
        "36/KH-UBNDngày",
        "KH-UBND",
    ],
)
def test_no_code(text: str) -> None:
    assert parse_code(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Căn cứ Thông tư số 12/2023/TT-BTC, Quyết định số 77-QĐ/HU; (số 8/KH-UBND).",
            ["12/2023/TT-BTC", "77-QĐ/HU", "8/KH-UBND"],
        ),
        ("Số:        /KH-UBND", [None]),
        ("Số: ..../KH-UBND", [None]),
        ("Kế hoạch 8/KH-UBND- Ban hành", ["8/KH-UBND"]),
        ("Kế hoạch 8/KH-UBND - UBND xã", ["8/KH-UBND"]),
        ("12/TTr-SNN ngày 1/8/2022", ["12/TTr-SNN"]),
    ],
)
def test_found_in_text(text: str, found: list[str | None]) -> None:
    assert [hit.code.number for hit in find_codes(text)] == found


def test_the_place_in_the_text_is_told() -> None:
    text = "theo Quyết định số 77 /QĐ-UBND ngày"
    (hit,) = find_codes(text)
    assert text[hit.start : hit.end] == "77 /QĐ-UBND"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Quyết định số 919/QĐ-TTg", ["Quyết định"]),
        ("KẾ HOẠCH", ["Kế hoạch"]),
        ("thong tu lien tich va nghi dinh", ["Thông tư liên tịch", "Nghị định"]),
        ("Công văn số 1100/BNN-VPĐP; Luật Hợp tác xã", ["Công văn", "Luật"]),
        ("xã hội", []),
    ],
)
def test_names_of_kinds(text: str, names: list[str]) -> None:
    assert [hit.doc_type for hit in find_doc_types(text)] == names


def test_kind_by_symbol() -> None:
    assert doc_type_of("KH-UBND") == "Kế hoạch"
    assert doc_type_of("QĐ/TU") == "Quyết định"
    assert doc_type_of("BNN-VPĐP") is None


serials = st.from_regex(r"[0-9]{1,4}[a-z]?", fullmatch=True)
kinds = st.sampled_from(["QĐ", "KH", "TTr", "TT", "NĐ", "NQ", "CTr", "BC", "VBHN"])
offices = st.from_regex(r"[A-Z]{2,8}(-[A-Z]{2,5})?", fullmatch=True)


@given(serials, st.none() | st.integers(1945, 2099), kinds, offices)
def test_canonical_codes_stay(serial: str, year: int | None, kind: str, office: str) -> None:
    code = parse_code(f"{serial}/{year}/{kind}-{office}" if year else f"{serial}/{kind}-{office}")
    assert code is not None
    assert code.number is not None
    assert parse_code(code.number) == code
    assert (code.serial, code.year) == (serial, year)


@given(st.text(alphabet="0123456789/- –QĐDTrghKHUBNDaàạ&.\n"))
def test_digits_never_change(text: str) -> None:
    for hit in find_codes(text):
        digits = [letter for letter in text[hit.start : hit.end] if letter.isdigit()]
        assert digits == [
            letter for letter in hit.code.number or hit.code.symbol if letter.isdigit()
        ]


@pytest.mark.skipif(not SHARED.exists(), reason="the real plans are not here")
@pytest.mark.parametrize(
    ("plan", "numbers"),
    [
        (
            "000",
            {"267/KH-UBND", "23/KH-UBND", "82/TTr-VPĐP", "3360/QĐ-BNN-VPĐP", "4464/QĐ-BNN-VPĐP"},
        ),
        (
            "003",
            {
                None,
                "1048/QĐ-TTg",
                "08/2019/TT-BTC",
                "43/2017/TT-BTC",
                "1100/BNN-VPĐP",
                "5363/QĐ-UBND",
                "4464/QĐ-BNN-VPĐP",
                "920/QĐ-BCT",
                "43/2017/NĐ-CP",
                "781/QĐ-TTg",
            },
        ),
    ],
)
def test_real_plans(plan: str, numbers: set[str | None]) -> None:
    text = nfc((SHARED / "plans" / f"{plan}.txt").read_text("utf-8"))
    assert {hit.code.number for hit in find_codes(text)} == numbers
