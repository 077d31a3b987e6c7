"""Numbers as Vietnamese documents print them: 1.250,75 · 10 triệu · hai mươi mốt · IV.

Strict: what is not wholly a number is None, never a guess. Ranges are for callers.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from pipeline.vietnamese.letters import nfc
from pipeline.vietnamese.rules import rules

# The point groups thousands, the comma begins the fraction; commas group only where there are
# two or more of them, as foreign software prints.
_NUMERAL = re.compile(
    r"[0-9]+(?:,[0-9]+)?|[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?|[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}"
)
_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def parse_number(text: str) -> int | float | None:
    """The value of a number in figures, words or both: "08", "12,5", "10 triệu", "hai mươi".

    An int where the value is whole, else a float. None for what is no number.
    """
    value = _value(_tokens(text))
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def parse_money(text: str) -> int | None:
    """An amount in đồng: "12,5 tỷ đồng", "500.000đ", "10 triệu".

    It must be told to be money by its currency, or by a scale (nghìn, triệu, tỷ); else None, as
    for an amount that is no whole number of đồng.
    """
    tokens = _tokens(text)
    money = rules("numbers")["money"]
    tokens = tokens[:-1] + money["shorthand"].get(tokens[-1], tokens[-1]).split() if tokens else []
    currency: list[str] = next((c for c in money["currencies"] if tokens[-len(c) :] == c), [])
    amount = tokens[: len(tokens) - len(currency)]
    if not currency and not any(token in rules("numbers")["scales"] for token in amount):
        return None
    value = _value(amount)
    return int(value) if value is not None and value == int(value) else None


def parse_roman(text: str) -> int | None:
    """The value of a Roman numeral in capitals, I to MMMCMXCIX; None for anything else."""
    if not text or not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_VALUES[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def format_number(value: int | float) -> str:
    """The number as documents print it: 1250.75 → "1.250,75"."""
    shown = f"{value:,}" if isinstance(value, int) else f"{Decimal(repr(value)):,f}"
    return shown.translate(str.maketrans(",.", ".,"))


def _tokens(text: str) -> list[str]:
    """Lower-case words and numerals; a unit set solid with its number is cut off (500đ)."""
    return re.sub(r"(?<=[0-9])(?=[^\W\d])", " ", nfc(text).lower()).split()


def _value(tokens: Sequence[str]) -> Decimal | None:
    """Cut at the largest scale: what is left of it times the scale, plus what is right of it."""
    digits, scales = rules("numbers")["digits"], rules("numbers")["scales"]
    found = [scales.get(token, 0) for token in tokens]
    scale = max(found, default=0)
    if not scale:
        return _below_scales(tokens)
    at = found.index(scale)
    if scale in found[at + 1 :]:
        return None
    left, right = _value(tokens[:at]), tokens[at + 1 :]
    match list(right):
        case []:
            rest: Decimal | None = Decimal(0)
        case ["rưỡi"]:
            rest = Decimal(scale // 2)
        case [digit] if digit in digits:
            rest = None  # hai triệu ba: 2,300,000 in speech, 2,000,003 by the letter
        case _:
            rest = _value(right)
    if left is None or rest is None or rest >= scale:
        return None
    return left * scale + rest


def _below_scales(tokens: Sequence[str]) -> Decimal | None:
    """A numeral, or words for 0 to 999."""
    if len(tokens) == 1 and _NUMERAL.fullmatch(tokens[0]):
        numeral = tokens[0].replace(".", "")
        return Decimal(numeral.replace(",", "." if numeral.count(",") == 1 else ""))
    digits: dict[str, int] = rules("numbers")["digits"]
    match list(tokens):
        case [hundreds, "trăm", *rest] if hundreds in digits:
            below = _below_hundred(rest) if rest else 0
            return None if below is None else Decimal(digits[hundreds] * 100 + below)
        case [digit] if digit in digits:
            return Decimal(digits[digit])
        case _:
            tens = _below_hundred(tokens)
            return None if tens is None or tens < 10 else Decimal(tens)


def _below_hundred(tokens: Sequence[str]) -> int | None:
    """What may follow the hundreds: linh năm, mười lăm, hai mươi mốt."""
    digits: dict[str, int] = rules("numbers")["digits"]
    units: dict[str, int] = digits | rules("numbers")["unit_digits"]
    match list(tokens):
        case ["linh" | "lẻ", unit] if unit in units:
            return units[unit]
        case ["mười"]:
            return 10
        case ["mười", unit] if unit in units:
            return 10 + units[unit]
        case [tens, "mươi"] if tens in digits:
            return digits[tens] * 10
        case [tens, "mươi", unit] if tens in digits and unit in units:
            return digits[tens] * 10 + units[unit]
        case _:
            return None
