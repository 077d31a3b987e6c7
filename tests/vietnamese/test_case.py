"""Headings in capitals put in sentence case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.vietnamese.case import sentence_case
from pipeline.vietnamese.letters import fold, nfc


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("MỤC TIÊU, YÊU CẦU", "Mục tiêu, yêu cầu"),
        ("II. NỘI DUNG", "II. Nội dung"),
        ("VI. TỔ CHỨC", "VI. Tổ chức"),
        ("KT. PHÓ CHỦ TỊCH", "KT. Phó Chủ tịch"),
        ("1.2. KINH PHÍ THỰC HIỆN", "1.2. Kinh phí thực hiện"),
        (
            "KẾ HOẠCH THỰC HIỆN CHƯƠNG TRÌNH OCOP TỈNH THANH HÓA NĂM 2024",
            "Kế hoạch thực hiện chương trình OCOP tỉnh Thanh Hóa năm 2024",
        ),
        ("ỦY BAN NHÂN DÂN TỈNH LÂM GIANG", "Ủy ban nhân dân tỉnh Lâm Giang"),
        ("UỶ BAN NHÂN DÂN", "Uỷ ban nhân dân"),
        (
            "ĐÀO TẠO CÁN BỘ HTX, HĐND XÃ TÂN LẬP, HUYỆN LŨNG VÂN GIAI ĐOẠN 2021-2025",
            "Đào tạo cán bộ HTX, HĐND xã Tân Lập, huyện Lũng Vân giai đoạn 2021-2025",
        ),
        ("PHÁT TRIỂN KINH TẾ - XÃ HỘI", "Phát triển kinh tế - xã hội"),
        ("CHƯƠNG TRÌNH MỖI XÃ MỘT SẢN PHẨM", "Chương trình mỗi xã một sản phẩm"),
        ("CÁC XÃ BIÊN GIỚI, CÁC XÃ TÂN", "Các xã biên giới, các xã tân"),
        ("PHƯỜNG A, KHU VỰC III", "Phường A, khu vực III"),
        ("ĐẠI HỘI LẦN THỨ XI", "Đại hội lần thứ XI"),
        ("XI MĂNG VÀ VI SINH", "Xi măng và vi sinh"),
        ("DỊCH VỤ Y TẾ, Ở XÃ", "Dịch vụ y tế, ở xã"),
        ("GIỮ GÌN HÒA BÌNH Ở TỈNH HOÀ BÌNH", "Giữ gìn hòa bình ở tỉnh Hoà Bình"),
        ("THEO QUYẾT ĐỊNH SỐ 919/QĐ-TTg", "Theo Quyết định số 919/QĐ-TTg"),
        ("ỨNG DỤNG AI, MARKETING ONLINE", "Ứng dụng AI, marketing online"),
        ("TỔNG KẾT. PHƯƠNG HƯỚNG", "Tổng kết. Phương hướng"),
        ("KE HOACH PHAT TRIEN OCOP", "Ke hoach phat trien OCOP"),
        ("THUÉ VÀ VIÊT NAM", "Thué và viêt nam"),
        ("OCOP", "OCOP"),
        ("Đào tạo OCOP", "Đào tạo OCOP"),
        ("", ""),
        (
            "THỰC HIỆN QUYẾT ĐỊNH SỐ 06/QĐ-TTG VÀ LUẬT ĐẤT ĐAI CỦA SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
            "Thực hiện Quyết định số 06/QĐ-TTg và Luật Đất đai của Sở Nông nghiệp và Môi trường",
        ),
        (
            "PHONG TRÀO “CẢ NƯỚC CHUYỂN ĐỔI SỐ”, TẾT NGUYÊN ĐÁN BÍNH NGỌ, PHÁP LUẬT VỀ KỶ LUẬT",
            "Phong trào “Cả nước chuyển đổi số”, Tết Nguyên đán Bính Ngọ, pháp luật về kỷ luật",
        ),
    ],
)
def test_heading(heading: str, sentence: str) -> None:
    assert sentence_case(heading) == sentence


@given(st.text())
def test_letters_and_offsets_stay(text: str) -> None:
    out = sentence_case(text)
    assert len(out) == len(nfc(text))
    assert fold(out) == fold(text)


WORDS = ["KẾ", "HOẠCH", "OCOP", "TỈNH", "XÃ", "TÂN", "LẬP", "NĂM", "2024", "VI", "II.", ",", "Y"]


@given(st.lists(st.sampled_from(WORDS)))
def test_idempotent(words: list[str]) -> None:
    once = sentence_case(" ".join(words))
    assert sentence_case(once) == once
