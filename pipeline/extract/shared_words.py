"""Words that are told once of several amounts: a verb behind them, a label before, a series."""

import re
from collections.abc import Sequence

from spacy.tokens import Span

from pipeline.extract.goals import Amount
from pipeline.extract.indicators import Indicator, indicator_of
from pipeline.extract.reading import clean
from pipeline.extract.rules import expression
from pipeline.vietnamese.letters import fold

_LABELLED = re.compile(r"([^:;.()]{4,70}):\s+")
_MEASURED = re.compile(
    r"(?i)(?:\b(?:đạt|tỷ lệ|trên|tối thiểu|ít nhất|khoảng|từ|phấn đấu|dưới|không quá)\b|[≥≤<>=\s])+"
)
# between two amounts of which one verb is said
_JOINED = re.compile(
    r"(?:,|\bva)\s(?:(?:den|trong|vao)\s(?:(?:het|cuoi)\s)?nam\s20\d\d,?\s)?"
    r"(?:(?:co|dat|tren|it nhat|toi thieu|tu|khoang|phan dau)\s)*$"
)
_IN_SERIES = re.compile(r"(?:,|\s+va|,\s*va)\s+(?:(?:tren|it nhat|toi thieu|khoang)\s)?")
_NEAR = 60  # characters


def _told(key: str) -> re.Pattern[str]:
    return expression("targets", "indicator", key)


def stop_of(text: str, amounts: Sequence[Amount], i: int) -> int:
    """Where the words of an amount may end: its sentence, or the next amount."""
    after = amounts[i + 1].span.start_char if i + 1 < len(amounts) else len(text)
    return min(after, amounts[i].sentence[1])


def phrases(text: str, folded: str, amounts: Sequence[Amount]) -> list[Indicator]:
    """What the words tell of each amount; one verb may be said of several.

    "100% hồ sơ cấp tỉnh và 95% hồ sơ cấp xã được xử lý trên mạng"
    """
    told: list[Indicator] = []
    for i in range(len(amounts) - 1, -1, -1):  # from the last: it has the verb
        amount, stop = amounts[i], stop_of(text, amounts, i)
        phrase, end = indicator_of(text, folded, amount.span, stop, amount.sentence[0])
        after = amounts[i + 1] if i + 1 < len(amounts) else None
        joined = after and _JOINED.search(folded, amount.span.end_char, after.span.start_char)
        same = after and after.span._.kind == amount.span._.kind == "percent"
        if phrase and joined and same and told[-1].phrase:
            phrase = _with_shared_verb(phrase, told[-1].phrase)
        told.append(Indicator(phrase, end))
    return told[::-1]


def _with_shared_verb(phrase: str, next_phrase: str) -> str:
    """ "hồ sơ cấp tỉnh" of "… và 95% hồ sơ cấp xã được xử lý": with the verb of both."""
    if "%" in next_phrase:
        return phrase  # what is told of that amount stands before it
    if next_phrase.startswith(f"{phrase} "):
        return next_phrase  # "50% khu dân cư và đến năm 2021 có 85% khu dân cư ký cam kết"
    verb = _told("verbs").search(next_phrase)
    shares = verb is not None and _told("verbs").search(phrase) is None
    return f"{phrase}{next_phrase[verb.start() :]}" if verb and shares else phrase


def goes_on(text: str, folded: str, q: Span, end: int, told: Sequence[int]) -> bool:
    """Is an amount of what the one before counts: "đến năm 2026 đạt 80%, đến năm 2030 90%"?

    Its own words end at `end`; `told` are the ends of the amount before and of its words.
    """
    if not any(_told("later").fullmatch(folded, at, q.start_char) for at in told):
        return False
    own = text[q.end_char : end].strip(" .,;)%")
    dated = _told("dated").fullmatch(fold(own))
    return bool(not own or dated or _told("no_object").match(folded, q.end_char))


def in_series(folded: str, amounts: Sequence[Amount], i: int) -> int:
    """How many amounts a series has that begins with this one: "các tỷ lệ này lần lượt là …".

    0 where none begins.
    """
    q = amounts[i].span
    if not _told("series").search(folded, max(0, q.start_char - _NEAR), q.start_char):
        return 0
    last = i
    while last + 1 < len(amounts) and _IN_SERIES.fullmatch(
        folded, amounts[last].span.end_char, amounts[last + 1].span.start_char
    ):
        last += 1
    return last - i + 1


def with_label(text: str, phrase: str, at: int) -> str:
    """Of what a label tells a share at `at`: "Vắc xin Dại: tối thiểu 90% đàn chó, mèo"."""
    label = _LABELLED.match(text)
    if label is None or label[1] in phrase:
        return phrase
    of_it = not _MEASURED.sub("", text[label.end() : max(label.end(), at)])
    titles = _told("titles").match(fold(label[1]))
    return f"{clean(label[1])}: {phrase}" if of_it and not titles else phrase
