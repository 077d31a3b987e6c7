"""Headers in their shapes."""

import pytest

from pipeline.extract import extract
from pipeline.extract.header import period_of
from pipeline.outline import outline
from schemas.layout import changed
from schemas.records import Header
from tests.documents import extraction_of, pages_of, plan_text

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
        "unit_code": None,
        "unit_code_now": None,
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


def test_an_office_of_the_party() -> None:
    text = plan_text(BODY).replace("ỦY BAN NHÂN DÂN\nXÃ HÒA BÌNH THƯỢNG", "TỈNH ỦY VÂN TƯỚC\n*", 1)
    text = text.replace("*\n", "*          ĐẢNG CỘNG SẢN VIỆT NAM\n", 1)
    text = text.replace("Số: 12/KH-UBND", "Số 15-KH/TU")
    found = header(text.replace("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ"))
    assert (found.issuer, found.issuer_level) == ("Tỉnh ủy Vân Tước", "province")
    assert (found.number, found.signing_capacity) == ("15-KH/TU", "TM. Ban Thường vụ")
    assert found.signer_title == "Phó Bí thư"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("KẾ HOẠCH\n", "KẾHOẠCH _\n"),
        ("KẾ HOẠCH\n", ".KẾ HOẠCH\n"),
        ("ỦY BAN NHÂN DÂN\nXÃ", "BAN NHÂN DÂN\nXÃ"),
        ("ỦY BAN NHÂN DÂN\nXÃ", "ỦY BAN NHÂN DÂN     .CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nXÃ"),
        ("Số: 12/KH-UBND          Hòa", "Số: 12/KH-UBND\nSố: Hòa"),
    ],
)
def test_a_letterhead_that_was_badly_read(printed: str, read: str) -> None:
    text = plan_text(BODY)
    assert printed in text
    assert header(text.replace(printed, read, 1)) == header(text)


def test_a_ward_whose_name_is_like_a_kind_of_document() -> None:
    """PHƯỜNG AN … begins, but for its marks, as PHƯƠNG ÁN does."""
    text = plan_text(BODY).replace("XÃ HÒA BÌNH THƯỢNG\n", "PHƯỜNG AN HÒA MỚI\n")
    found = header(text)
    assert (found.doc_type, found.number) == ("Kế hoạch", "12/KH-UBND")
    assert found.issuer == "Ủy ban nhân dân phường An Hòa Mới"


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
        ("TM. UBND\nKT CHỦ TỊCH\nPHÓ CHỦ TỊCH", "KT. Chủ tịch", "Phó Chủ tịch"),
        (
            "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH THƯỜNG TRỰC",
            "KT. Chủ tịch",
            "Phó Chủ tịch Thường trực",
        ),
        ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "KT. Giám đốc", "Phó Giám đốc"),
        ("TM. ỦY BAN NHÂN DÂN\nPHÓ CHỦ TỊCH", "TM. Ủy ban nhân dân", "Phó Chủ tịch"),
        ("KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC", "KT. Giám đốc", "Phó Giám đốc"),  # on one line
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


DEPARTMENT = """\
{stamp}UBND TỈNH KIÊN GIANG          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
{issuer}          Độc lập - Tự do - Hạnh phúc
Số: {number}          Kiên Giang, ngày {day} tháng 10 năm 2017
{kind}
Tổ chức xét sáng kiến năm 2017
Căn cứ Công văn số 130/SYT-TCCB ngày 21/02/2017 của Sở Y tế;
I. MỤC ĐÍCH
1. Mục đích
Công nhận sáng kiến.
Nơi nhận:
- UBND tỉnh;
- Lưu: VT.
{signature}
"""
SIGNED = "GIÁM ĐỐC\nTrần Thị Mây"


def department(**changed: str) -> Header:
    words = {
        "stamp": "",
        "issuer": "SỞ Y TẾ",
        "number": "12/KH-SYT",
        "day": "10",
        "kind": "KẾ HOẠCH",
        "signature": SIGNED,
    }
    return header(DEPARTMENT.format(**words | changed))


def test_a_department_is_that_of_its_province() -> None:
    found = department()
    assert (found.issuer, found.province) == ("Sở Y tế tỉnh Kiên Giang", "Kiên Giang")
    social = department(issuer="SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI")
    assert social.issuer == "Sở Lao động - Thương binh và Xã hội tỉnh Kiên Giang"


def test_units_have_their_codes_of_then_and_now() -> None:
    # Nghị quyết 202/2025/QH15: Kiên Giang became a part of An Giang, whose code is now its own.
    assert (department().unit_code, department().unit_code_now) == ("91", "91")


def test_two_issuers_and_two_signers() -> None:
    found = department(
        issuer="SỞ Y TẾ - CÔNG ĐOÀN NGÀNH",
        number="12/KH-SYT-CĐN",
        signature="CHỦ TỊCH          GIÁM ĐỐC\nLê Văn Mây          Trần Thị Gió",
    )
    assert found.issuer == "Sở Y tế tỉnh Kiên Giang; Công đoàn ngành tỉnh Kiên Giang"
    assert found.signer == "Lê Văn Mây; Trần Thị Gió"
    assert found.signer_title == "Chủ tịch; Giám đốc"


def test_a_stamp_before_the_kind_of_document() -> None:
    found = department(kind="HỎA TỐC KẾ HOẠCH")
    assert (found.doc_type, found.title) == ("Kế hoạch", "Tổ chức xét sáng kiến năm 2017")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("2?2 /KH-SYT", None),
        ("{24.2 /KH-SYT", None),
        ("4X5 /KH-SYT", None),
        ("36 /KH-SYT", "36/KH-SYT"),
    ],
)
def test_a_number_that_cannot_be_made_out_leaves_its_symbol(
    number: str, expected: str | None
) -> None:
    found = department(number=number)
    assert (found.number, found.symbol) == (expected, "KH-SYT")


def test_a_number_written_by_hand_is_not_believed() -> None:
    text = DEPARTMENT.format(
        stamp="",
        issuer="SỞ Y TẾ",
        number="552/KH-SYT",
        day="10",
        kind="KẾ HOẠCH",
        signature=SIGNED,
    )
    pages = [
        changed(
            page, lambda w: w.model_copy(update={"confidence": 0.3 if "552" in w.text else 1.0})
        )
        for page in pages_of(text)
    ]
    found = extract(outline(pages), "d").header
    assert (found.number, found.symbol) == (None, "KH-SYT")


def test_a_day_that_cannot_be_made_out_leaves_place_and_year() -> None:
    found = department(day="Í I1")
    assert (found.issued_on, found.issued_year, found.place) == (None, 2017, "Kiên Giang")


def test_the_name_stays_where_the_office_was_lost_under_the_stamp() -> None:
    found = department(signature="Trần Thị Mây")
    assert (found.signer, found.signer_title) == ("Trần Thị Mây", None)


@pytest.mark.parametrize("under_the_stamp", ["PHÓ CHỦ `", "PHÓ Đ", "PHO", "GIÁM ĐỐC"])
def test_who_signs_for_a_head_is_the_deputy(under_the_stamp: str) -> None:
    found = department(signature=f"KT. GIÁM ĐỐC\n{under_the_stamp}\nTrần Thị Mây")
    assert (found.signing_capacity, found.signer_title) == ("KT. Giám đốc", "Phó Giám đốc")
    assert found.signer == "Trần Thị Mây"


def test_the_same_office_on_two_lines_is_a_deputy_who_signs_for_its_head() -> None:
    """ "KT." was written by hand, "PHÓ" lies under the stamp."""
    found = department(signature="#T, GIÁM ĐỐC\n“GIÁM ĐỐC,\nTrần Thị Mây")
    assert (found.signing_capacity, found.signer_title) == ("KT. Giám đốc", "Phó Giám đốc")
    assert found.signer == "Trần Thị Mây"


def test_of_an_office_that_is_lost_nothing_is_told() -> None:
    found = department(signature="KT. GIÁM ĐỐC\nTrần Thị Mây")
    assert (found.signing_capacity, found.signer_title) == ("KT. Giám đốc", None)


COPIED = """\
ỦY
BAN NHÂN DÂN
TỈNH ĐIỆN BIÊN
-------
|
CỘNG
HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
|
Số: 1204/KH-UBND
|
Điện
Biên, ngày
08 tháng 6 năm 2023
|
KẾ HOẠCH
NÂNG CAO CHẤT LƯỢNG CHÈ NĂM 2023
I. NỘI DUNG
1. Tập huấn
"""
BESIDE = """\
ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
Số: 77/KH-UBND | Lai Châu, ngày 15 tháng 5 năm 2019 |
Thực hiện Quyết định số 34/QĐ-TTg ngày 26/4/2019 của Thủ tướng Chính phủ phê duyệt Đề án “Chè sạch”.
Ủy ban nhân dân tỉnh ban hành Kế hoạch thực hiện Đề án “Chè sạch” trên địa bàn tỉnh như sau:
1. Mục tiêu tổng quát
Nâng cao chất lượng chè.
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            COPIED,
            (
                "Kế hoạch",
                "1204/KH-UBND",
                "2023-06-08",
                "Điện Biên",
                "Ủy ban nhân dân tỉnh Điện Biên",
                "Nâng cao chất lượng chè năm 2023",
            ),
        ),
        (  # the words "KẾ HOẠCH", the title and the office's place left out
            BESIDE,
            (
                "Kế hoạch",
                "77/KH-UBND",
                "2019-05-15",
                "Lai Châu",
                "Ủy ban nhân dân tỉnh Lai Châu",
                "Thực hiện Đề án “Chè sạch” trên địa bàn tỉnh",
            ),
        ),
    ],
)
def test_text_copied_from_web_pages(text: str, told: tuple[str, ...]) -> None:
    found = extraction_of(text)
    one = found.header
    header = (one.doc_type, one.number, one.issued_on, one.place, one.issuer, one.title)
    assert header == told
    assert one.number not in [citation.number for citation in found.citations]


def test_the_province_of_a_district_is_known_from_its_name() -> None:
    text = """\
KẾ HOẠCH
Hoạt động của Ban Chỉ đạo chuyển đổi số huyện Đắk R’Lấp năm 2023
Ban Chỉ đạo chuyển đổi số huyện Đắk R’Lấp (sau đây gọi là Ban Chỉ đạo) ban hành Kế hoạch như sau:
I. MỤC TIÊU
Mỗi xã có một tổ công nghệ số.
"""
    found = header(text)
    assert found.issuer == "Ban Chỉ đạo chuyển đổi số huyện Đắk R’Lấp"
    assert (found.province, found.unit_code, found.issuer_level) == ("Đắk Nông", "666", "district")


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Năm An toàn giao thông 2026 trên địa bàn phường", (2026, 2026)),
        ("Thi hành Luật Đất đai 2024 trên địa bàn tỉnh", (None, None)),
        ("Phát triển du lịch đến năm 2030", (None, 2030)),
    ],
)
def test_years_of_a_title(title: str, period: tuple[int | None, int | None]) -> None:
    assert period_of(title) == period
