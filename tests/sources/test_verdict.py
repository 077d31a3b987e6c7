"""Is a page's own text to be trusted? Texts in every state in which archives hold them."""

import pytest

from pipeline.settings import Settings
from pipeline.sources import open_source
from pipeline.sources.encoding import decode
from pipeline.sources.verdict import judge, measure
from pipeline.vietnamese.letters import fold
from tests.paper import PROSE, SHARED

RIGHT = " ".join(PROSE)
GARBLED = (
    "Uy ban nhan dan x4 giao Phong Kinh té chu tri, phéi hgp vé6i cac thén té chirc 03 l6p "
    "tap hudn vé san xuat lua chat lwong cao cho 120 hé dan trén dia ban; thoi gian thuc hién"
)
TCVN3 = (
    "ñy ban nh©n d©n x· giao Phßng Kinh tÕ chñ tr×, phèi hîp víi c¸c th«n tæ chøc 03 líp tËp huÊn "
    "vÒ s¶n xuÊt lóa chÊt l­îng cao cho 120 hé d©n trªn ®Þa bµn"
)
VNI = (
    "UÛy ban nhaân daân xaõ giao Phoøng Kinh teá chuû trì, phoái hôïp vôùi caùc thoân toå chöùc 03 "
    "lôùp taäp huaán veà saûn xuaát luùa chaát löôïng cao cho 120 hoä daân"
)
UNMAPPED = RIGHT.translate({ord(letter): 0xE000 + i for i, letter in enumerate("ấợớậủ")})


@pytest.mark.parametrize(
    ("text", "scanned", "verdict", "reason"),
    [
        (RIGHT, 0, "trusted", "Vietnamese"),
        (RIGHT.upper(), 0, "trusted", "Vietnamese"),
        (RIGHT * 2, 1, "trusted", "Vietnamese"),
        (GARBLED, 0, "wrong", "syllables"),
        (GARBLED * 3, 1, "wrong", "syllables"),
        (fold(RIGHT), 0, "wrong", "diacritics"),
        (TCVN3, 0, "wrong", "legacy"),
        (VNI, 0, "wrong", "legacy"),
        (UNMAPPED, 0, "wrong", "meaning"),
        ("", 0, "missing", "no text of its own"),
        ("SAO Y; ỦY BAN NHÂN DÂN XÃ; 03/02/2026; 15:40:13", 1, "missing", "words on a scanned"),
        ("12", 1, "missing", "words on a scanned"),
        ("12", 0, "trusted", "too few"),
        (f"{RIGHT} an@xa.gov.vn 2026-02-18T15:46:08+0700", 0, "trusted", "Vietnamese"),
        ("an@xa.gov.vn 2026-02-18T15:46:08+0700 binh@xa.gov.vn", 0, "trusted", "too few"),
        ("1 Xã Hòa Lộc 12 4 8 2 Xã Phú Thượng 9 3 6 3 Phường Bến Đá 7 2 5 Tổng cộng 28", 0,
         "trusted", ""),
    ],
)  # fmt: skip
def test_verdict_and_reason(text: str, scanned: float, verdict: str, reason: str) -> None:
    told = judge(text.split(), scanned=scanned)
    assert told.verdict == verdict
    assert reason in told.reason


def test_what_a_signature_leaves_does_not_count() -> None:
    trailer = ["an@xa.gov.vn", "2026-02-18T15:46:08+0700"] * 50
    assert measure([*RIGHT.split(), *trailer]) == measure(RIGHT.split())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents are not here")
@pytest.mark.parametrize(
    ("folder", "wrong"),
    [("plans", {"004.txt"}), ("real/text", set()), ("real/paired", set())],
)
def test_real_texts(folder: str, wrong: set[str]) -> None:
    for path in sorted((SHARED / folder).glob("*.[tm][xd]*")):
        words = decode(path.read_bytes()).split()
        passages = [words, *(words[i : i + 250] for i in range(0, len(words) - 250, 250))]
        verdicts = {judge(passage).verdict for passage in passages}
        assert verdicts == {"wrong" if path.name in wrong else "trusted"}, path.name


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents are not here")
@pytest.mark.parametrize(
    ("name", "verdicts", "wants_ocr"),
    [
        ("garbled/308-qd-2025.pdf", "w" * 10, "y" * 10),
        ("garbled/3176b-qd-syt.pdf", "ww", "yy"),
        ("garbled/86-qd-2025-mixed.pdf", "tm", "nn"),  # the second page is blank
        ("paired/91-ttr.pdf", "m" * 15, "y" * 15),  # the first one has a stamp's text
        ("scans/1942-kh-syt.pdf", "mm", "yy"),
        ("scans/2155-kh-syt.pdf", "mmmm", "yyyy"),
    ],
)
def test_real_pdfs(name: str, verdicts: str, wants_ocr: str) -> None:
    with open_source(SHARED / "real" / name, Settings()) as source:
        pages = [source.page(number) for number in range(1, source.n_pages + 1)]
        assert "".join(page.layer.verdict[0] for page in pages if page.layer) == verdicts
        assert "".join("ny"[page.wants_ocr] for page in pages) == wants_ocr
