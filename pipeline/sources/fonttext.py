"""Text with the fonts that tell how its letters were encoded."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from pipeline.vietnamese.encodings import font


class FontText(NamedTuple):
    """A text and, for each of its characters, the name of its font where that tells an encoding."""

    text: str
    fonts: tuple[str | None, ...]

    @staticmethod
    def of(pieces: Iterable[tuple[str, str | None]]) -> "FontText":
        """The text of pieces of text, each in the font named."""
        known = [(text, name if name and font(name) else None) for text, name in pieces]
        fonts = (name for text, name in known for _ in text)
        return FontText("".join(text for text, _ in known), tuple(fonts))

    def split(self, separator: str) -> list["FontText"]:
        """The texts between separators of one character."""
        parts, start = list[FontText](), 0
        for part in self.text.split(separator):
            end = start + len(part)
            parts.append(FontText(part, self.fonts[start:end]))
            start = end + 1
        return parts

    def cut(self, start: int, end: int) -> Iterator[tuple[str, str | None]]:
        """The text from `start` to `end` in parts of one encoding, each with its font.

        English letters, which look the same in all but the fonts of capitals, go with what is
        beside them.
        """
        parts: list[tuple[str, str | None]] = []
        pairs = zip(self.text[start:end], self.fonts[start:end], strict=True)
        for _, group in groupby(pairs, key=lambda pair: pair[1] and font(pair[1])):
            characters = list(group)
            text, name = "".join(character for character, _ in characters), characters[0][1]
            if parts and (text.isascii() or parts[-1][0].isascii()):
                before, font_before = parts[-1]
                names = {name, font_before} - {None}
                if len(names) == 1 and not _is_of_capitals(*names):
                    parts[-1] = (before + text, names.pop())
                    continue
            parts.append((text, name))
        yield from parts


def _is_of_capitals(name: str | None) -> bool:
    found = font(name) if name else None
    return bool(found and found.capitals)
