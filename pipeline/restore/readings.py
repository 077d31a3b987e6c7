"""What a word says in each encoding, and how odd it would be for it to be in that one.

Oddness adds up like the negative logarithm of a probability: 0 is what is usual.
"""

import re
import string
from functools import lru_cache
from typing import NamedTuple

from pipeline.restore.quoted import decode_quoted
from pipeline.vietnamese.encodings import Decoded, Encoding, decode, signs, with_lost_letters
from pipeline.vietnamese.letters import LETTERS, fold
from pipeline.vietnamese.syllables import is_syllable
from pipeline.vietnamese.usage import rank

_PUNCTUATION = string.punctuation + "“”‘’„–—…"
_BETWEEN_QUOTATION = re.compile("[^“”‘’„–—…]+")
_PIECE = re.compile(r"[^\s\d!-/:-@\[-`{-~“”‘’–—…]+")
_GUILLEMETS = "«»"
_MISREAD_BLANK = "Ã\xa0"  # à in UTF-8
_SOFT_HYPHEN = "\u00ad"
_SHORTEST_MENDED = 3  # letters of a word in which one may be missing
_LAST_OF_LATIN_1 = "\xff"
_SUPERSCRIPTS = "²³°®™©"
_NO_LETTERS = frozenset("ªµº")  # to Python they are
_MISTAKEN = str.maketrans("ðÐ", "đĐ")
_ADDRESS = re.compile(
    r"@|://|^www\.|\w\.(?:vn|com|net|org|gov|edu|info|html?|docx?|pdf|txt)\b", re.I
)
_VOWEL_AND_QUOTE = re.compile("^[a-z].*[aeiouy]'$", re.I)
_VOWELS = re.compile("[aeiouy]")
# Vowel and mark as nobody writes them but in VIQR; the last line stands in other texts as well.
_QUOTED = re.compile(
    r"""
    [aeo]\^ | a\( | [ou]\+ | [aeiouy][`~] | [aeiouy]\\['`?~.^(+]
    | [aeiouy]['?.](?=[a-z]) | (?<![a-z])dd(?=[a-z])
    """,
    re.I | re.X,
)

# In Unicode:
_FOREIGN = 3.0  # a word with a letter such as ë or ø in it …
_BROKEN = 6.0  # … or with signs or capitals in it, ®µo, nghÜa …
_MORE, _MOST = 2.0, 3.0  # … and each further letter that is not English, up to a limit
_SHORTER = {1: 2.0, 2: 2.0, 3: 1.0}  # by letters: less odd, for units and dirt of OCR are short
_QUOTATION = 1.0  # «so»
_SUPERSCRIPT = 2.0  # m²
_UNUSUAL = 1.0  # certainly Vietnamese, but no syllable: ĐắkLắk
_HYPHEN = 1.0  # a soft hyphen
_QUOTES = 3.0  # ASCII with marks of VIQR in it …
_LAST_QUOTE = 1.0  # … or an apostrophe at the end
# In any encoding:
_RARE, _UNUSED = 0.5, 2.0  # a syllable, by how much it is in use …
_MOST_COMMON = 1000
_MISCASED = 2.0  # … and one with a capital in it: tÊn
# In a legacy encoding:
_DECODED = 0.2
_NOT_IN_IT = 6.0  # Unicode among legacy text …
_NEITHER = 9.0  # … or characters that neither has
_OTHER_LANGUAGE = 1.0  # a foreign word among legacy text


class Reading(NamedTuple):
    """What a word says, and how odd that is."""

    text: str
    oddness: float


@lru_cache(maxsize=100_000)
def reading(word: str, encoding: Encoding | None) -> Reading:
    """`word`, which has no blanks, as text in `encoding`; None for Unicode."""
    plain = _oddness(word)
    if encoding is None:
        return Reading(word, plain)
    if _is_plain(word) and (encoding != "viqr" or _ADDRESS.search(word)):
        return Reading(word, plain + _OTHER_LANGUAGE * _is_foreign(word))
    text, whole = _decoded(word, encoding)
    if not whole:
        return Reading(word, _NOT_IN_IT if plain <= _UNUSED else _NEITHER)
    if text == word:
        foreign = plain >= _FOREIGN or _is_foreign(word)
        return Reading(word, plain + _OTHER_LANGUAGE * foreign)
    text = _PIECE.sub(lambda piece: _mended(piece[0], encoding), text)
    if encoding == "tcvn3" and shows_capitals(word):
        text = text.upper()
    if _is_vietnamese(text):
        return Reading(text, _DECODED + max(map(_rarity, _PIECE.findall(text)), default=0))
    return Reading(text, max(plain, _FOREIGN) + _OTHER_LANGUAGE)


def _decoded(word: str, encoding: Encoding) -> Decoded:
    """`word` decoded; what punctuation and lone signs it has may mean themselves."""
    if encoding == "viqr":
        return decode_quoted(word)
    if encoding != "utf-8" and _is_sign(word, encoding):
        return Decoded(word, whole=True)
    decoded = decode(word, encoding)
    if encoding == "utf-8" or _is_vietnamese(decoded.text, least=2):
        return decoded
    # Quotation marks and dashes are codes of letters in some encodings.
    plain = _BETWEEN_QUOTATION.sub(lambda part: decode(part[0], encoding).text, word)
    return Decoded(plain, decoded.whole)


def _is_sign(word: str, encoding: Encoding) -> bool:
    """True where a character that stands alone means itself."""
    core = word.strip(_PUNCTUATION)
    return not core or (len(core) == 1 and core in signs(encoding))


def is_read(word: str, encoding: Encoding) -> bool:
    """True where `word` makes sense in `encoding` and none as it is."""
    sense = reading(word, encoding)
    return sense.text != word and sense.oddness + _FOREIGN / 2 <= reading(word, None).oddness


def shows_capitals(word: str) -> bool:
    """True for a word of TCVN3 in capitals, of which those with a tone have the small codes."""
    letters = word.strip(_PUNCTUATION)
    return bool(re.search("(?<!^)[A-Z]", letters)) and not re.search("[a-z]", letters)


def _oddness(word: str) -> float:
    """Of `word` as Unicode."""
    if _is_plain(word):
        if _ADDRESS.search(word):
            return 0
        found = len(_QUOTED.findall(word))
        last = _LAST_QUOTE * bool(_VOWEL_AND_QUOTE.search(word))
        return _QUOTES + _MORE / 2 * (found - 1) if found else last
    if _MISREAD_BLANK in word:
        return _BROKEN
    visible = word.replace(_SOFT_HYPHEN, "")
    core = visible.strip(_GUILLEMETS)
    oddness = _HYPHEN * (len(word) - len(visible)) + _QUOTATION * (core != visible)
    return oddness + sum(map(_oddness_of_piece, _PIECE.findall(core.translate(_MISTAKEN))))


def _oddness_of_piece(piece: str) -> float:
    if not any(c.isalpha() and c not in _NO_LETTERS for c in piece) or _is_plain(piece):
        return 0
    if any(c in LETTERS and c > _LAST_OF_LATIN_1 for c in piece):
        return _rarity(piece) if is_syllable(piece) else _UNUSUAL
    if _is_plain(piece.rstrip(_SUPERSCRIPTS)):
        return _SUPERSCRIPT
    if is_syllable(piece):
        return _rarity(piece)
    more = min(_MORE * (sum(not _is_plain(c) for c in piece) - 1), _MOST)
    if _is_natural(piece) and all(c.isalpha() and c not in _NO_LETTERS for c in piece):
        return _FOREIGN + more - _SHORTER.get(len(piece), 0) / 2
    return _BROKEN + more - _SHORTER.get(len(piece), 0)


def _rarity(piece: str) -> float:
    """Of a syllable, or an abbreviation."""
    miscased = 0 if _is_natural(piece) else _MISCASED
    if not is_syllable(piece):
        return miscased
    place = rank(piece)
    return miscased + (_UNUSED if place is None else _RARE if place >= _MOST_COMMON else 0)


def _is_natural(piece: str) -> bool:
    """Small letters, capitals, or one capital at the beginning."""
    return piece.islower() or piece.isupper() or piece.istitle()


def _is_plain(text: str) -> bool:
    """Nothing but printable ASCII: some encodings have letters among the control codes."""
    return text.isascii() and text.isprintable()


def _is_foreign(word: str) -> bool:
    """An ASCII word in small letters that is no syllable."""
    return any(piece[1:].islower() and not is_syllable(piece) for piece in _PIECE.findall(word))


def _is_vietnamese(text: str, least: int = 1) -> bool:
    """Syllables of `least` letters, abbreviations (HĐND) and the letter đ, where not English."""
    return all(
        _is_plain(piece)
        or piece in ("đ", "Đ")
        or _is_abbreviation(piece)
        or (len(piece) >= least and is_syllable(piece))
        for piece in _PIECE.findall(text)
    )


def _is_abbreviation(piece: str) -> bool:
    return piece.isalpha() and piece.isupper() and not _VOWELS.search(fold(piece))


def _mended(piece: str, encoding: Encoding) -> str:
    known = len(piece) < _SHORTEST_MENDED or _is_vietnamese(piece)
    return piece if known else with_lost_letters(piece, encoding)
