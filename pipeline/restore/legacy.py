"""Text in the encodings before Unicode, recognised word by word, and decoded.

Each word has a reading in each encoding, the less odd the more likely; a change of encoding
between two words is odd as well. The least odd sequence of encodings is taken (Viterbi's
algorithm). So what a word alone leaves open its neighbours decide, a line may be half of it in
TCVN3 and half in Unicode, and text in Unicode, in which nothing is odd, stays as it is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.restore.capitals import ends_sentence, with_capitals
from pipeline.restore.quoted import full_stops
from pipeline.restore.readings import is_read, reading
from pipeline.restore.traces import has_traces, is_unicode
from pipeline.vietnamese.encodings import ENCODINGS, Encoding, doubt, font

_CHUNK = re.compile(r"[ \t\n\r]+|[^ \t\n\r]+")  # other blanks may be bytes of misread letters

_INTO = 4.0  # oddness of a change to a legacy encoding …
_AGAIN = 1.5  # … that the text has been in before …
_OUT_OF = 1.5  # … and to Unicode
_ENOUGH = 3  # words that show that a text has been in an encoding …
_FORGOTTEN = 50  # … and lines without one, after which it does not matter any more
_NOT_AS_FONT = 4.0  # of a word that is not in the encoding of its font …
_NO_FONT = 2.0  # … and of a legacy word that has no such font, beside some that have

_State = Encoding | None  # None: Unicode


class Part(NamedTuple):
    """A part of a line: what was read, and what it says."""

    read: str
    text: str


class Reader:
    """Reads the lines of a text one after the other; what one is in is a hint for the next.

    `words` are those of a page with the names of their fonts, where these are known: a font is
    believed where the page does not contradict it. `earlier` has read the same text before, so
    that its first lines profit from what the others are in.
    """

    def __init__(
        self, words: Iterable[tuple[str, str | None]] = (), earlier: "Reader | None" = None
    ) -> None:
        self._line_before = ""
        self._seen: Counter[_State] = Counter(earlier._seen if earlier else ())
        self._lines_since = 0
        self._before: _State = max(self._seen, key=self._seen.__getitem__, default=None)
        self._hints = self._likely()
        self._doubted: frozenset[Encoding] = earlier._doubted if earlier else _doubted(words)

    def line(self, line: str) -> list[Part]:
        """The parts of `line`, those in Unicode as they are."""
        if self._passes(line):
            return [Part(line, line)]
        chunks = _CHUNK.findall(line)
        texts = iter(self._decoded([chunk for chunk in chunks if chunk.strip(" \t\n\r")]))
        parts: list[Part] = []
        for chunk in chunks:
            text = next(texts) if chunk.strip(" \t\n\r") else chunk
            if text == chunk and parts and parts[-1].read == parts[-1].text:
                parts[-1] = Part(parts[-1].read + chunk, parts[-1].text + chunk)
            else:
                parts.append(Part(chunk, text))
        return parts

    def words(self, words: Sequence[str], fonts: Sequence[str | None] = ()) -> list[str]:
        """What the words of a line say, one for one; `fonts` are the names of theirs."""
        if not any(fonts) and self._passes(" ".join(words)):
            return list(words)
        return self._decoded(words, fonts)

    def _passes(self, line: str) -> bool:
        """True where nothing in `line` can be in a legacy encoding."""
        if has_traces(line, self._hints):
            return False
        if self._before and is_unicode(line):
            self._before = None
            self._hints = self._likely()
        self._line_before = line
        return True

    def _likely(self) -> frozenset[Encoding]:
        """The encodings of the line before, and of many words before."""
        known = {state for state, words in self._seen.items() if words >= _ENOUGH}
        return frozenset(state for state in {self._before, *known} if state)

    def _decoded(self, words: Sequence[str], fonts: Sequence[str | None] = ()) -> list[str]:
        told = [font(name) if name else None for name in fonts] or [None] * len(words)
        if any(told):
            doubted = _doubted(zip(words, fonts, strict=True)) or self._doubted
            told = [found if found and found.encoding not in doubted else None for found in told]
        states = self._encodings(words, [found.encoding if found else None for found in told])
        texts = [reading(*pair).text for pair in zip(words, states, strict=True)]
        texts = full_stops(words, texts, [state == "viqr" for state in states])
        if "tcvn3" in states:
            texts = with_capitals(words, texts, begins=ends_sentence(self._line_before))
        for at, found in enumerate(told):
            if found and found.capitals and states[at] in (found.encoding, None):
                texts[at] = texts[at].upper()
        self._remember(words, texts, states)
        return texts

    def _remember(self, words: Sequence[str], texts: list[str], states: list[_State]) -> None:
        used = [s for s, r, t in zip(states, words, texts, strict=True) if r != t]
        self._lines_since = 0 if used else self._lines_since + 1
        if self._lines_since > _FORGOTTEN:
            self._seen.clear()
        self._seen.update(used)
        if states and (states[-1] is None or self._seen[states[-1]]):
            self._before = states[-1]
        self._hints = self._likely()
        self._line_before = " ".join(words)

    def _encodings(self, words: Sequence[str], told: Sequence[_State]) -> list[_State]:
        """The least odd encodings of the words, `told` what their fonts say."""
        has_fonts = any(told)
        states = _candidates(words, {*self._hints, *told})
        change = {s: self._change_to(s) for s in states}
        oddness = {s: 0.0 if s == self._before else change[s] for s in states}
        ways: list[dict[_State, _State]] = []
        for word, by_font in zip(words, told, strict=True):
            likeliest = min(states, key=oddness.__getitem__)
            way = {
                s: s if oddness[s] <= oddness[likeliest] + change[s] else likeliest for s in states
            }
            oddness = {
                s: oddness[way[s]]
                + (change[s] if way[s] != s else 0)
                + reading(word, s).oddness
                + (_against_font(s, by_font) if has_fonts and not word.isascii() else 0)
                for s in states
            }
            ways.append(way)
        found: list[_State] = []
        state = min(states, key=oddness.__getitem__)
        for way in reversed(ways):
            found.append(state)
            state = way[state]
        return found[::-1]

    def _change_to(self, state: _State) -> float:
        if state is None:
            return _OUT_OF
        return _AGAIN if self._seen[state] >= _ENOUGH else _INTO + doubt(state)


def _candidates(words: Sequence[str], hints: Iterable[_State]) -> list[_State]:
    """Unicode, and the encodings that the words may be in."""
    found: list[_State] = [None]
    for encoding in ENCODINGS:
        gains = (reading(w, None).oddness - reading(w, encoding).oddness for w in words)
        if encoding in hints or sum(gain for gain in gains if gain > 0) > _INTO:
            found.append(encoding)
    return found


def _against_font(state: _State, by_font: _State) -> float:
    if by_font is None:
        return _NO_FONT if state else 0
    return _NOT_AS_FONT if state != by_font else 0


def _doubted(words: Iterable[tuple[str, str | None]]) -> frozenset[Encoding]:
    """Encodings whose fonts more of the words contradict than confirm."""
    votes: Counter[Encoding] = Counter()
    for word, name in words:
        if name and (found := font(name)):
            others = (is_read(word, e) for e in ENCODINGS if e != found.encoding)
            confirmed = is_read(word, found.encoding)
            votes[found.encoding] += confirmed or -(is_unicode(word) or any(others))
    return frozenset(encoding for encoding, vote in votes.items() if vote < 0)
