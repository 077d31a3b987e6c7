"""The language model at work: what is restored, what is left alone, what is told of it."""

import hashlib
import re
import subprocess
import sys
import time
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytesseract
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.restore import MODEL, restore, restore_lines
from pipeline.restore.page import restore_page
from pipeline.vietnamese.letters import MARKED, fold
from schemas.page import Box, Line, Page, Word
from tests.paper import PROSE, paragraph, photograph, write_pdf

PLAN = "\n".join(
    (
        "Thực hiện Kế hoạch số 12/KH-UBND ngày 05/3/2025 của Ủy ban nhân dân huyện Suối Vàng",
        "về đào tạo nghề cho lao động nông thôn, Ủy ban nhân dân xã ban hành kế hoạch như sau:",
        "I. MỤC ĐÍCH, YÊU CẦU",
        "- Nâng cao chất lượng nguồn nhân lực, góp phần giảm nghèo bền vững trên địa bàn xã;",
        "phấn đấu 85% lao động có việc làm sau khi học nghề.",
        "- Tổ chức 03 lớp tập huấn cho 120 hộ dân; kinh phí do ngân sách huyện bảo đảm.",
        "Giao Phòng Kinh tế chủ trì, phối hợp với các đơn vị liên quan tổ chức thực hiện,",
        "báo cáo kết quả về Ủy ban nhân dân huyện trước ngày 15 tháng 12 mỗi năm.",
    )
)


def bare(text: str) -> str:
    letters = (fold(c) if c in MARKED else c for c in text)
    return "".join(b.upper() if c.isupper() else b for b, c in zip(letters, text, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "Ủy ban nhân dân tỉnh Thanh Hóa ban hành kế hoạch",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Chương trình mục tiêu quốc gia xây dựng nông thôn mới (NTM)",
        "HĐND, UBND các xã, phường; Văn phòng Điều phối (VPĐP) tỉnh",
        "Căn cứ Quyết định số 919/QĐ-TTg ngày 01/8/2022 của Thủ tướng Chính phủ;",
        "mỗi xã một sản phẩm: 160 sản phẩm OCOP đạt 3 sao trở lên, website, SmartLife",
        PLAN,
    ],
)
def test_diacritics_are_restored(text: str) -> None:
    restored = restore(bare(text))
    assert restored.text == text
    assert restored.kind == "bare"
    assert restored.confidence > 0.9


@pytest.mark.parametrize(
    "text",
    [
        PLAN,
        "Ban quản lý dự án; xã Tân Lập; ông Lê Văn An",
        "The plan of the province is published on the website of the ministry every year.",
        "ho so",
        "36/KH-UBND 2021-2025 a@b.vn https://an.vn/ke-hoach",
        "Nguyễn Thị Xuân, Hà Văn Tâm, Lò Thị Mẩy",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    restored = restore(text)
    assert (restored.text, restored.changes, restored.doubts) == (text, (), ())


def test_slips_of_a_scan_are_mended() -> None:
    slips = [("Tổ chức", "Tô chức"), ("chủ trì", "chủ trỉ"), ("huấn", "huân")]
    read = PLAN
    for right, wrong in slips:
        read = read.replace(right, wrong)
    restored = restore(read, scanned=True)
    assert restored.text == PLAN
    assert restored.kind == "slips"
    assert {change.read for change in restored.changes} == {"Tô", "trỉ,", "huân"}
    assert all(0.5 <= change.probability <= 1 for change in restored.changes)


def test_a_comma_that_a_scan_made_a_full_stop() -> None:
    read = PLAN.replace("chủ trì, phối hợp", "chủ trì. phối hợp")
    assert restore(read, scanned=True).text == PLAN
    assert restore(read).text == read


def test_text_of_a_foreign_reader(tmp_path: Path) -> None:
    """Typeset, read by Tesseract's English model, restored: the whole way, with the real engine."""
    image = photograph(write_pdf(tmp_path / "a.pdf", paragraph(PROSE)), dpi=300)
    read = pytesseract.image_to_string(Image.fromarray(image.pixels), lang="eng")
    restored = restore(read)
    assert restored.kind == "foreign"
    right, wrong = " ".join(PROSE).split(), restored.text.split()
    assert sum(a == b for a, b in zip(right, wrong, strict=True)) >= 0.93 * len(right)
    assert re.findall(r"\b\d+\b", restored.text) == re.findall(r"\d+", " ".join(PROSE))


@pytest.mark.parametrize(
    ("read", "restored"),
    [
        (
            "Quyét dinh s6 5363/QP-UBND ngay 28/12/2018 ctia UBND tinh vé viéc phé duyét",
            "5363/QĐ-UBND",
        ),
        (
            "tai To trinh s6 96/TTr-VPDP ngay 18/02/2025 ctia Vin phong Piéu phéi tinh",
            "96/TTr-VPĐP",
        ),
        ("Thanh Héa, ngay 24thang 02 nam 2025 vé viéc trién khai Chwong trinh mdi", "24 tháng 02"),
        (
            "7.Sé Vin hoa, Thé thao va Du lich trién khai Chwong trinh tai cac huyén",
            "7. Sở Văn hóa",
        ),
    ],
)
def test_codes_and_numbers_of_a_foreign_reader(read: str, restored: str) -> None:
    assert restored in restore(f"{read}\n" * 3).text


@pytest.mark.parametrize(
    ("read", "restored"),
    [
        ("Nghị quyết số 54NQ-HĐND ngày 11/01/2021", "54/NQ-HĐND"),
        ("Nghị quyết số 33//NQ-HĐND ngày 20/11/2020", "33/NQ-HĐND"),
        ("Nghị quyết số 14/NÑQ-HĐND ngày 17/01/2019", "14/NQ-HĐND"),
        ("Quyết định số 38/QĐĐ-UBND ngày 26/11/2024", "38/QĐ-UBND"),
        ("Nghị quyết số 17/2021/7NQ-HĐND", "17/2021/7NQ-HĐND"),  # a digit is never dropped
        ("tại các cơ Sở sản xuất và Sở Y tế", "tại các cơ sở sản xuất và Sở Y tế"),
        ("phòng, chống tội phạm và tỆ nạN xã hội", "tệ nạn xã hội"),
    ],
)
def test_codes_and_sizes_of_letters_of_a_scan(read: str, restored: str) -> None:
    assert restored in restore(f"{PLAN}\n{read}\n{PLAN}", scanned=True).text


def test_a_text_may_mix_kinds() -> None:
    text = f"{PLAN}\n{bare(PLAN)}\n{PLAN}"
    restored = restore(text)
    assert restored.text == f"{PLAN}\n{PLAN}\n{PLAN}"
    assert [passage.kind for passage in restored.passages] == ["correct", "bare", "correct"]
    start, end, _ = restored.passages[1]
    assert text[start:end] == bare(PLAN)


def test_lines_that_were_wrapped_are_read_as_one() -> None:
    whole = "Giao Phòng Kinh tế chủ trì, phối hợp với các đơn vị liên quan tổ chức thực hiện"
    for at in range(len(whole.split()) - 1):
        words = bare(whole).split()
        wrapped = " ".join(words[: at + 1]) + "\n" + " ".join(words[at + 1 :])
        assert restore(wrapped).text.replace("\n", " ") == whole


sentences = st.lists(st.sampled_from(PLAN.split()), min_size=8, max_size=40).map(" ".join)


@given(sentences, st.sampled_from(["bare", "correct", "scanned"]))
@settings(deadline=None)
def test_what_always_holds(text: str, how: str) -> None:
    read = bare(text) if how == "bare" else text
    restored = restore(read, scanned=how == "scanned")
    assert re.findall(r"\d", restored.text) == re.findall(r"\d", read)
    assert len(restored.text.split()) == len(read.split())
    assert fold(restored.text) == fold(read) or how == "scanned"
    assert restore(restored.text)[:2] == (restored.text, ())
    assert [line + "\n" for line in restored.text.split("\n")] == list(
        restore_lines([read + "\n"], scanned=how == "scanned")
    )
    offsets = restored.offsets
    assert len(offsets) == len(restored.text) + 1
    assert offsets[-1] == len(read)
    assert all(before <= after for before, after in pairwise(offsets))
    for word in re.finditer(r"\d+", restored.text):
        assert read[offsets[word.start()] :].startswith(word[0])


def test_names_on_scans_are_not_made_common() -> None:
    names = "Quảng Tước\nXã Nà Vọng\nBạch Nhạn\nQuế Thượng"
    assert restore(f"{PLAN}\n{names}\n", scanned=True).text.endswith(f"{names}\n")


def test_words_of_a_page_tell_how_sure_restoration_is() -> None:
    lines = tuple(
        Line(words=tuple(Word(text=text, box=Box(0, 0, 9, 9)) for text in line.split()))
        for line in bare(PLAN).split("\n")
    )
    restored = restore_page(Page(number=1, text_source="text-layer", blocks=lines))
    assert restored.text == PLAN
    assert restored.raw_text == bare(PLAN)
    changed = [word for word in restored.words if word.read]
    assert len(changed) > 50
    assert all(word.certainty and word.certainty > 0.25 for word in changed)


def test_the_model_is_the_one_that_stored_pages_depend_on() -> None:
    model = files("pipeline.restore").joinpath("model.npz").read_bytes()
    assert hashlib.sha256(model).hexdigest()[:8] == MODEL


def test_start_is_quick_and_small() -> None:
    """Half a second and 300 MB are promised; a loaded machine may take longer."""
    script = (
        "import re, time; start = time.process_time()\n"
        "from pipeline.restore import restore; restore('uy ban nhan dan tinh')\n"
        "seconds = time.process_time() - start\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]\n"
        "print(seconds, peak)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    seconds, kilobytes = map(float, told.stdout.split())
    assert seconds < 2
    assert kilobytes < 300_000


def test_what_no_engine_for_latin_script_writes_is_no_misread_word() -> None:
    """A file of broken bytes is neither restored nor waited for."""

    def seconds(numbers: range) -> float:
        broken = "Quyét dinh ctia UBND tinh vé viéc phé duyét\n" * 3
        strange = " ".join(f"\u3c3c\ufffd{number:x}\u1f600" * 9 for number in numbers)
        start = time.thread_time()
        assert strange in restore(f"{broken}{strange}\n").text
        return time.thread_time() - start

    seconds(range(100))  # what is loaded the first time
    assert seconds(range(2000, 5200)) < 3 * 8 * seconds(range(1000, 1400)) + 0.5
