"""The encodings before Unicode: recognised word by word, decoded, never seen where none is."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq

from pipeline.restore import restore
from pipeline.restore.page import restore_page
from pipeline.settings import Settings
from pipeline.sources import open_source
from pipeline.vietnamese.encodings import Encoding
from pipeline.vietnamese.letters import nfc
from pipeline.vietnamese.syllables import syllables
from pipeline.vietnamese.tones import normalise_tone
from pipeline.vietnamese.usage import rank
from schemas.page import Cell, Line, Page, Table, Word
from tests.encoded import decoded, in_runs, in_turns, plans, right
from tests.encoders import ENCODERS, tcvn3, utf8, viqr, vni

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
LEGACY = SHARED / "real" / "legacy"
SINGLE = sorted(set(ENCODERS) - {"viqr"})


@pytest.mark.parametrize(
    ("read", "restored"),
    [
        ("KÕ ho¹ch ®µo t¹o n¨m 2004", "Kế hoạch đào tạo năm 2004"),
        ("Céng hßa x· héi chñ nghÜa", "Cộng hòa xã hội chủ nghĩa"),
        ("vèn ®Çu t­, ­u ®·i, 10.000 ® (ë x·)", "vốn đầu tư, ưu đãi, 10.000 đ (ở xã)"),
        ("Sè: 36/Q§-UBND vµ 12/2004/N§-CP", "Số: 36/QĐ-UBND và 12/2004/NĐ-CP"),
        ("« nhiÔm m«i tr­êng, « t« ®iÖn", "ô nhiễm môi trường, ô tô điện"),
        ("Ch­¬ng I: §Êt ®ai “söa ®æi” – ch­a cã", "Chương I: Đất đai “sửa đổi” – chưa có"),
        ("§iÒu 5", "Điều 5"),
        ("Keá hoaïch ñaøo taïo naêm 2004", "Kế hoạch đào tạo năm 2004"),
        ("QUYEÁT ÑÒNH, ÑÖÔØNG TÆNH", "QUYẾT ĐỊNH, ĐƯỜNG TỈNH"),
        ("AÁp Taân Myõ, ngöôøi daân UÛy ban", "Ấp Tân Mỹ, người dân Ủy ban"),
        ("Káº¿ hoáº¡ch sá»‘ 12", "Kế hoạch số 12"),
        ("HÃ\xa0 Ná»™i â€“ lÃ â€œthÃ\xa0nh phá»‘â€\x9d", "Hà Nội – là “thành phố”"),
        ("Côòng hoÌa xaÞ hôòi, Ðiêòn Biên PhuÒ", "Cộng hòa xã hội, Điện Biên Phủ"),
        ("Ca'c xa~ dda~ to^? chu+'c 12 lo+'p", "Các xã đã tổ chức 12 lớp"),
        ("DDie^`u 5. Ho. co' nha` o+? Ha` No^.i.", "Điều 5. Họ có nhà ở Hà Nội."),
        ("Ai dde^'n tru+o+'c? Ba` Ba cho ho. vay.", "Ai đến trước? Bà Ba cho họ vay."),
        ("C\x12NG H¼A X‚ H\x12I: c¶ng hòa xã h¶i", "CỘNG HÒA XÃ HỘI: cộng hòa xã hội"),
    ],
)  # fmt: skip
def test_decoded(read: str, restored: str) -> None:
    assert restore(read).text == restored


@pytest.mark.parametrize(
    ("read", "restored"),
    [
        # a word in capitals has them in its English letters
        ("CéNG HßA, §éC LËP", "CỘNG HÒA, ĐỘC LẬP"),
        ("Tr­êng §H B¸ch khoa", "Trường ĐH Bách khoa"),
        # one that has none is like its neighbours
        ("KINH TÕ Vµ X· HéI ë HUYÖN", "KINH TẾ VÀ XÃ HỘI Ở HUYỆN"),
        ("Vµ ë tØnh B¾c Ninh", "Và ở tỉnh Bắc Ninh"),
        # the first letter of a sentence, of a name
        ("- øng dông c«ng nghÖ; ë x·. ë huyÖn", "- Ứng dụng công nghệ; ở xã. Ở huyện"),
        ("Chñ tÞch ñy ban nh©n d©n, ñy viªn", "Chủ tịch Ủy ban nhân dân, ủy viên"),
        # what only its font shows
        ("quyÕt ®Þnh", "quyết định"),
    ],
)
def test_capitals_of_tcvn3(read: str, restored: str) -> None:
    assert restore(f"KÕ ho¹ch ®µo t¹o.\n{read}").text == f"Kế hoạch đào tạo.\n{restored}"


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch đào tạo năm 2004",
        "été général à Paris, où il a dû être là, Noël naïve",
        "Über die Straße für Müller, größer als Österreich «gut» »so«",
        "José © 2004 – Zürich, señor y niño, São Paulo",
        "Điều 5 «nghị định» ®; OCOP®, 4.0™",
        "20 µm ± 5 °C · ½; 36 m² đất, 16º06’37 độ, i = 1÷n",
        "· Đông · Tây · Lâm; (§=5-6<0=§a+8b)",
        "tÊn:..... gÓP vốn, họ và tÊn",
        "Quý 4, ý kiến; hoá đơn, thuý, tri\u00adển khai",
        "plan 2004",
        "What? Who's there? e.g. a^2 + b^2, o'clock, i.e. add the dd/mm/yyyy",
        "Uy ban nhan dan xa da to chuc 12 lop tap huan. Ai? Ho. O dau?",
        "an.nguyen@xa.gov.vn https://thuvien.vn/van-ban?id=3&a=(b) C:\\ho\\so.docx",
        "x = a[i+1] ^ b(c) + `ls` ~/home",
        "",
    ],
)
def test_unicode_stays(text: str) -> None:
    assert decoded(text) == text


def test_a_short_line_is_like_those_before() -> None:
    assert decoded("§Çu t­ vèn\nnh©n d©n\n2004\nTæng\ncá") == "Đầu tư vốn\nnhân dân\n2004\nTổng\ncỏ"
    assert decoded("Tæng\ncá") == "Tæng\ncá"


def test_encodings_change_from_line_to_line() -> None:
    mixed = "KÕ ho¹ch ®µo t¹o\nKế hoạch đào tạo\nKeá hoaïch ñaøo taïo\nKáº¿ hoáº¡ch Ä‘Ã\xa0o táº¡o"
    assert decoded(mixed) == "\n".join(["Kế hoạch đào tạo"] * 4)


@pytest.mark.parametrize(
    ("read", "restored"),
    [
        ("Ủy ban nhân dân tỉnh ban hµnh kÕ ho¹ch theo quy định",
         "Ủy ban nhân dân tỉnh ban hành kế hoạch theo quy định"),
        ("QUYEÁT ÑÒNH cuûa Thuû töôùng – thùc hiÖn ch­¬ng tr×nh",
         "QUYẾT ĐỊNH của Thủ tướng – thực hiện chương trình"),
        ("CHUÛ TÒCH Trương Tấn Thiệu", "CHỦ TỊCH Trương Tấn Thiệu"),
    ],
)  # fmt: skip
def test_encodings_change_within_a_line(read: str, restored: str) -> None:
    assert restore(read).text == restored


def test_a_soft_hyphen_that_was_dropped() -> None:
    read = tcvn3("Chương trình được đầu tư trước tháng 5").replace("\u00ad", "")
    assert restore(read).text == "Chương trình được đầu t trước tháng 5"


# Pages, with fonts


def page(*lines: list[tuple[str, str | None]]) -> Page:
    blocks = (
        Line(words=tuple(Word(text=text, font=font) for text, font in line)) for line in lines
    )
    return Page(number=1, text_source="plain-text", blocks=tuple(blocks))


def set_in(font: str | None, text: str) -> list[tuple[str, str | None]]:
    return [(word, font) for word in text.split()]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        # the font tells of a word that alone says nothing
        ([set_in(".VnTime", "Tæng")], "Tổng"),
        ([set_in("VNI-Times", "Soá")], "Số"),
        ([set_in(None, "Tæng")], "Tæng"),
        # fonts of capitals
        ([set_in(".VnTimeH", "ñy ban nh©n d©n tØnh")], "ỦY BAN NHÂN DÂN TỈNH"),
        ([set_in(".VnTimeH", "tØnh") + set_in(".VnTime", "tØnh")], "TỈNH tỉnh"),
        # run by run
        ([set_in(".VnTime", "Sè") + set_in(None, "hiệu 12") + set_in("VNI-Times", "Soá")],
         "Số hiệu 12 Số"),
        # a legacy font over Unicode, over another encoding
        ([set_in(".VnTime", "Ủy ban nhân dân"), set_in(".VnTime", "và các xã")],
         "Ủy ban nhân dân\nvà các xã"),
        ([set_in(".VnTime", "Coäng hoøa xaõ hoäi"), set_in(".VnTime", "Töï do")],
         "Cộng hòa xã hội\nTự do"),
    ],
)  # fmt: skip
def test_fonts_of_words(lines: list[list[tuple[str, str | None]]], text: str) -> None:
    restored = restore_page(page(*lines))
    assert restored.text == text
    assert restore_page(restored) == restored


def test_words_of_a_page_keep_what_was_read() -> None:
    restored = restore_page(page(set_in(None, "KÕ ho¹ch n¨m 2004")))
    assert restored.text == "Kế hoạch năm 2004"
    assert restored.raw_text == "KÕ ho¹ch n¨m 2004"


def test_cells_and_a_letterhead() -> None:
    head = [Word(text=text) for text in ("Độc", "lập", "-", "Tự", "do")]
    words = [("Soá",), ("Teân", "lôùp"), ("Toång", "coäng"), ("12",), ("Ủy", "ban")]
    row = tuple(Cell(words=tuple(Word(text=text) for text in cell)) for cell in words)
    restored = restore_page(
        Page(
            number=1, text_source="plain-text", blocks=(Line(words=tuple(head)), Table(rows=(row,)))
        )
    )
    assert restored.text == "Độc lập - Tự do\nSố\tTên lớp\tTổng cộng\t12\tỦy ban"


# What always holds

IN_USE = sorted({s for s in map(normalise_tone, syllables()) if rank(s) is not None})
TOKENS = st.sampled_from(IN_USE) | st.sampled_from(
    ["36/KH-UBND", "2004", "12,5%", "OCOP", "(3)", "an@xa.vn", "QĐ-UBND", "-", "15/6/2024"]
)


@given(st.lists(TOKENS, min_size=8), st.sampled_from(SINGLE), st.data())
def test_lines_come_back(words: list[str], encoding: Encoding, data: st.DataObject) -> None:
    line = " ".join(
        [*data.draw(st.permutations(["được", "những", "kế", "hoạch", "người"])), *words]
    )
    restored = decoded(ENCODERS[encoding](line)).split()
    same = sum(a == b for a, b in zip(restored, line.split(), strict=True))
    assert same >= len(restored) - 1 - len(restored) // 20


@given(st.lists(st.sampled_from(sorted(map(normalise_tone, syllables()))), min_size=1))
def test_no_vietnamese_line_is_taken_for_legacy_text(words: list[str]) -> None:
    assert decoded(" ".join(words)) == " ".join(words)
    assert decoded(" ".join(words).upper()) == " ".join(words).upper()


@given(st.text(alphabet="aeiouydDhnt'`?~.^(+*\\ 12\n"))
def test_ascii_keeps_its_lines_and_numbers(text: str) -> None:
    assert re.findall(r"[\n\d]", decoded(text)) == re.findall(r"[\n\d]", text)


# Whole texts


@pytest.mark.parametrize("encoding", ENCODERS)
def test_own_plans(encoding: Encoding) -> None:
    found = total = 0
    for text in plans():
        found += right(text, decoded(ENCODERS[encoding](text)))
        total += len(text)
    assert total > 30_000
    assert found / total >= 0.999


@pytest.mark.parametrize(("mix", "least"), [(in_turns, 0.999), (in_runs, 0.995)])
def test_own_plans_mixed(
    mix: Callable[[str, list[Callable[[str], str]]], str], least: float
) -> None:
    found = total = 0
    for text in plans():
        lower = text.lower()
        found += right(lower, decoded(mix(lower, [tcvn3, vni, str, utf8])).lower())
        total += len(text)
    assert found / total >= least


@pytest.mark.parametrize("text", [pytest.param(text, id=text[:12]) for text in plans()])
def test_own_plans_in_unicode_stay(text: str) -> None:
    assert decoded(text) == text


def test_viqr_with_escapes() -> None:
    text = "Ai? Bà Ba. Chị ở đâu? Xã hội."
    assert decoded(viqr(text, escaped=True)) == text


@pytest.mark.skipif(not SHARED.exists(), reason="the real plans are not here")
@pytest.mark.parametrize(
    "name",
    [
        *(f"plans/00{n}.txt" for n in range(4)),
        *(f"real/text/{n}-kh-ubnd.md" for n in (144, 153, 157, 160, 182, 235, 597, 987)),
    ],
)
def test_real_unicode_stays(name: str) -> None:
    text = nfc((SHARED / name).read_text("utf-8"))
    assert decoded(text) == text


@pytest.mark.skipif(not LEGACY.exists(), reason="the real files are not here")
@pytest.mark.skipif(not shutil.which("antiword"), reason="antiword is not installed")
@pytest.mark.parametrize("name", ["tcvn3-2005-522-qd", "vni-2008-991-qd"])
def test_real_files(name: str) -> None:
    with open_source(LEGACY / f"{name}.doc", Settings()) as source:
        layers = [source.page(number + 1).layer for number in range(source.n_pages)]
    read = "\n".join(restore_page(layer).text for layer in layers if layer)
    ours = re.findall(r"[^\W_]+", read)
    truth = re.findall(r"[^\W_]+", restore((LEGACY / f"{name}.truth.txt").read_text("utf-8")).text)
    assert LCSseq.similarity(ours, truth) / len(truth) >= 0.99
