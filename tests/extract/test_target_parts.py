"""What sets targets apart: places, kinds and years; lists, series, contrasts; how often."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.target_parts import part_of, places_listed, with_area
from schemas.records import Target
from tests.documents import extraction_of, extraction_of_markdown, plan_text


def targets(sentence: str, heading: str = "MỤC TIÊU") -> list[Target]:
    return list(extraction_of(plan_text(f"I. {heading}\n1. Cụ thể\n{sentence}\n")).targets)


def told(found: list[Target]) -> list[tuple[str, float, str | None, str | None]]:
    return [(t.indicator, t.value, t.area, t.category) for t in found]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Trồng 9,5 triệu cây, trong đó khu vực đô thị 1,5 triệu cây, nông thôn 8 triệu cây.",
            [
                ("Trồng cây", 9.5, None, None),
                ("Trồng cây", 1.5, "khu vực đô thị", None),
                ("Trồng cây", 8, "nông thôn", None),
            ],
        ),
        (
            "Khám cho 5.200 người, trong đó 700 người ở các xã đặc biệt khó khăn.",
            [
                ("Khám cho người", 5200, None, None),
                ("Khám cho người", 700, "các xã đặc biệt khó khăn", None),
            ],
        ),
        (
            "Tỷ lệ rác được thu gom ở đô thị đạt trên 92%, ở nông thôn đạt trên 71%.",
            [
                ("Tỷ lệ rác được thu gom", 92, "đô thị", None),
                ("Tỷ lệ rác được thu gom", 71, "nông thôn", None),
            ],
        ),
        (
            "Tỷ lệ rác được thu gom đạt 96% ở khu vực phường và 88% ở khu vực xã.",
            [
                ("Tỷ lệ rác được thu gom", 96, "khu vực phường", None),
                ("Tỷ lệ rác được thu gom", 88, "khu vực xã", None),
            ],
        ),
        (
            "Tỷ lệ béo phì ở học sinh tại khu vực phường dưới 19%, khu vực xã dưới 11%.",
            [
                ("Tỷ lệ béo phì ở học sinh", 19, "khu vực phường", None),
                ("Tỷ lệ béo phì ở học sinh", 11, "khu vực xã", None),
            ],
        ),
        (
            "Tỷ lệ béo phì ở trẻ dưới 5 tuổi tối đa 5%; ở trẻ 5 - 18 tuổi tối đa 14% (khu vực "
            "thành thị không quá 18%, khu vực nông thôn không quá 9%).",
            [
                ("Tỷ lệ béo phì ở trẻ dưới 5 tuổi", 5, None, None),
                ("Tỷ lệ béo phì ở trẻ 5 - 18 tuổi", 14, None, None),
                ("Tỷ lệ béo phì ở trẻ 5 - 18 tuổi", 18, "khu vực thành thị", None),
                ("Tỷ lệ béo phì ở trẻ 5 - 18 tuổi", 9, "khu vực nông thôn", None),
            ],
        ),
        (
            "Xây dựng 02 mô hình “Thôn số” tại thôn Đông và thôn Đoài, mỗi thôn 01 mô hình.",
            [
                ("mô hình “Thôn số”", 2, None, None),
                ("mô hình “Thôn số”", 1, "thôn Đông", None),
                ("mô hình “Thôn số”", 1, "thôn Đoài", None),
            ],
        ),
        (
            "Mua 12 bộ máy tính đặt tại bộ phận một cửa (05 bộ) và các trường học (07 bộ).",
            [
                ("bộ máy tính đặt tại bộ phận một cửa", 12, None, None),
                ("bộ máy tính đặt tại bộ phận một cửa", 5, "bộ phận một cửa", None),
                ("bộ máy tính đặt tại bộ phận một cửa", 7, "các trường học", None),
            ],
        ),
    ],
)
def test_places_have_a_column_of_their_own(
    sentence: str, expected: list[tuple[str, float, str | None, str | None]]
) -> None:
    assert told(targets(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Khởi công 30 công trình, gồm 18 công trình giao thông và 12 công trình thủy lợi.",
            [
                ("Khởi công công trình", 30, None, None),
                ("Khởi công công trình: giao thông", 18, None, "giao thông"),
                ("Khởi công công trình: thủy lợi", 12, None, "thủy lợi"),
            ],
        ),
        (
            "Hỗ trợ nhà ở cho 90 hộ nghèo (52 nhà xây mới, 38 nhà sửa chữa).",
            [
                ("Hỗ trợ nhà ở cho hộ nghèo", 90, None, None),
                ("Hỗ trợ nhà ở cho hộ nghèo: xây mới", 52, None, "xây mới"),
                ("Hỗ trợ nhà ở cho hộ nghèo: sửa chữa", 38, None, "sửa chữa"),
            ],
        ),
        (
            "Phát 9.000 tờ gấp pháp luật, gồm 6.000 tờ tiếng Việt và 3.000 tờ song ngữ.",
            [
                ("tờ gấp pháp luật", 9000, None, None),
                ("tờ gấp pháp luật: tiếng Việt", 6000, None, "tiếng Việt"),
                ("tờ gấp pháp luật: song ngữ", 3000, None, "song ngữ"),
            ],
        ),
        (
            "Tổ chức 12 buổi tuyên truyền với 900 người dự, trong đó trường cấp hai 07 buổi và "
            "trường cấp ba 05 buổi.",
            [
                ("buổi tuyên truyền", 12, None, None),
                ("người dự", 900, None, None),
                ("buổi tuyên truyền: trường cấp hai", 7, None, "trường cấp hai"),
                ("buổi tuyên truyền: trường cấp ba", 5, None, "trường cấp ba"),
            ],
        ),
        (  # shares are no kinds: they make no sum
            "Tỷ lệ lao động qua đào tạo đạt 70%, trong đó có bằng cấp, chứng chỉ trên 30%.",
            [
                ("Tỷ lệ lao động qua đào tạo", 70, None, None),
                ("Tỷ lệ lao động qua đào tạo: có bằng cấp, chứng chỉ", 30, None, None),
            ],
        ),
    ],
)
def test_kinds_have_a_column_of_their_own(
    sentence: str, expected: list[tuple[str, float, str | None, str | None]]
) -> None:
    assert told(targets(sentence)) == expected


def test_a_list_shares_out_what_announces_it() -> None:
    whole, *parts = targets(
        "Trồng 1.900 cây ở các xóm, giao như sau:\n"
        "- Xóm Bãi (điểm của xã): 700 cây;\n"
        "- Xóm Đồi: 500 cây, trồng ở sân bóng;\n"
        "- Xóm Giếng, xóm Đình: mỗi xóm 350 cây."
    )
    assert (whole.value, whole.is_total, whole.area) == (1900, True, None)
    assert [(t.area, t.value, t.parent_id == whole.id) for t in parts] == [
        ("Xóm Bãi", 700, True),
        ("Xóm Đồi", 500, True),
        ("Xóm Giếng", 350, True),
        ("xóm Đình", 350, True),
    ]
    assert {t.indicator for t in parts} == {whole.indicator}


def test_a_list_of_what_is_in_no_list_of_units() -> None:
    whole, *parts = targets(
        "Tổng số vắc xin đăng ký là 900 liều, trong đó:\n- Dại: 600 liều;\n- Cúm: 300 liều.",
        heading="NỘI DUNG",
    )
    assert (whole.indicator, whole.value) == ("Tổng số vắc xin đăng ký", 900)
    assert [(t.indicator, t.category, t.value) for t in parts] == [
        ("Tổng số vắc xin đăng ký: Dại", "Dại", 600),
        ("Tổng số vắc xin đăng ký: Cúm", "Cúm", 300),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Xóm Bãi: 03 tổ liên gia, 01 điểm chữa cháy.",
            [("tổ liên gia", 3, "Xóm Bãi", None), ("điểm chữa cháy", 1, "Xóm Bãi", None)],
        ),
        (
            "Số người tham gia bảo hiểm giao cho các xóm như sau: xóm Bãi 110 người; xóm Đồi 65 "
            "người.",
            [
                ("Số người tham gia bảo hiểm", 110, "xóm Bãi", None),
                ("Số người tham gia bảo hiểm", 65, "xóm Đồi", None),
            ],
        ),
        (
            "Xóa nhà tạm cho 167 hộ, gồm: khu vực Sơn Tây (cũ) 96 hộ, khu vực Hà Đông (cũ) 71 hộ.",
            [
                ("Xóa nhà tạm cho hộ", 167, None, None),
                ("Xóa nhà tạm cho hộ", 96, "khu vực Sơn Tây (cũ)", None),
                ("Xóa nhà tạm cho hộ", 71, "khu vực Hà Đông (cũ)", None),
            ],
        ),
        (
            "Cử 25 công chức đi đào tạo sau đại học, gồm 22 thạc sĩ và 03 tiến sĩ.",
            [
                ("công chức đi đào tạo sau đại học", 25, None, None),
                ("công chức đi đào tạo sau đại học: thạc sĩ", 22, None, "thạc sĩ"),
                ("công chức đi đào tạo sau đại học: tiến sĩ", 3, None, "tiến sĩ"),
            ],
        ),
        (
            "Tỷ lệ giáo viên đạt trình độ chuẩn: mầm non 92%, trung học cơ sở 88%.",
            [
                ("Tỷ lệ giáo viên đạt trình độ chuẩn: mầm non", 92, None, "mầm non"),
                (
                    "Tỷ lệ giáo viên đạt trình độ chuẩn: trung học cơ sở",
                    88,
                    None,
                    "trung học cơ sở",
                ),
            ],
        ),
        (
            "Xử lý dứt điểm 06 bãi rác tự phát tại xã Lưu Phương.",
            [("bãi rác tự phát", 6, "xã Lưu Phương", None)],
        ),
        (
            "Khoán bảo vệ 200 ha rừng, trong đó rừng phòng hộ 150 ha, rừng đặc dụng 50 ha.",
            [
                ("Khoán bảo vệ rừng", 200, None, None),
                ("Khoán bảo vệ rừng: rừng phòng hộ", 150, None, "rừng phòng hộ"),
                ("Khoán bảo vệ rừng: rừng đặc dụng", 50, None, "rừng đặc dụng"),
            ],
        ),
        (  # what a share is of is no target of its own
            "Trên 95% hộ gia đình có ít nhất 01 bình chữa cháy.",
            [("hộ gia đình có ít nhất 01 bình chữa cháy", 95, None, None)],
        ),
    ],
)
def test_a_label_tells_of_whom(
    sentence: str, expected: list[tuple[str, float, str | None, str | None]]
) -> None:
    assert told(targets(sentence)) == expected


def test_a_sum_told_by_years() -> None:
    whole, *parts = targets(
        "Cấp mới 45.000 tài khoản cho công dân, trong đó năm 2025 là 15.000 tài khoản, năm 2026 "
        "là 30.000 tài khoản."
    )
    assert whole.value == 45000
    assert [(t.year, t.value, t.parent_id == whole.id) for t in parts] == [
        (2025, 15000, True),
        (2026, 30000, True),
    ]


def test_the_sum_of_a_row_may_stand_last() -> None:
    text = plan_text("I. MỤC TIÊU\nChi tiết tại biểu kèm theo.\n") + (
        "\nPHỤ LỤC PHÂN BỔ SẢN PHẨM ĐÁNH GIÁ NĂM 2026\n\n"
        "| TT | Xã | Sản phẩm mới | Sản phẩm cũ | Tổng cộng |\n|---|---|---|---|---|\n"
        "| 1 | Xã Đông | 6 | 4 | 10 |\n| 2 | Xã Đoài | 5 | 3 | 8 |\n"
    )
    found = extraction_of_markdown(text).targets
    assert [(t.area, t.category, t.value, t.is_total) for t in found] == [
        ("Xã Đông", "Sản phẩm mới", 6, False),
        ("Xã Đông", "Sản phẩm cũ", 4, False),
        ("Xã Đông", None, 10, True),
        ("Xã Đoài", "Sản phẩm mới", 5, False),
        ("Xã Đoài", "Sản phẩm cũ", 3, False),
        ("Xã Đoài", None, 8, True),
    ]


def test_amounts_in_a_series_are_of_what_was_told_before() -> None:
    found = targets(
        "Năm 2026 có 60% hộ phân loại rác, tỷ lệ thu gom đạt 92%; đến hết năm 2027 các tỷ lệ này "
        "lần lượt là 85% và 97%."
    )
    assert [(t.indicator, t.value, t.year) for t in found] == [
        ("hộ phân loại rác", 60, 2026),
        ("tỷ lệ thu gom", 92, 2026),
        ("hộ phân loại rác", 85, 2027),
        ("tỷ lệ thu gom", 97, 2027),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "100% hồ sơ cấp tỉnh và 95% hồ sơ cấp xã được xử lý trên mạng.",
            [
                ("hồ sơ cấp tỉnh được xử lý trên mạng", 100),
                ("hồ sơ cấp xã được xử lý trên mạng", 95),
            ],
        ),
        (
            "Đến năm 2027 có 50% thôn và đến năm 2030 có 85% thôn có nhà văn hóa.",
            [("thôn có nhà văn hóa", 50), ("thôn có nhà văn hóa", 85)],
        ),
        (
            "Tỷ lệ trẻ bú mẹ đạt từ 50% trở lên vào năm 2027, 60% trở lên vào năm 2030.",
            [("Tỷ lệ trẻ bú mẹ", 50), ("Tỷ lệ trẻ bú mẹ", 60)],
        ),
        (
            "Thành lập mới 08 tổ hòa giải ở thôn, nâng tổng số lên 65 tổ.",
            [("tổ hòa giải ở thôn", 8), ("tổng số tổ hòa giải ở thôn", 65)],
        ),
        (
            "Xây dựng 40 mô hình vườn mẫu (mỗi năm 08 mô hình).",
            [("mô hình vườn mẫu", 40), ("mô hình vườn mẫu mỗi năm", 8)],
        ),
        (
            "Vắc xin Dại: đạt tỷ lệ trên 90% đàn chó, mèo.",
            [("Vắc xin Dại: đàn chó, mèo", 90)],
        ),
        ("Số hóa hồ sơ khi tiếp nhận: 100%.", [("Số hóa hồ sơ khi tiếp nhận", 100)]),
        ("Số vụ cháy làm trên 3 người chết: 0 vụ.", [("Số vụ cháy làm trên 3 người chết", 0)]),
        ("Phát thanh trên loa thôn tối thiểu 02 lần/tuần.", [("Phát thanh trên loa thôn", 2)]),
        (
            "Thời gian chờ của người dân không quá 15 phút/lượt.",
            [("Thời gian chờ của người dân", 15)],
        ),
    ],
)
def test_what_is_counted_may_be_told_elsewhere_in_the_sentence(
    sentence: str, expected: list[tuple[str, float]]
) -> None:
    assert [(t.indicator, t.value) for t in targets(sentence)] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Tổ chức họp giao ban 01 lần/tuần tại trụ sở.",
        "Báo cáo kết quả trước ngày 20 hằng tháng về Phòng Kinh tế.",
        "Kiểm tra tại các xã có tỷ lệ bao phủ dưới 90%.",
        "Trồng cây bóng mát cao từ 2,5 m trở lên.",
        "Ngân sách tỉnh hỗ trợ 100% vắc xin cho hộ nghèo.",
        "Vận động các hộ vay vốn với lãi suất 2%/năm.",
        "Tổng đàn của xã (số liệu thống kê ngày 01/01/2026): trâu, bò 870 con; lợn 950 con.",
        "Tỷ lệ bà mẹ được tư vấn mới chỉ đạt 41%.",
        "Trong giai đoạn 2021 - 2025 toàn xã có 26 vụ bạo lực gia đình.",
        "Không để xảy ra vụ ngộ độc thực phẩm có từ 30 người mắc trở lên.",
    ],
)
def test_conditions_rates_and_how_things_are_are_no_targets(sentence: str) -> None:
    assert targets(sentence, heading="NỘI DUNG") == []


def test_a_table_tells_in_its_title_what_it_counts() -> None:
    text = plan_text("I. MỤC TIÊU\nChi tiết tại biểu kèm theo.\n") + (
        "\nBIỂU PHÂN KHAI CHỈ TIÊU TRỒNG CÂY PHÂN TÁN NĂM 2026\n\nĐơn vị tính: cây\n\n"
        "| TT | Xóm | Tổng số | Keo lai | Cây ăn quả |\n|---|---|---|---|---|\n"
        "| | Tổng cộng | 900 | 600 | 300 |\n| 1 | Bãi | 500 | 400 | 100 |\n"
        "| 2 | Đồi | 400 | 200 | 200 |\n"
    )
    found = extraction_of_markdown(text).targets
    assert [(t.indicator, t.value, t.unit, t.area, t.category) for t in found[:4]] == [
        ("Trồng cây phân tán", 900, "cây", None, None),
        ("Trồng cây phân tán: Keo lai", 600, "cây", None, "Keo lai"),
        ("Trồng cây phân tán: Cây ăn quả", 300, "cây", None, "Cây ăn quả"),
        ("Trồng cây phân tán", 500, "cây", "Bãi", None),
    ]


def test_columns_that_measure_what_the_rows_name() -> None:
    text = plan_text("I. MỤC TIÊU\nChi tiết tại bảng sau.\n") + (
        "\n| TT | Tên mô hình | Số mô hình | Quy mô | Số hộ tham gia |\n|---|---|---|---|---|\n"
        "| 1 | Nuôi ong lấy mật | 04 | 20 ha | 14 |\n| 2 | Rau an toàn | 03 | 3 ha | 45 |\n"
        "| | Cộng | 7 | | 59 |\n"
    )
    found = extraction_of_markdown(text).targets
    assert [(t.indicator, t.value, t.unit, t.category, t.is_total) for t in found] == [
        ("Số mô hình: Nuôi ong lấy mật", 4, "mô hình", "Nuôi ong lấy mật", False),
        ("Quy mô: Nuôi ong lấy mật", 20, "ha", "Nuôi ong lấy mật", False),
        ("Số hộ tham gia: Nuôi ong lấy mật", 14, "hộ", "Nuôi ong lấy mật", False),
        ("Số mô hình: Rau an toàn", 3, "mô hình", "Rau an toàn", False),
        ("Quy mô: Rau an toàn", 3, "ha", "Rau an toàn", False),
        ("Số hộ tham gia: Rau an toàn", 45, "hộ", "Rau an toàn", False),
        ("Số mô hình", 7, "mô hình", None, True),
        ("Số hộ tham gia", 59, "hộ", None, True),
    ]


@pytest.mark.parametrize(
    ("words", "indicator", "area"),
    [
        ("vùng lõm sóng tại địa bàn A Lưới, Nam Đông", "vùng lõm sóng", "A Lưới, Nam Đông"),
        ("tuyến tại Tổ dân phố số 7 và Tổ dân phố số 15", "tuyến", None),
        ("mô hình ở các xã đặc biệt khó khăn", "mô hình", "các xã đặc biệt khó khăn"),
        ("buổi nói chuyện tại các trường học", None, None),
        ("đoàn học tập tại Hà Giang, Bến Tre", None, None),  # other provinces
        ("lễ phát động tại Nhà văn hóa trung tâm", None, None),
    ],
)
def test_places_at_the_end_of_an_indicator(
    words: str, indicator: str | None, area: str | None
) -> None:
    named = area or ("Tổ dân phố số 7 và Tổ dân phố số 15" if indicator else None)
    assert with_area(words) == (indicator or words, named)


def test_names_of_places_in_a_list() -> None:
    assert places_listed("xã Lưu Phương và xã Văn Hải") == ("xã Lưu Phương", "xã Văn Hải")
    assert places_listed("Ea Ly, Ea Bá") == ("Ea Ly", "Ea Bá")
    assert places_listed("Trung tâm Văn hóa") == ()


def test_a_repeated_list_leaves_no_part_without_its_whole() -> None:
    """The same sum with the same parts told twice is stored once."""
    told_twice = "Lấy 02 mẫu nước, gồm:\n- Giếng Đông: 01 mẫu;\n- Giếng Đoài: 01 mẫu.\n"
    found = targets(told_twice + "Các mẫu khác.\n" + told_twice)
    ids = {t.id for t in found}
    assert len(ids) == len(found) > 0
    assert all(t.parent_id in ids for t in found if t.parent_id)


_WORDS = st.sampled_from(
    ["trong đó", "gồm:", "05 xã", "40%", "mỗi thôn 02 tổ", "(xã Đông 3, xã Đoài 4)", "riêng",
     "lần lượt là", "ở đô thị", "đạt", "và", ",", ";", ".", "năm 2027", "12 mô hình", "tại",
     "xã Lưu Phương"]
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(_WORDS, min_size=2, max_size=14))
def test_every_part_has_its_whole_whatever_the_words(words: list[str]) -> None:
    found = targets(" ".join(words))
    ids = {t.id for t in found}
    assert all(t.parent_id in ids for t in found if t.parent_id)
    assert all(t.indicator.strip() for t in found)


def test_a_year_that_is_compared_with_is_not_that_of_the_target() -> None:
    found = extraction_of(
        plan_text("II. MỤC TIÊU\n1. Giảm tỷ lệ chôn lấp rác còn dưới 40% (năm 2025 ước 57%).\n")
    )
    assert [(t.indicator, t.value, t.year) for t in found.targets] == [
        ("tỷ lệ chôn lấp rác", 40, 2026)
    ]


def test_a_year_is_no_kind() -> None:
    assert part_of("nhà xây mới", "năm 2027").year == 2027
    assert part_of("nhà xây mới", "quý I").category is None
