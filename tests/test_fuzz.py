"""What nobody wrote: damaged files through all stages, any text through the parsers."""

import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.damage import case
from bench.fuzz import run
from pipeline.outline.labels import find_bare_label, find_label
from pipeline.restore import restore
from pipeline.restore.legacy import Reader
from pipeline.sources.encoding import decode, looks_like_text
from pipeline.vietnamese.codes import doc_type_of, find_codes, find_doc_types, parse_code
from pipeline.vietnamese.dates import find_dates, parse_date
from pipeline.vietnamese.encodings import font
from pipeline.vietnamese.numbers import parse_money, parse_number, parse_roman
from tests.runs import process, write_plans

SEED, NUMBER = 2026, 100
# As a foreign OCR engine reads Vietnamese.
MISREAD = 4 * "Uy ban nhan dan x4 giao Phéng Kinh té chu tri, phdi hgp v6i cac thén vé 03 lép\n"


def test_damaged_files_are_read_or_refused_in_one_line() -> None:
    cases = (case(SEED, number) for number in range(NUMBER))
    told = [(taken.name, taken.how, outcome) for taken, outcome in run(cases, processes=2)]
    assert len(told) == NUMBER
    assert [each for each in told if each[2].fault] == []
    kinds = {outcome.kind for _, _, outcome in told}
    assert {"done", "sources.damaged", "flow.nothing-read"} <= kinds


# Any text

# What the parsers look for, and what looks like it: figures of other scripts, letters that are
# longer in the other case, blanks of all widths, marks without a letter.
WORDS = (  # noqa: SIM905
    "0 1 9 12 007 2024 99999999999999999999 1.250.000 12,5 , . .. / - – _ … % ( ) : ; “ [ { | "
    "một mươi mười trăm linh nghìn triệu tỷ rưỡi đồng đ VND ngày tháng năm quý Quý "
    "QĐ-TTg KH-UBND /KH- QD - UBND TT BNNPTNT NĐ-CP QH15 QĐ/TU Căn cứ Quyết định số "
    "I II IV X XL MCMXC l 1 Phần Chương thứ a) đ) (1) (iv) + * • HI. "
    "² ① ٣ ४ ½ Ⅳ ß İ ŉ ﬁ Ǆ ı ſ \u212a ʼ \u0301 \u0323 \u031b \u200b \u200d \u200f \u2028 "
    "\x85 \x0c \xa0 \t \r \n \0 \ufeff 日 😀 tØnh ®¹o ñöôïc Ä‘Ã ca'c dde^`u \x90 \x81"
).split(" ")
pieces = st.sampled_from([*WORDS, " "]) | st.characters(codec="utf-8")
texts = st.lists(pieces).map("".join)

PARSERS: dict[str, Callable[[str], object]] = {
    "number": parse_number,
    "money": parse_money,
    "roman": parse_roman,
    "date": parse_date,
    "dates": lambda text: list(find_dates(text)),
    "code": parse_code,
    "codes": lambda text: list(find_codes(text)),
    "kinds of documents": lambda text: list(find_doc_types(text)),
    "kind of a symbol": doc_type_of,
    "label": find_label,
    "bare label": find_bare_label,
    "legacy lines": lambda text: [Reader().line(line) for line in text.split("\n")],
    "legacy fonts": lambda text: Reader().words(text.split(), ["VNI-Times"] * len(text.split())),
    "name of a font": font,
    "bytes": lambda text: (looks_like_text(text.encode()), decode(text.encode("utf-16-le"))),
}
parsers = pytest.mark.parametrize("parse", PARSERS.values(), ids=PARSERS)


@parsers
@given(text=texts)
@settings(deadline=None)
def test_any_text_is_parsed_or_not(parse: Callable[[str], object], text: str) -> None:
    parse(text)


@given(text=texts)
def test_nothing_of_a_line_is_lost(text: str) -> None:
    assert "".join(part.read for part in Reader().line(text)) == text


SHORT, LONG = 4_000, 32_000  # characters
MOST = 3.0  # times as long as in proportion; a quadratic pattern takes eight times as long
SLACK = 0.1  # seconds


def seconds(parse: Callable[[str], object], text: str) -> float:
    begun = time.thread_time()
    parse(text)
    return time.thread_time() - begun


def assert_in_proportion(parse: Callable[[str], object], before: str, fragment: str) -> None:
    """The best of three: on a busy machine any of them may take longer, and none shorter."""
    for attempt in range(3):
        own = fragment if not attempt else chr(ord("a") + attempt) + fragment  # nothing cached
        short, long = (before + own * (length // len(own)) for length in (SHORT, LONG))
        limit = MOST * LONG / SHORT * seconds(parse, short) + SLACK
        if (taken := seconds(parse, long)) < limit:
            return
    pytest.fail(f"{taken:.2f} s, and {limit:.2f} s would be in proportion")


@parsers
@given(fragment=st.lists(pieces, min_size=1, max_size=6).map("".join))
@settings(deadline=None, max_examples=25)
def test_time_is_in_proportion(parse: Callable[[str], object], fragment: str) -> None:
    assert_in_proportion(parse, "", f"{fragment} ")


# Faults that damaged files have shown, each as small as it can be


@pytest.mark.parametrize(
    "letter", ["ô", f"{MISREAD}㐀", "x" + 200 * "\u0301"], ids=["legacy", "glued", "marks"]
)
def test_a_word_without_end(letter: str) -> None:
    restore(MISREAD)  # what is read once is not counted
    assert_in_proportion(restore, letter[:-1], letter[-1])


def test_a_word_file_without_words_is_refused(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "empty.docx"))
    summary = process(tmp_path / "empty.docx", output=tmp_path / "out")
    assert "fault of the program" not in summary.troubles[0].error


def test_a_picture_whose_header_is_too_short_costs_no_other(tmp_path: Path) -> None:
    header = struct.pack(">I4sII", 4, b"IHDR", 1, zlib.crc32(b"IHDR" + struct.pack(">I", 1)))
    (tmp_path / "damaged.png").write_bytes(b"\x89PNG\r\n\x1a\n" + header)
    summary = process(write_plans(tmp_path, "plan.txt"), output=tmp_path / "out")
    assert summary.documents == {"done": 1, "partial": 0, "failed": 1}
