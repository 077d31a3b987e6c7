"""Who does what."""

import pytest

from schemas.records import Responsibility
from tests.documents import extraction_of, plan_text


def duties(body: str) -> list[Responsibility]:
    return list(extraction_of(plan_text(body)).responsibilities)


def test_headings_bullets_and_run_in_tasks() -> None:
    found = duties(
        """\
IV. TỔ CHỨC THỰC HIỆN
1. Văn phòng Điều phối NTM tỉnh
- Chủ trì, phối hợp với các đơn vị liên quan triển khai Kế hoạch này.
- Xây dựng dự toán chi tiết.
2. Sở Tài chính: Phối hợp với Văn phòng Điều phối NTM tỉnh và các địa phương, thẩm định dự toán.
3. Các tổ chức đoàn thể: Đề nghị Hội Nông dân tỉnh tăng cường tuyên truyền.
Trên đây là Kế hoạch năm 2026, yêu cầu các đơn vị thực hiện./.
"""
    )
    assert [(d.section, d.agency, d.role, d.partners) for d in found] == [
        ("IV.1", "Văn phòng Điều phối NTM tỉnh", "lead", ("các đơn vị liên quan",)),
        ("IV.1", "Văn phòng Điều phối NTM tỉnh", "implement", ()),
        (
            "IV.2",
            "Sở Tài chính",
            "coordinate",
            ("Văn phòng Điều phối NTM tỉnh", "các địa phương"),
        ),
        ("IV.3", "Các tổ chức đoàn thể", "requested", ()),
    ]
    assert found[2].task.startswith("Phối hợp với Văn phòng")


def test_an_office_named_in_the_sentence() -> None:
    (found,) = duties(
        """\
IV. TỔ CHỨC THỰC HIỆN
Giao Văn phòng Điều phối xây dựng NTM tỉnh chủ trì, phối hợp với các sở, ban ngành có liên quan, \
các địa phương tổ chức các lớp tập huấn./.
"""
    )
    assert found.agency == "Văn phòng Điều phối xây dựng NTM tỉnh"
    assert found.role == "lead"
    assert found.partners == ("các sở, ban ngành có liên quan", "các địa phương")
    assert found.task.startswith("chủ trì, phối hợp")


def test_the_unit_line_of_an_activity() -> None:
    (found,) = duties(
        """\
II. NỘI DUNG
1. Xúc tiến thương mại
- Nội dung: Tham gia hội chợ.
- Đơn vị thực hiện: Phòng Kinh tế chủ trì, phối hợp với Hội Nông dân, UBND các xã, phường.
- Thời gian: Quý II năm 2026.
"""
    )
    assert (found.agency, found.role) == ("Phòng Kinh tế", "lead")
    assert found.partners == ("Hội Nông dân", "UBND các xã, phường")
    assert (found.task, found.deadline) == ("Xúc tiến thương mại", "Quý II năm 2026")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "a) Nội dung: Rà soát.\nb) Cơ quan chủ trì: Sở Tư pháp.\n"
            "c) Cơ quan phối hợp: Sở Nội vụ; UBND các xã.\nd) Thời gian: Quý II/2026.\n",
            ("Sở Tư pháp", "lead", ("Sở Nội vụ", "UBND các xã"), "Số hóa hồ sơ", "Quý II/2026"),
        ),
        (
            "- Đơn vị chủ trì: Sở Y tế; đơn vị phối hợp: các trường; thời gian: 2026-2030.\n",
            ("Sở Y tế", "lead", ("các trường",), "Số hóa hồ sơ", "2026-2030"),
        ),
        (
            "- Lập danh mục (Sở Y tế chủ trì, phối hợp với Sở Nội vụ thực hiện).\n",
            ("Sở Y tế", "lead", ("Sở Nội vụ",), "Lập danh mục", None),
        ),
        (
            "- Giao Công an tỉnh chủ trì rà soát, xong trước ngày 30/9/2026.\n",
            (
                "Công an tỉnh",
                "lead",
                (),
                "chủ trì rà soát, xong trước ngày 30/9/2026.",
                "xong trước ngày 30/9/2026",
            ),
        ),
    ],
)
def test_duties_that_activities_name(lines: str, expected: tuple[object, ...]) -> None:
    (duty,) = duties(f"I. NHIỆM VỤ\n1. Số hóa hồ sơ\n{lines}2. Khác\nViệc khác.\n")
    assert (duty.agency, duty.role, duty.partners, duty.task, duty.deadline) == expected


@pytest.mark.parametrize(
    ("heading", "agency"),
    [
        ("Đối với UBND xã.", "UBND xã"),
        ("Công chức Tài chính - kế toán:", "Công chức Tài chính - kế toán"),
        ("Đề nghị Ủy ban Mặt trận Tổ quốc xã.", "Ủy ban Mặt trận Tổ quốc xã"),
        ("Các phòng, ban, ngành liên quan", "Các phòng, ban, ngành liên quan"),
    ],
)
def test_headings_with_and_without_stops(heading: str, agency: str) -> None:
    found = duties(
        f"""\
IV. TỔ CHỨC THỰC HIỆN
1. {heading}
Xây dựng kế hoạch cụ thể để tổ chức thực hiện.
- Bố trí nguồn kinh phí địa phương.
"""
    )
    assert [(d.agency, d.section) for d in found] == [(agency, "IV.1"), (agency, "IV.1")]


def test_a_task_keeps_the_items_that_spell_it_out() -> None:
    (found,) = duties(
        """\
IV. TỔ CHỨC THỰC HIỆN
1. Phòng Kinh tế
- Tham mưu các nội dung sau:
+ Lập dự toán;
+ Báo cáo kết quả trước ngày 15/12/2026.
"""
    )
    assert found.task.endswith("+ Lập dự toán; + Báo cáo kết quả trước ngày 15/12/2026.")
    assert found.deadline == "trước ngày 15/12/2026"


@pytest.mark.parametrize(
    ("sentence", "agency", "begins"),
    [
        (
            "1. Căn cứ Kế hoạch này, các Sở, ban, ngành, Ủy ban nhân dân xã xây dựng kế hoạch.",
            "các Sở, ban, ngành, Ủy ban nhân dân xã",
            "xây dựng",
        ),
        (
            "1. Việc khảo sát được lồng ghép. Các thành viên Tổ công tác triển khai khảo sát.",
            "Các thành viên Tổ công tác",
            "triển khai",
        ),
        (
            "1. Giao cho cơ quan, đơn vị thông báo đến các chủ nhiệm sáng kiến.",
            "cơ quan, đơn vị",
            "thông báo",
        ),
        (
            "1. Văn phòng Sở Y tế có trách nhiệm:\n- Chủ trì triển khai Kế hoạch.",
            "Văn phòng Sở Y tế",
            "Chủ trì",
        ),
        (
            "1. Sở Y tế chỉ đạo Chi cục Dân số thực hiện các nội dung sau:\n- Lập dự toán.",
            "Sở Y tế",
            "Lập dự toán",
        ),
    ],
)
def test_where_the_office_stands_in_a_sentence(sentence: str, agency: str, begins: str) -> None:
    (found,) = duties(f"III. TỔ CHỨC THỰC HIỆN\n{sentence}\n")
    assert found.agency == agency
    assert found.task.startswith(begins)


def test_each_sentence_of_a_paragraph_may_give_another_office_a_task() -> None:
    found = duties(
        """\
I. NỘI DUNG
Việc.
II. TỔ CHỨC THỰC HIỆN
1. Căn cứ Kế hoạch này, UBND các xã xây dựng kế hoạch cụ thể. Sở Y tế theo dõi, đôn đốc.
2. Các cơ quan, đơn vị nghiêm túc thực hiện.
"""
    )
    assert [(d.agency, d.task) for d in found] == [
        ("UBND các xã", "xây dựng kế hoạch cụ thể."),
        ("Sở Y tế", "theo dõi, đôn đốc."),
        ("Các cơ quan, đơn vị", "nghiêm túc thực hiện."),
    ]


def test_what_a_task_names_is_a_part_of_it() -> None:
    found = duties(
        """\
III. TỔ CHỨC THỰC HIỆN
1. Công an tỉnh
a) Chủ trì triển khai các dự án:
- Dự án 1: Phòng ngừa tội phạm.
- Dự án 2: Ứng dụng công nghệ.
b) Đôn đốc các địa phương:
- Báo cáo kết quả.
- Rà soát số liệu.
2. Sở Y tế
a) Về tuyên truyền:
- Tổ chức phát thanh.
- Xây dựng tin bài.
"""
    )
    assert [(d.section, d.role, d.task[:12]) for d in found] == [
        ("III.1.a", "lead", "Chủ trì triể"),
        ("III.1.b", "implement", "Đôn đốc các "),
        ("III.2.a", "implement", "Tổ chức phát"),
        ("III.2.a", "implement", "Xây dựng tin"),
    ]


def test_who_leads_is_told_by_the_clause() -> None:
    found = duties(
        """\
III. TỔ CHỨC THỰC HIỆN
1. Sở Tài chính
- Tổng hợp báo cáo của các cơ quan trung ương chủ trì dự án.
- Chủ động chủ trì rà soát.
"""
    )
    assert [d.role for d in found] == ["implement", "lead"]


def test_a_heading_names_the_office_whatever_its_sentence_says() -> None:
    (found,) = duties(
        """\
III. TỔ CHỨC THỰC HIỆN
1. Ủy ban nhân dân xã
a) Ủy ban nhân dân các xã phân công cán bộ tư vấn, hỗ trợ.
"""
    )
    assert found.agency == "Ủy ban nhân dân xã"
    assert found.task.startswith("Ủy ban nhân dân các xã phân công")


def test_chapters_by_capital_letters_and_headings_that_say_whose_tasks_they_are() -> None:
    found = extraction_of(
        plan_text(
            """\
A. MỤC TIÊU
Nâng cao chất lượng.
B. TỔ CHỨC THỰC HIỆN
I. Trách nhiệm của Ủy ban nhân dân xã
1. Chỉ đạo các đoàn thể tham gia, xong trước 31/01.
II. Nhiệm vụ cụ thể của Trạm Y tế
- Khám sức khỏe định kỳ.
III. Giao Công an xã (thường trực) chủ trì, phối hợp với Phòng Kinh tế rà soát trong tháng 6.
"""
        )
    ).responsibilities
    assert [(d.agency, d.role, d.partners, d.deadline) for d in found] == [
        ("Ủy ban nhân dân xã", "implement", (), "trước 31/01"),
        ("Trạm Y tế", "implement", (), None),
        ("Công an xã", "lead", ("Phòng Kinh tế",), "trong tháng 6"),
    ]
    assert found[0].section == "B.I.1"
    assert found[2].task.startswith("chủ trì, phối hợp với")


def test_sections_that_list_offices_give_tasks_whatever_they_are_called() -> None:
    found = duties(
        """\
IV. NHIỆM VỤ CỤ THỂ
1. Nhiệm vụ của thành viên Ban Chỉ đạo
1.1. Trưởng Ban Chỉ đạo
- Phụ trách chung, điều hành việc kiểm kê.
1.2. Sở Tài chính - Cơ quan thường trực Ban Chỉ đạo
- Hướng dẫn biểu mẫu kiểm kê.
Thời gian hoàn thành: Trước ngày 15/4/2026.
- Tổng hợp kết quả kiểm kê của các cơ quan, đơn vị. Thời gian hoàn thành: Trước ngày 31/5/2026.
1.3. Các cơ quan quản lý ngành (gồm các Sở: Xây dựng, Công Thương)
- Rà soát số liệu của ngành.
1.4. Ủy ban nhân dân các xã, phường
- Thành lập tổ kiểm kê.
1.5. Trách nhiệm của đối tượng kiểm kê:
- Thực hiện kiểm kê tài sản do mình quản lý.
V. KINH PHÍ
Theo quy định.
"""
    )
    assert [(d.agency, d.deadline) for d in found] == [
        ("Trưởng Ban Chỉ đạo", None),
        ("Sở Tài chính", "Trước ngày 15/4/2026"),
        ("Sở Tài chính", "Trước ngày 31/5/2026"),
        ("Các cơ quan quản lý ngành (gồm các Sở: Xây dựng, Công Thương)", None),
        ("Ủy ban nhân dân các xã, phường", None),
        ("đối tượng kiểm kê", None),
    ]


def test_a_heading_tells_the_role_and_the_partners_of_its_tasks() -> None:
    found = duties(
        """\
V. TỔ CHỨC THỰC HIỆN
1. Giao Sở Nông nghiệp và Môi trường là cơ quan đầu mối, chủ trì, hướng dẫn các địa phương triển \
khai Kế hoạch này trên địa bàn toàn tỉnh; tổ chức thực hiện các nhiệm vụ sau:
- Đôn đốc các địa phương.
2. Sở Giáo dục và Đào tạo chủ trì, phối hợp với Sở Y tế, Ủy ban nhân dân các xã, phường:
- Xây dựng tài liệu giảng dạy.
- Phối hợp với Công an tỉnh kiểm tra các trường.
3. Sở Khoa học và Công nghệ, Sở Nội vụ
Sở Khoa học và Công nghệ chủ trì, phối hợp với Sở Nội vụ tổ chức tập huấn.
4. Bộ Chỉ huy Quân sự tỉnh
a) Chủ trì, phối hợp với các sở, ngành
- Diễn tập phòng thủ.
b) Phối hợp với Công an tỉnh
- Tuần tra.
5. Cơ chế phối hợp
- Các cơ quan, đơn vị được phân công nhiệm vụ có trách nhiệm thực hiện đúng tiến độ.
"""
    )
    health = ("Sở Y tế", "Ủy ban nhân dân các xã, phường")
    assert [(d.agency, d.role, d.partners) for d in found] == [
        ("Sở Nông nghiệp và Môi trường", "lead", ()),
        ("Sở Nông nghiệp và Môi trường", "lead", ()),
        ("Sở Giáo dục và Đào tạo", "lead", health),
        ("Sở Giáo dục và Đào tạo", "coordinate", ("Công an tỉnh",)),
        ("Sở Khoa học và Công nghệ", "lead", ("Sở Nội vụ",)),
        ("Bộ Chỉ huy Quân sự tỉnh", "lead", ("các sở, ngành",)),
        ("Bộ Chỉ huy Quân sự tỉnh", "coordinate", ("Công an tỉnh",)),
        ("Các cơ quan, đơn vị được phân công nhiệm vụ", "implement", ()),
    ]


def test_offices_on_lines_of_their_own_anywhere() -> None:
    found = duties(
        """\
III. NHIỆM VỤ, GIẢI PHÁP

1. Hoàn thiện hạ tầng thu gom rác thải

Ủy ban nhân dân các xã, phường:

- Rà soát các điểm tập kết rác.

- Bố trí xe thu gom.

2. Tuyên truyền

a) Nâng cao nhận thức

- Sở Văn hóa, Thể thao và Du lịch

+ Hướng dẫn tiêu chí lễ hội xanh.

+ Phối hợp với Tỉnh đoàn tổ chức ra quân.

b) Đối tượng

- Các cơ quan, đơn vị

+ 24 xã miền núi.

IV. TỔ CHỨC THỰC HIỆN

Sở Tài chính:

- Bố trí kinh phí.

Sở Y tế

- Kiểm tra vệ sinh.

Báo cáo kết quả về Ủy ban nhân dân tỉnh.
"""
    )
    assert [(d.agency, d.role, d.task) for d in found] == [
        ("Ủy ban nhân dân các xã, phường", "implement", "Rà soát các điểm tập kết rác."),
        ("Ủy ban nhân dân các xã, phường", "implement", "Bố trí xe thu gom."),
        ("Sở Văn hóa, Thể thao và Du lịch", "implement", "Hướng dẫn tiêu chí lễ hội xanh."),
        (
            "Sở Văn hóa, Thể thao và Du lịch",
            "coordinate",
            "Phối hợp với Tỉnh đoàn tổ chức ra quân.",
        ),
        ("Sở Tài chính", "implement", "Bố trí kinh phí."),
        ("Sở Y tế", "implement", "Kiểm tra vệ sinh."),
    ]


def test_offices_of_a_group_are_named_with_their_own_tasks() -> None:
    found = duties(
        """\
IV. TỔ CHỨC THỰC HIỆN
1. Đề nghị Ủy ban MTTQ Việt Nam xã và các đoàn thể
- Tuyên truyền Kế hoạch này tới đoàn viên, hội viên.
- Đoàn Thanh niên xã cử 02 đoàn viên tham gia mỗi tổ.
- Đề nghị Hội Phụ nữ xã vận động hội viên phân loại rác.
2. Thường trực HĐND xã giám sát việc thực hiện Kế hoạch.
3. Phòng Phổ biến và theo dõi thi hành pháp luật: tổng hợp, báo cáo.
4. Đảng ủy các cơ quan xã lãnh đạo Ủy ban nhân dân xã cụ thể hóa Kế hoạch.
"""
    )
    assert [(d.agency, d.role) for d in found] == [
        ("Ủy ban MTTQ Việt Nam xã và các đoàn thể", "requested"),
        ("Đoàn Thanh niên xã", "requested"),
        ("Hội Phụ nữ xã", "requested"),
        ("Thường trực HĐND xã", "implement"),
        ("Phòng Phổ biến và theo dõi thi hành pháp luật", "implement"),
        ("Đảng ủy các cơ quan xã", "implement"),
    ]
