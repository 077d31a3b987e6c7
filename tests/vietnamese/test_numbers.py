"""Numbers and amounts of money as printed, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.vietnamese.numbers import format_number, parse_money, parse_number, parse_roman


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("08", 8),
        ("0", 0),
        ("1250", 1250),
        ("1.250", 1250),
        ("1.250.000.000", 1_250_000_000),
        ("1,250,000", 1_250_000),
        ("12,5", 12.5),
        ("0,05", 0.05),
        ("12,0", 12),
        ("1.250,75", 1250.75),
        ("10 triệu", 10_000_000),
        ("10  TRIỆU", 10_000_000),
        ("12,5 tỷ", 12_500_000_000),
        ("1,1 tỷ", 1_100_000_000),
        ("10.000 tỷ", 10_000_000_000_000),
        ("2 triệu 500 nghìn", 2_500_000),
        ("2 triệu rưỡi", 2_500_000),
        ("không", 0),
        ("một", 1),
        ("mười", 10),
        ("mười lăm", 15),
        ("hai mươi", 20),
        ("hai mươi mốt", 21),
        ("Hai mươi tư", 24),
        ("một trăm linh năm", 105),
        ("ba trăm", 300),
        ("chín trăm chín mươi chín", 999),
        ("một nghìn không trăm linh hai", 1002),
        ("hai trăm ngàn", 200_000),
        ("một nghìn tỷ", 1_000_000_000_000),
        ("ba tỷ hai trăm triệu một trăm linh một nghìn", 3_200_101_000),
    ],
)
def test_number(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "12.5",  # a point groups thousands; 6.3 is a section
        "1.25",
        "1.2500",
        "0.500",
        ".5",
        "5,",
        "1,250.75",
        "12a",
        "10 - 12",
        "10 sản phẩm",
        "-5",
        "12,5 tỷ đồng",  # money
        "mười mười",
        "hai mươi mười",
        "lăm",
        "mươi",
        "nghìn",
        "hai triệu ba",  # 2,300,000 in speech
        "trăm hai",
        "một trăm hai",
        "hai nghìn ba nghìn",
        "ba nghìn hai triệu rưỡi nghìn",
        "năm 2021",
        "²",
        "٣",
    ],
)
def test_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "dong"),
    [
        ("12,5 tỷ đồng", 12_500_000_000),
        ("10 triệu đồng", 10_000_000),
        ("10 triệu", 10_000_000),
        ("500.000 đồng", 500_000),
        ("500.000đ", 500_000),
        ("500.000 VNĐ", 500_000),
        ("500 trđ", 500_000_000),
        ("500tr.đ", 500_000_000),
        ("20 tỉ", 20_000_000_000),
        ("300 ngàn đồng", 300_000),
        ("hai mươi triệu đồng", 20_000_000),
        ("1.250 tỷ đồng Việt Nam", 1_250_000_000_000),
        ("0 đồng", 0),
        ("", None),
        ("đồng", None),
        ("500.000", None),
        ("1,5 đồng", None),
        ("10 triệu người", None),
        ("10 triệu đồng/sản phẩm", None),
    ],
)
def test_money(text: str, dong: int | None) -> None:
    assert parse_money(text) == dong


@pytest.mark.parametrize(
    ("text", "value"),
    [("I", 1), ("IV", 4), ("IX", 9), ("XIV", 14), ("XC", 90), ("MCMXCIX", 1999)]
    + [(text, None) for text in ("", "IIII", "iv", "VX", "IC", "A", "I1", "MMMM")],
)
def test_roman(text: str, value: int | None) -> None:
    assert parse_roman(text) == value


def test_no_two_roman_numerals_are_the_same_number() -> None:
    letters = {"": 0}
    for _ in range(4):
        letters |= {head + tail: 0 for head in letters for tail in "IVXL"}
    values = [value for text in letters if (value := parse_roman(text)) is not None]
    assert len(values) == len(set(values)) > 20


@given(st.integers(0, 10**15))
def test_whole_numbers_round_trip(value: int) -> None:
    assert parse_number(format_number(value)) == value
    assert parse_number(str(value)) == value
    assert parse_money(format_number(value) + " đồng") == value


@given(st.integers(0, 10**10), st.integers(0, 999))
def test_fractions_round_trip(whole: int, thousandths: int) -> None:
    value = whole + thousandths / 1000
    assert parse_number(format_number(value)) == value


@given(st.integers(0, 10**12 - 1))
def test_words_round_trip(value: int) -> None:
    assert parse_number(in_words(value)) == value


@given(st.text())
def test_any_text_is_a_number_or_none(text: str) -> None:
    value = parse_number(text)
    assert value is None or value >= 0


DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def in_words(value: int) -> str:
    """The number in full words, as contracts spell it."""
    if value == 0:
        return DIGITS[0]
    groups = [value // 10**power % 1000 for power in (9, 6, 3, 0)]
    out: list[str] = []
    for group, scale in zip(groups, ("tỷ", "triệu", "nghìn", ""), strict=True):
        if group:
            out += _group(group, full=bool(out)) + ([scale] if scale else [])
    return " ".join(out)


def _group(value: int, *, full: bool) -> list[str]:
    hundreds, rest = divmod(value, 100)
    tens, unit = divmod(rest, 10)
    out = [DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0 and unit:
        return [*out, *(["linh"] if out else []), DIGITS[unit]]
    if tens:
        out += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
        if unit:
            last = {1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn", 5: "lăm"}
            out.append(last.get(unit, DIGITS[unit]))
    return out
