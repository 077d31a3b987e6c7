"""Targets in sentences and tables."""

import pytest

from pipeline.extract import extract
from pipeline.outline import outline
from schemas.page import Page
from schemas.records import Target
from tests.documents import extraction_of, pages_of, plan_text, table_of


def targets(sentence: str) -> list[Target]:
    body = f"I. MỤC TIÊU\n1. Chung\n- {sentence}\n"
    return list(extraction_of(plan_text(body)).targets)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Phấn đấu có thêm 1 sản phẩm đạt OCOP 3 sao.",
            [("sản phẩm đạt OCOP 3 sao", 1, "sản phẩm", "+", "3 sao")],
        ),
        (
            "Mục tiêu có từ 80 sản phẩm được chứng nhận trở lên.",
            [("sản phẩm được chứng nhận", 80, "sản phẩm", ">=", None)],
        ),
        (
            "Tỷ lệ hộ dùng nước sạch đạt ≥ 90%; tỷ lệ hộ nghèo ≤2,5%.",
            [
                ("Tỷ lệ hộ dùng nước sạch", 90, "%", ">=", None),
                ("tỷ lệ hộ nghèo", 2.5, "%", "<=", None),
            ],
        ),
        (
            "90% trở lên khu dân cư đạt danh hiệu; 100% (06/06) xã đạt chuẩn.",
            [
                ("khu dân cư đạt danh hiệu", 90, "%", ">=", None),
                ("xã đạt chuẩn", 100, "%", "=", None),
            ],
        ),
        (
            "Số hộ nghèo giảm còn dưới 120 hộ (0,8%).",
            [("Số hộ nghèo", 120, "hộ", "<=", None)],
        ),
        (
            "Phân hạng 12 sản phẩm OCOP; xếp hạng 02 di tích cấp tỉnh.",
            [
                ("sản phẩm OCOP", 12, "sản phẩm", "=", None),
                ("di tích cấp tỉnh", 2, "di tích", "=", None),
            ],
        ),
        (
            "Cứng hóa 25km đường thôn; năng suất lúa đạt 62 tạ/ha; thu hút 3 triệu lượt khách.",
            [
                ("đường thôn", 25, "km", "=", None),
                ("năng suất lúa", 62, "tạ/ha", "=", None),
                ("thu hút lượt khách", 3, "triệu lượt khách", "=", None),
            ],
        ),
        (
            "Tỷ suất chết mẹ giảm còn 40/100.000 trẻ đẻ sống; tỷ lệ sinh giảm 0,2‰.",
            [
                ("Tỷ suất chết mẹ", 40, "/100.000 trẻ đẻ sống", "=", None),
                ("tỷ lệ sinh giảm", 0.2, "‰", "=", None),
            ],
        ),
        (
            "Tuổi thọ trung bình đạt 75,5 tuổi; có 25 bác sĩ trên 10.000 dân.",
            [
                ("Tuổi thọ trung bình", 75.5, "tuổi", "=", None),
                ("bác sĩ trên 10.000 dân", 25, "bác sĩ", "=", None),
            ],
        ),
        (
            "Giảm tai nạn giao thông từ 5% đến 10% cả 3 tiêu chí so với năm 2025.",
            [("Giảm tai nạn giao thông", 5, "%", ">=", None)],
        ),
        (
            "Khách quốc tế đạt 200 nghìn lượt; tổ chức 12 hội nghị cho 300 lượt người.",
            [
                ("Khách quốc tế", 200, "nghìn lượt", "=", None),
                ("tổ chức hội nghị", 12, "hội nghị", "=", None),
                ("hội nghị cho lượt người", 300, "lượt người", "=", None),
            ],
        ),
        (
            "Phấn đấu cấp 1.200 thẻ bảo hiểm cho hộ nghèo.",
            [("thẻ bảo hiểm cho hộ nghèo", 1200, "thẻ bảo hiểm", "=", None)],
        ),
        (
            "4/6 xã đạt chuẩn nâng cao trước ngày 15/6, 01 xã đạt chuẩn kiểu mẫu.",
            [
                ("xã đạt chuẩn nâng cao", 4, "xã", "=", None),
                ("xã đạt chuẩn kiểu mẫu", 1, "xã", "=", None),
            ],
        ),
        (
            "Tỷ lệ dân cư sử dụng nước sạch đạt từ 95% - 98%; có từ 03 đến 05 mô hình.",
            [
                ("Tỷ lệ dân cư sử dụng nước sạch", 95, "%", ">=", None),
                ("mô hình", 3, "mô hình", ">=", None),
            ],
        ),
        (
            "Nâng tỷ lệ che phủ rừng từ 52% lên 53,5%.",
            [("tỷ lệ che phủ rừng", 53.5, "%", "=", None)],
        ),
        (
            "Cơ cấu kinh tế: nông nghiệp 25%, dịch vụ 75%.",
            [
                ("Cơ cấu kinh tế: nông nghiệp", 25, "%", "=", None),
                ("Cơ cấu kinh tế: dịch vụ", 75, "%", "=", None),
            ],
        ),
        (
            "Thu ngân sách đạt 1.250 tỷ đồng, tăng bình quân 12%/năm, bằng 102% kế hoạch.",
            [
                ("Thu ngân sách", 1250, "tỷ đồng", "=", None),
                ("Thu ngân sách tăng bình quân", 12, "%", "=", None),
            ],
        ),
        (
            "Đào tạo cho 1.250 lao động, gồm: nghề nông nghiệp 700 người, nghề khác 550 người.",
            [
                ("Đào tạo cho lao động", 1250, "lao động", "=", None),
                ("Đào tạo cho lao động: nghề nông nghiệp", 700, "người", "=", "nghề nông nghiệp"),
                ("Đào tạo cho lao động: nghề khác", 550, "người", "=", "nghề khác"),
            ],
        ),
        (
            "Nâng tỷ lệ lao động qua đào tạo lên 68%, trong đó có bằng cấp, chứng chỉ đạt 27%.",
            [
                ("tỷ lệ lao động qua đào tạo", 68, "%", "=", None),
                ("tỷ lệ lao động qua đào tạo: có bằng cấp, chứng chỉ", 27, "%", "=", None),
            ],
        ),
        (
            "100% lãnh đạo quản lý, 80% lao động tại các hợp tác xã được tập huấn.",
            [
                ("lãnh đạo quản lý được tập huấn", 100, "%", "=", None),
                ("lao động tại các hợp tác xã được tập huấn", 80, "%", "=", None),
            ],
        ),
        (
            "100% cán bộ xây dựng nông thôn mới (NTM) các cấp được tập huấn.",
            [("cán bộ xây dựng nông thôn mới (NTM) các cấp được tập huấn", 100, "%", "=", None)],
        ),
        (
            "Hằng năm, số vụ vi phạm về xả rác được phát hiện, xử lý tăng trên 3%.",
            [("số vụ vi phạm về xả rác được phát hiện, xử lý tăng", 3, "%", ">=", None)],
        ),
        (
            "Tỷ lệ người dân dùng dịch vụ số trong y tế, giáo dục, giao thông đạt 90%.",
            [
                (
                    "Tỷ lệ người dân dùng dịch vụ số trong y tế, giáo dục, giao thông",
                    90,
                    "%",
                    "=",
                    None,
                )
            ],
        ),
        (
            "Phấn đấu 100% nhà trường và trên 70% người lao động được phổ biến kiến thức.",
            [
                ("nhà trường được phổ biến kiến thức", 100, "%", "=", None),
                ("người lao động được phổ biến kiến thức", 70, "%", ">=", None),
            ],
        ),
        (
            "Phấn đấu tỷ trọng đào tạo nghề xanh đạt tối thiểu 30%, gắn với nhu cầu của tỉnh.",
            [("tỷ trọng đào tạo nghề xanh", 30, "%", ">=", None)],
        ),
        (
            "Mục tiêu lắp đặt mới điểm thu gom rác: 58 điểm.",
            [("lắp đặt mới điểm thu gom rác", 58, "điểm", "=", None)],
        ),
        (
            "Xây dựng ít nhất 02 mô hình trồng rau an toàn.",
            [("mô hình trồng rau an toàn", 2, "mô hình", ">=", None)],
        ),
        (
            "Hỗ trợ không quá 15 hộ nghèo sửa nhà.",
            [("hộ nghèo sửa nhà", 15, "hộ", "<=", None)],
        ),
    ],
)
def test_targets_in_a_sentence(
    sentence: str, expected: list[tuple[str, float, str, str, str | None]]
) -> None:
    found = [(t.indicator, t.value, t.unit, t.comparator, t.category) for t in targets(sentence)]
    assert found == expected


def test_parts_in_brackets() -> None:
    whole, *parts = targets(
        "Phấn đấu toàn xã có thêm 16 sản phẩm OCOP (trong đó, có 03 sản phẩm OCOP 5 sao, "
        "04 sản phẩm OCOP 4 sao, 09 sản phẩm OCOP 3 sao)."
    )
    assert (whole.value, whole.is_total, whole.comparator) == (16, True, "+")
    assert [(p.value, p.category, p.parent_id == whole.id) for p in parts] == [
        (3, "5 sao", True),
        (4, "4 sao", True),
        (9, "3 sao", True),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Thực hiện theo khoản 3 Điều 5 Nghị định 43/2017/NĐ-CP.",
        "Phấn đấu không còn xã dưới 10 tiêu chí.",
        "Báo cáo 6 tháng trước ngày 15/6, báo cáo năm trước ngày 01/12.",
        "Liên hệ số điện thoại 0912.345.678 để được hướng dẫn.",
        "Năm 2025, toàn xã đã có 12 sản phẩm OCOP được công nhận.",
        "Sản phẩm đạt 3 sao: Thưởng 10 triệu đồng/sản phẩm.",
        "Giai đoạn 2021-2025, định hướng đến năm 2030.",
        "Đối với các xã: Nếu có từ 02 xã trở lên bằng điểm thì xét đơn vị đông dân hơn.",
        "Mục tiêu phát triển kinh tế số theo mô hình hợp tác giữa 03 bên.",
        "Phấn đấu đạt chuẩn đô thị loại 5, trường cấp 2.",
        "Hỗ trợ 30% chi phí, tối đa không quá 50 triệu đồng/dự án.",
        "Trong giai đoạn trước, nhân dân đã hiến 192 nghìn m2 đất làm đường.",
    ],
)
def test_no_target(sentence: str) -> None:
    assert targets(sentence) == []


def test_a_table_of_areas_by_stars() -> None:
    (page,) = pages_of(plan_text("I. MỤC TIÊU\nChi tiết tại phụ lục.\n"))
    table = table_of(
        "TT|Tên đơn vị|Tổng số sản phẩm OCOP|Sản phẩm 4 sao|Sản phẩm 3 sao",
        "1|2|3|4|5",
        "|Tổng|10|3|7",
        "1|Thôn Đông|6|2|4",
        "2|Thôn Đoài|4|1|3",
    )
    annex = Page(number=2, blocks=(*pages_of("PHỤ LỤC")[0].blocks, table), text_source="plain-text")
    found = extract(outline([page, annex]), "d").targets
    assert [(t.area, t.category, t.value, t.is_total) for t in found] == [
        (None, None, 10, True),
        (None, "4 sao", 3, True),
        (None, "3 sao", 7, True),
        ("Thôn Đông", None, 6, True),
        ("Thôn Đông", "4 sao", 2, False),
        ("Thôn Đông", "3 sao", 4, False),
        ("Thôn Đoài", None, 4, True),
        ("Thôn Đoài", "4 sao", 1, False),
        ("Thôn Đoài", "3 sao", 3, False),
    ]
    assert {t.page for t in found} == {2}
    assert found[3].quote == "1 Thôn Đông 6 2 4"


def test_a_table_of_days_or_telephones_holds_no_target() -> None:
    (page,) = pages_of(plan_text("I. MỤC TIÊU\nChi tiết tại phụ lục.\n"))
    table = table_of("TT|Đơn vị|Điện thoại", "1|Thôn Đông|0912345678", "2|Thôn Đoài|0912345679")
    annex = Page(number=2, blocks=(table,), text_source="plain-text")
    assert extract(outline([page, annex]), "d").targets == ()


def in_annex(*rows: str) -> tuple[Target, ...]:
    (page,) = pages_of(plan_text("I. MỤC TIÊU\nChi tiết tại phụ lục.\n"))
    annex = Page(number=2, blocks=(table_of(*rows),), text_source="plain-text")
    return extract(outline([page, annex]), "d").targets


def test_a_table_of_indicators_by_years() -> None:
    found = in_annex(
        "TT|Chỉ tiêu|ĐVT|Thực hiện năm 2024|Năm 2026|Năm 2027",
        "1|Tỷ lệ hộ nghèo|%|4,5|3,5|2,5",
        "2|Xã đạt chuẩn nông thôn mới|xã|10|12|15",
    )
    assert [(t.indicator, t.value, t.unit, t.year, t.area) for t in found] == [
        ("Tỷ lệ hộ nghèo", 3.5, "%", 2026, None),
        ("Tỷ lệ hộ nghèo", 2.5, "%", 2027, None),
        ("Xã đạt chuẩn nông thôn mới", 12, "xã", 2026, None),
        ("Xã đạt chuẩn nông thôn mới", 15, "xã", 2027, None),
    ]


def test_a_row_that_lacks_cells_is_less_sure() -> None:
    found = in_annex(
        "TT|Xã|Điểm bán hàng|Sản phẩm|Cửa hàng",
        "1|Xã Đông|2|4|1",
        "2|Xã Đoài|1|3|2",
        "3|Xã Nam|5",
    )
    sure = {t.area: t.confidence for t in found}
    assert sure["Xã Nam"] < 0.95 <= sure["Xã Đông"]


def test_parts_named_by_a_label() -> None:
    found = targets("Lắp đặt mới trạm 4G: 58 trạm (Trong đó: VNPT: 25 trạm, Viettel: 33 trạm);")
    assert [(t.indicator, t.value, t.category, t.is_total) for t in found] == [
        ("Lắp đặt mới trạm 4G", 58, None, True),
        ("Lắp đặt mới trạm 4G: VNPT", 25, "VNPT", False),
        ("Lắp đặt mới trạm 4G: Viettel", 33, "Viettel", False),
    ]
    assert {t.parent_id for t in found[1:]} == {found[0].id}


def test_a_bare_amount_is_of_what_its_heading_says() -> None:
    body = "I. NỘI DUNG\n1. In tài liệu tuyên truyền\n- Số lượng: 5.000 cuốn.\n"
    (found,) = extraction_of(plan_text(body)).targets
    assert (found.value, found.unit) == (5000, "cuốn")
    assert found.indicator == "cuốn: In tài liệu tuyên truyền"


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("Phấn đấu giảm 20% số vụ cháy so với năm 2020.", 2026),  # that of the plan
        ("Đến năm 2030, 20% số xã không ma túy năm 2028.", 2028),
        ("Phấn đấu đến năm 2029 có 12 sản phẩm OCOP.", 2029),
    ],
)
def test_the_year_of_a_target(sentence: str, year: int) -> None:
    assert [t.year for t in targets(sentence)] == [year]


def test_what_is_to_be_done_for_those_who_lack_it_is_a_target() -> None:
    (found,) = targets("100% hộ chưa có nhà tiêu hợp vệ sinh được hỗ trợ xây dựng.")
    assert found.value == 100


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Đến năm 2030 sản lượng nhãn đạt 800 tấn; giá trị xuất khẩu dự kiến đạt 3,2 triệu USD, "
            "tốc độ tăng bình quân 05 - 06%/năm.",
            [
                ("sản lượng nhãn", 800, "tấn", "=", 2030),
                ("giá trị xuất khẩu", 3.2, "triệu USD", "~", 2030),
                ("giá trị xuất khẩu tốc độ tăng bình quân", 5, "%", ">=", 2030),
            ],
        ),
        (
            "Nồng độ bụi đến năm 2030 đạt dưới 40 μg/m3 (giảm 20% so với năm 2024).",
            [
                ("Nồng độ bụi", 40, "μg/m3", "<=", 2030),
                ("Nồng độ bụi giảm", 20, "%", "=", 2030),
            ],
        ),
        (
            "Đến năm 2030, cả tỉnh có 1.200 trạm sạc. Trong đó: giá trị đầu tư, lắp đặt đạt "
            "95 tỷ đồng; giá trị dịch vụ đạt 5 tỷ đồng.",
            [
                ("trạm sạc", 1200, "trạm", "=", 2030),
                ("giá trị đầu tư, lắp đặt", 95, "tỷ đồng", "=", 2030),
                ("giá trị dịch vụ", 5, "tỷ đồng", "=", 2030),
            ],
        ),
        (
            "Tỷ lệ số hóa hồ sơ đến năm 2027 đạt 80%, đến năm 2030 đạt 90%; năm 2035: 95%.",
            [
                ("Tỷ lệ số hóa hồ sơ", 80, "%", "=", 2027),
                ("Tỷ lệ số hóa hồ sơ", 90, "%", "=", 2030),
                ("Tỷ lệ số hóa hồ sơ", 95, "%", "=", 2035),
            ],
        ),
        (
            "Hộ nghèo giảm còn 3% vào năm 2027 và 1% vào năm 2030.",
            [("Hộ nghèo", 3, "%", "=", 2027), ("Hộ nghèo", 1, "%", "=", 2030)],
        ),
        (
            "100% xã có nhà văn hóa; trong đó, 60% đạt chuẩn; rà soát 100% hồ sơ vào năm 2028.",
            [
                ("xã có nhà văn hóa", 100, "%", "=", 2026),
                ("xã có nhà văn hóa đạt chuẩn", 60, "%", "=", 2026),
                ("rà soát hồ sơ", 100, "%", "=", 2028),
            ],
        ),
        (
            "20% xã không ma túy ngay trong năm 2027; đến năm 2030 đạt 100% xã không ma túy.",
            [
                ("xã không ma túy", 20, "%", "=", 2027),
                ("xã không ma túy", 100, "%", "=", 2030),
            ],
        ),
        (
            "100% xe tham gia giao thông (gồm xe ô tô, xe máy) được kiểm soát khí thải.",
            [("xe tham gia giao thông được kiểm soát khí thải", 100, "%", "=", 2026)],
        ),
        (
            "Bảo đảm mô hình chính quyền địa phương 02 cấp hoạt động thông suốt, 100% nhiệm vụ của "
            "Đề án 06 hoàn thành.",
            [("nhiệm vụ của Đề án 06 hoàn thành", 100, "%", "=", 2026)],
        ),
    ],
)
def test_amounts_of_money_growth_and_names_with_numbers(
    sentence: str, expected: list[tuple[str, float, str, str, int]]
) -> None:
    found = [(t.indicator, t.value, t.unit, t.comparator, t.year) for t in targets(sentence)]
    assert found == expected
