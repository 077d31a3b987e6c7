"""Lines to the structure of a plan."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.outline import Node
from tests.documents import outline_of, pages_of, plan_text

BODY = """\
I. MỤC ĐÍCH
1. Mục đích
- Nâng cao năng lực của cán bộ làm công tác khuyến nông ở các thôn, hộ gia đình sản xuất
- kinh doanh trên địa bàn xã.
- Bảo đảm tiến độ.
2. Yêu cầu
Thiết thực, hiệu quả.
II. NỘI DUNG
1. Tập huấn cho cán bộ làm công tác giảm nghèo và cán bộ phụ trách chương trình xây dựng
NTM của xã
1.1. Đối tượng
a) Cán bộ thôn: 02 lớp.
b) Cán bộ xã: 01 lớp, gồm:
+ Cán bộ chuyên trách;
+ Cán bộ đoàn thể.
1.2. Địa điểm
Tại nhà văn hóa xã.
Trên đây là Kế hoạch đào tạo cán bộ năm 2026./.
"""


def nodes(text: str = plan_text(BODY)) -> list[Node]:
    return list(outline_of(text).nodes)


def test_sections_have_their_printed_path() -> None:
    paths = [(n.path, n.text) for n in nodes() if n.kind == "section"]
    assert paths == [
        ("I", "MỤC ĐÍCH"),
        ("I.1", "Mục đích"),
        ("I.2", "Yêu cầu"),
        ("II", "NỘI DUNG"),
        (
            "II.1",
            "Tập huấn cho cán bộ làm công tác giảm nghèo và cán bộ phụ trách chương trình "
            "xây dựng NTM của xã",
        ),
        ("II.1.1", "Đối tượng"),
        ("II.1.1.a", "Cán bộ thôn: 02 lớp."),
        ("II.1.1.b", "Cán bộ xã: 01 lớp, gồm:"),
        ("II.1.2", "Địa điểm"),
    ]


def test_a_wrapped_dash_is_no_bullet() -> None:
    first = next(n for n in nodes() if n.label == "-" and n.part == "body")
    assert first.text.endswith("hộ gia đình sản xuất - kinh doanh trên địa bàn xã.")


def test_items_lie_below_what_announces_them() -> None:
    tree = outline_of(plan_text(BODY))
    plus = [n for n in tree.nodes if n.label == "+"]
    assert [tree.nodes[n.parent].label for n in plus if n.parent is not None] == ["b", "b"]
    assert {n.path for n in plus} == {"II.1.1.b"}


def test_the_closing_sentence_belongs_to_no_section() -> None:
    (closing,) = [n for n in nodes() if n.text.startswith("Trên đây là")]
    assert (closing.path, closing.parent) == ("", None)


def test_parts() -> None:
    found = {part: [n.text for n in nodes() if n.part == part] for part in _parts()}
    assert found["title"] == ["KẾ HOẠCH", "Đào tạo cán bộ xã năm 2026"]
    assert len(found["recital"]) == 2
    assert found["recipients"] == ["UBND huyện (để b/c);", "Lưu: VT."]
    assert found["signature"] == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Thị Mây"]


def _parts() -> tuple[str, ...]:
    return "letterhead", "title", "recital", "body", "recipients", "signature"


def test_recipients_beside_the_signature() -> None:
    text = plan_text(BODY).split("Nơi nhận:")[0] + (
        "Nơi nhận:                                    KT. CHỦ TỊCH\n"
        "- UBND huyện (để b/c);                       PHÓ CHỦ TỊCH\n"
        "- Lưu: VT.\n"
        "                                             Trần Thị Mây\n"
    )
    found = nodes(text)
    assert [n.text for n in found if n.part == "recipients"] == ["UBND huyện (để b/c);", "Lưu: VT."]
    assert [n.text for n in found if n.part == "signature"] == [
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Trần Thị Mây",
    ]


def test_a_recipient_beside_the_signature_is_quoted_as_far_as_it_stands_in_one_piece() -> None:
    text = plan_text(BODY).split("Nơi nhận:")[0] + (
        "Nơi nhận:                                    KT. CHỦ TỊCH\n"
        "- Bộ Nông nghiệp và Môi                      PHÓ CHỦ TỊCH\n"
        "trường (để b/c);\n"
        "- Lưu: VT.                                   Trần Thị Mây\n"
    )
    first = next(n for n in nodes(text) if n.part == "recipients")
    assert first.text == "Bộ Nông nghiệp và Môi trường (để b/c);"
    quote = first.passage.span(first.body, len(first.passage.text)).quote
    assert quote == "Bộ Nông nghiệp và Môi"


def test_page_numbers_are_left_out_and_paragraphs_go_on_over_pages() -> None:
    text = plan_text(BODY).replace("khuyến nông ở các", "khuyến nông ở\f2\ncác")
    first = next(n for n in nodes(text) if n.label == "-" and n.part == "body")
    assert "khuyến nông ở các thôn" in first.text
    assert set(first.passage.pages) == {1, 2}


def test_a_quote_over_a_page_end_is_cut_there() -> None:
    text = plan_text(BODY).replace("khuyến nông ở các", "khuyến nông ở\fcác")
    first = next(n for n in nodes(text) if n.label == "-" and n.part == "body")
    span = first.passage.span(first.body, len(first.passage.text))
    assert span.page == 1
    assert span.quote.endswith("khuyến nông ở")
    assert span.quote in " ".join(pages_of(text)[0].text.split())


def test_what_looks_like_a_number_in_a_sentence_opens_no_section() -> None:
    body = "I. NỘI DUNG\nThực hiện theo hướng dẫn tại khoản\n5. Điều này áp dụng cho cả xã.\n"
    assert [n.path for n in nodes(plan_text(body)) if n.kind == "section"] == ["I"]


def test_a_letter_that_was_misread_is_the_next_one() -> None:
    body = "I. PHÂN CÔNG\n1. Các phòng\na) Sở A\nMột.\nb) Sở B\nHai.\nø) Sở C\nBa.\n9) Sở D\nBốn.\n"
    paths = [n.path for n in nodes(plan_text(body)) if n.kind == "section"]
    assert paths == ["I", "I.1", "I.1.a", "I.1.b", "I.1.c", "I.1.d"]


def test_a_chapter_without_its_number_stands_between_its_neighbours() -> None:
    body = "I. MỤC ĐÍCH\nViệc.\nMỤC TIÊU, CHỈ TIÊU\n- Một;\n- Hai.\nIII. KINH PHÍ\nNgân sách.\n"
    paths = [n.path for n in nodes(plan_text(body)) if n.kind == "section"]
    assert paths == ["I", "II", "III"]
    two = body.replace("- Một;", "NHIỆM VỤ, GIẢI PHÁP\n- Một;").replace(
        "- Hai.", "HAI BA BỐN\nHai."
    )
    paths = [n.path for n in nodes(plan_text(two)) if n.kind == "section"]
    assert paths == ["I", "III"]


def test_a_bullet_below_a_heading_as_wide_as_the_page_is_one() -> None:
    body = """
        I. NHIỆM VỤ
           1. Số hóa hồ sơ, tái cấu trúc quy trình giải quyết thủ tục hành chính của phường
           - Nội dung: Rà soát, cắt giảm thành phần hồ sơ; số hóa kết quả còn hiệu lực theo
        quy định của Chính phủ tại các Nghị định hiện hành.
    """
    found = nodes(plan_text(body))
    assert [n.text[:10] for n in found if n.path.startswith("I.1")] == ["Số hóa hồ ", "Nội dung: "]


@given(st.lists(st.text(alphabet="abcIVX12.)-+ ĐaạK:;\n", max_size=40), max_size=30))
def test_any_text_has_an_outline_of_all_its_words(lines: list[str]) -> None:
    text = "\n".join(lines)
    tree = outline_of(text)
    words = [w.text for n in tree.nodes for w in n.passage.words]
    read = [w.text for page in pages_of(text) for w in page.words]
    # page numbers and the words "Nơi nhận" are all that may be left out
    assert len(read) - len(words) <= 3 * 3 or set(words) <= set(read)
    for node in tree.nodes:
        assert node.parent is None or node.parent < node.index
        assert 0 <= node.body <= len(node.passage.text)


def test_a_number_that_stands_alone_belongs_to_the_next_line() -> None:
    found = outline_of(
        plan_text("I. NỘI DUNG\n1. Một\n1.1. Sở Y tế\nViệc một.\n1.2.\nCông an tỉnh\nViệc hai.\n")
    )
    assert [(n.path, n.text) for n in found.part("body") if n.kind == "section"][-2:] == [
        ("I.1.1", "Sở Y tế"),
        ("I.1.2", "Công an tỉnh"),
    ]


def test_numbers_that_lost_their_point() -> None:
    body = (
        "I. MỤC ĐÍCH\n1. Mục đích:\nNâng cao.\n2 Yêu cầu:\nKịp thời.\nII NHIỆM VỤ\n1. Một\nViệc.\n"
    )
    found = outline_of(plan_text(body))
    assert [n.path for n in found.part("body") if n.kind == "section"] == [
        "I",
        "I.1",
        "I.2",
        "II",
        "II.1",
    ]
