"""Printed numbering: which label a line begins with, and whether it fits where it stands."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

LabelKind = Literal["part", "roman", "decimal", "letter", "count", "bullet"]

# Numbering of Decree 30/2020/NĐ-CP, Annex I: Phần, Chương, Mục; I; 1; a); and what plans add.
_PATTERNS: tuple[tuple[LabelKind, re.Pattern[str]], ...] = (
    (
        "part",
        re.compile(
            r"((?:PHẦN|Phần|CHƯƠNG|Chương)\s+(?:[IVXL]+|\d{1,2}|(?:thứ|Thứ|THỨ) \w+))\b[.:]?\s*"
        ),
    ),
    ("part", re.compile(r"([A-HĐ])\s?[./)]\s*(?=[^\W\d_]{2})")),
    (
        "roman",
        re.compile(r"([IVX]{1,6}|(?=[l1]*[IVX])[IVXl1]{1,5}(?=\.))\s?(?:[.)]\s*|[/:-]\s+)(?=\S)"),
    ),
    ("decimal", re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,4})(?:[.):]\s*|\s+)(?=[^\W\d_]|[“\"(])")),
    ("decimal", re.compile(r"(\d{1,2})\s?(?:[.)_](?!\d)\s*|/\s+)(?=[^\W\d_]|[“\"(])")),
    ("decimal", re.compile(r"(\d{1,2})-\s+(?![A-ZĐ]{1,6}/)(?=[A-ZĐÀ-Ỹ“\"])")),  # of the Party
    ("count", re.compile(r"(\(\d{1,2}\)|\([ivx]{1,4}\))\s*(?=\S)")),
    ("letter", re.compile(r"([a-zđ](?:\.\d{1,2})*)\)\s*(?=\S)")),
    ("letter", re.compile(r"([a-hđ]\d?)\.\s+(?=[^\W\d_])")),
    ("bullet", re.compile(r"(?:[~_^`-]{1,2}\s?(?=-))?([-–—+*•●▪◦])\s*(?=\S)")),
    ("bullet", re.compile(r"_?([~¬])\s+(?=[A-ZĐÀ-Ỹ])")),  # a dash that OCR misread
)

# numbers whose point was lost on paper
_BARE: tuple[tuple[LabelKind, re.Pattern[str]], ...] = (
    ("roman", re.compile(r"([IVX]{1,5})\s+(?=[A-ZĐÀ-Ỹ]{2})")),
    ("decimal", re.compile(r"(\d{1,2})\s+(?=[A-ZĐÀ-Ỹ])")),
)
# a letter that was taken for another sign: "ø) Trung tâm" for g)
_LIKE_LETTER = re.compile(r"[^\W_]{1,2}\)\s*(?=[A-ZĐÀ-Ỹ])")
_CHAPTER = (8, 100)  # characters of its heading
_MOST_MISSED = 4  # headings in a row that an OCR engine spoilt
_SPECKS = re.compile(r"[^\w\s(+*–—•-]{1,3}\s?")
_LIKE_ROMAN = re.compile(r"\W{0,3}[IVXLHUNTl1|!]{1,5}\s?[.,]\s*(?=\w{2})")
_ROMAN = {"I": 1, "V": 5, "X": 10}
# Vietnamese order; f, j, w and z, which only some offices count, may be passed over
_LETTERS = "abcdđefghijklmnopqrstuvwxyz"
_SELDOM = "fjw"
_CAPITALS = "ABCDĐEGH"  # that number the parts of a plan: A. MỤC ĐÍCH
WORDS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy")  # Phần thứ nhất
_DASHES = str.maketrans("–—•●▪◦~¬", "--------")


class Label(NamedTuple):
    """A label at the start of a line.

    `ordinals` are its numbers ("1.2" → (1, 2), "III" → (3,)); `end` is where the text begins.
    """

    kind: LabelKind
    text: str
    ordinals: tuple[int, ...]
    end: int


def find_label(text: str) -> Label | None:
    """The label that `text` begins with; None where it begins with none.

    Up to three specks before it are passed over (`'V.`, `..3.`). A hyphen counts only before a
    blank or a capital: "-kinh doanh" continues a word.
    """
    start = len(text) - len(text.lstrip())
    for kind, pattern in _PATTERNS:
        match = pattern.match(text, start)
        if match is None and kind in ("roman", "decimal"):
            match = pattern.match(text, _after_specks(text))
        if match is None:
            continue
        label = match[1]
        if label in _CAPITALS and not text[match.end() :].strip(" *_").isupper():
            continue  # "A. Nguyễn Văn B" is a name
        if kind == "bullet":
            if match.end() == match.end(1) and text[match.end() :][:1].islower():
                return None
            label = label.translate(_DASHES)
            return Label(kind, label, (), match.end())
        ordinals = _ordinals(kind, label)
        if ordinals is None:
            continue
        if kind == "roman":
            label = roman(ordinals[0])
        return Label(kind, label, ordinals, match.end())
    return _misread_chapter(text)


def find_bare_label(text: str) -> Label | None:
    """The number that a line begins with, no sign behind it: `II NHIỆM VỤ`, `2 Yêu cầu`.

    Only its place among the others can tell whether it is one.
    """
    for kind, pattern in _BARE:
        match = pattern.match(text)
        ordinals = _ordinals(kind, match[1]) if match else None
        if match and ordinals:
            label = Label(kind, match[1], ordinals, match.end())
            return label if kind == "decimal" or heads_chapter(label, text) else None
    return None


def misread_letter(text: str, before: tuple[int, ...] | None) -> Label | None:
    """The letter that comes next after its elder sibling's, read as another sign: `ø) Sở Y tế`."""
    match = _LIKE_LETTER.match(text)
    if match is None or before is None or not 0 < before[0] < len(_LETTERS):
        return None
    place = before[0] + 1
    while _LETTERS[place - 1] in _SELDOM:
        place += 1
    return Label("letter", _LETTERS[place - 1], (place,), match.end())


def _after_specks(text: str) -> int:
    specks = _SPECKS.match(text)
    return specks.end() if specks else 0


def _misread_chapter(text: str) -> Label | None:
    """`HI. KINH PHÍ`: a Roman numeral that OCR took for other letters, before a heading.

    Its value is 0: only its place among the others tells it.
    """
    match = _LIKE_ROMAN.match(text)
    if match is None or not text[match.end() :].strip(" *_").isupper():
        return None
    return Label("roman", "", (0,), match.end())


def _ordinals(kind: LabelKind, label: str) -> tuple[int, ...] | None:
    if kind == "decimal":
        return tuple(int(number) for number in label.split("."))
    if kind == "roman":
        value = roman_value(label.replace("l", "I").replace("1", "I"))
        return (value,) if value else None
    if kind == "part" and label in _CAPITALS:
        return (_CAPITALS.index(label) + 1,)
    if kind == "letter":
        first, *rest = label.split(".")
        place = _LETTERS.find(first[0]) + 1
        return (place, *(int(number) for number in rest)) if place else None
    if label.split()[-1].lower() in WORDS:
        return (WORDS.index(label.split()[-1].lower()) + 1,)
    digits = re.findall(r"\d+|[IVXL]+|[ivx]+", label)
    if not digits:
        return (1,)
    return (int(digits[-1]) if digits[-1].isdigit() else roman_value(digits[-1].upper()),)


def roman_value(numeral: str) -> int:
    """Value of a Roman numeral up to 39 written the canonical way; 0 for anything else."""
    total = 0
    for this, after in zip(numeral, f"{numeral[1:]} ", strict=False):
        value = _ROMAN.get(this, 0)
        total += -value if _ROMAN.get(after, 0) > value else value
    return total if 0 < total < 40 and roman(total) == numeral else 0


def roman(value: int) -> str:
    """Roman numeral of a value below 40."""
    tens, ones = divmod(value, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def heads_chapter(label: Label, text: str) -> bool:
    """A Roman numeral before a heading in capitals: no sequence is needed to believe it."""
    return label.kind == "roman" and text[label.end :].strip(" *_").isupper()


def in_sequence(label: Label, before: tuple[int, ...] | None) -> Label:
    """A chapter's label as its place tells it: a misread III that stands after II is III."""
    last = before[-1] if before else 0
    if label.ordinals == (1,) or label.ordinals[0] > last:
        return label
    return label._replace(text=roman(last + 1), ordinals=(last + 1,))


def unnumbered_chapters(lines: Sequence[str]) -> dict[int, Label]:
    """The labels of chapters whose numbers were lost, by their lines.

    Between II and IV the only heading in capitals is III.
    """
    found: dict[int, Label] = {}
    capitals = [at for at, line in enumerate(lines) if _is_heading(line)]
    before: tuple[int, int] | None = None  # line and number of the chapter before
    for at in capitals:
        label = find_label(lines[at])
        if label is None or label.kind != "roman":
            continue
        headings = [n for n in capitals if before and before[0] < n < at and n - 1 not in capitals]
        if before and label.ordinals[0] == before[1] + 2 and len(headings) == 1:
            number = before[1] + 1
            found[headings[0]] = Label("roman", roman(number), (number,), 0)
        before = at, label.ordinals[0]
    return found


def _is_heading(line: str) -> bool:
    return line.isupper() and _CHAPTER[0] <= len(line) <= _CHAPTER[1]


def comes_next(label: Label, before: tuple[int, ...] | None) -> bool:
    """Is `label` the very next after the ordinals of its last elder sibling?"""
    return before is not None and label.ordinals[-1] == before[-1] + 1


def jumps(label: Label, before: tuple[int, ...] | None) -> bool:
    """Could `label` come after its last elder sibling if some between were not recognised?"""
    return before is not None and 0 < label.ordinals[-1] - before[-1] <= _MOST_MISSED


def follows(label: Label, before: tuple[int, ...] | None) -> bool:
    """Can `label` come next after the ordinals of its last elder sibling (None: it is the first)?

    One number may be missing (lost by OCR, or by the writer); a first label must be 1.
    """
    if before is None:
        return label.ordinals[-1] <= 2
    return 0 < label.ordinals[-1] - before[-1] <= 2
