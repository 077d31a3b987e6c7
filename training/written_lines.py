"""Lines of print with numbers written into them, to learn to read written digits from.

Each is drawn anew from digits that people wrote (thinned to their middle line and drawn again with
a pen of any width) and from fonts that imitate handwriting; between the print of letterheads
("Số: … /KH-UBND", "ngày … tháng", "tháng … năm"), clean, photographed or faxed.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pipeline.ocr.written_digits import TALL, WIDE

Mask = NDArray[np.uint8]

_FINER = 2  # times: drawn larger than the network sees it
_CODES = (
    "KH-UBND",
    "KH-SYT",
    "KH-SYT-CĐN",
    "KH-SGDĐT",
    "KH-STC",
    "KH-HĐND",
    "KH-BCĐ",
    "QĐ-UBND",
    "TTr-SNN",
    "KH-SNV",
    "KH-SKHCN",
    "KH-BCH",
    "KH-VHXH",
    "CTr-UBND",
    "BC-UBND",
    "KH-SCT",
    "KH-TTYT",
    "KH/TU",
    "KH-LĐLĐ",
    "KH-CAT",
    "KH-BQL",
)
_PLACES = ("Kiên Giang,", "Thanh Hóa,", "Hà Nội,", "Cà Mau,", "Bình Định,", "Nghệ An,")
_LENGTHS = (1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5)  # digits of a number, as often as they stand here


class Sources(NamedTuple):
    """What lines are drawn from: middle lines of written digits, and files of fonts."""

    digits: Mapping[int, Sequence[Mask]]
    handwriting: Sequence[Path]
    upright: Sequence[Path]  # fonts of print
    italic: Sequence[Path]


def thinned(pictures: NDArray[np.uint8], digits: NDArray[Any]) -> dict[int, list[Mask]]:
    """The middle lines of pictures of digits (n x 28 x 28, light on dark), by digit."""
    from skimage.morphology import skeletonize

    found: dict[int, list[Mask]] = {digit: [] for digit in range(10)}
    for picture, digit in zip(pictures, digits, strict=True):
        large = cv2.resize(picture, (84, 84), interpolation=cv2.INTER_CUBIC)
        strokes = cv2.GaussianBlur(large, (0, 0), 1.5) > 100
        found[int(digit)].append(np.asarray(skeletonize(strokes), np.uint8))
    return found


def written_line(sources: Sources, seed: int) -> tuple[Mask, str]:
    """A picture (32 x 256, light on dark) and the digits written or printed in its place."""
    random = Random(seed)
    noise = np.random.default_rng(seed)
    line = _Line(sources, random, noise)
    told = line.number() if random.random() < 0.5 else line.day()
    return _photographed(line.canvas, random, noise), told


class _Line:
    """A line while it is drawn, from left to right."""

    def __init__(self, sources: Sources, random: Random, noise: np.random.Generator) -> None:
        self.sources, self.random, self.noise = sources, random, noise
        self.canvas: Mask = np.zeros((TALL * _FINER, WIDE * _FINER), np.uint8)
        tall = len(self.canvas)
        self.capital = tall * random.uniform(0.40, 0.54)  # height of a capital
        self.base = tall / 2 + self.capital / 2 + random.gauss(0, 0.05) * tall
        self.at = random.randrange(20)
        self.font = random.choice(sources.upright)

    def number(self) -> str:
        """ "Số: 2155/KH-SYT"."""
        random = self.random
        self._print(random.choice(("Số:", "Số :", "Số", "Số:")))
        length = random.choice(_LENGTHS)
        digits = "".join(str(random.randrange(10)) for _ in range(length))
        told = self._place(digits if random.random() < 0.93 else "", random.random() < 0.82)
        self._print("/" + random.choice(_CODES))
        if random.random() < 0.3:
            self._skip(1, 4)
            self._print(random.choice(_PLACES))
        return told

    def day(self) -> str:
        """ "ngày 17 tháng", or "tháng 11 năm"."""
        random = self.random
        if random.random() < 0.85:
            self.font = random.choice(self.sources.italic)
        if random.random() < 0.4:  # the end of the place before it
            word = _print(random.choice(_PLACES), self.font, self._size)[0]
            shown = word[
                :, max(0, word.shape[1] - round(random.uniform(0.1, 1.2) * self.capital)) :
            ]
            self._draw(shown, round(self.base - self._ascent))
            self._skip(0.2, 0.5)
        is_day = random.random() < 0.6
        self._print("ngày" if is_day else random.choice(("tháng", "tháng", "áng", "g")))
        value = str(random.randrange(1, 32 if is_day else 13))
        value = value.zfill(2) if random.random() < (0.8 if is_day else 0.6) else value
        by_hand = random.random() < (0.85 if is_day else 0.75)
        told = self._place(value if random.random() < 0.93 else "", by_hand)
        self._print(random.choice(("tháng", "tháng", "thá", "th") if is_day else ("năm", "nă")))
        return told

    @property
    def _size(self) -> int:
        return round(self.capital / 0.66)  # of a font whose capitals are so tall

    @property
    def _ascent(self) -> int:
        return int(_font(self.font, self._size).getmetrics()[0])

    def _place(self, digits: str, by_hand: bool) -> str:
        """The place for a number, filled or not."""
        start, random = self.at, self.random
        if not digits:
            if random.random() < 0.5:
                self._print("." * random.randrange(3, 12))
            else:
                self._skip(0.5, 3)
            return digits
        self._skip(-0.1, 0.9) if by_hand else self._skip(0.2, 0.35)
        if by_hand:
            mask = self._written(digits)
            middle = self.base - self.capital / 2 + random.gauss(0, 0.12) * self.capital
            self._draw(mask, round(middle - len(mask) / 2))
            self._skip(-0.15, 0.9)
        else:
            self._print(digits)
            self._skip(0.1, 0.35)
        if by_hand and random.random() < 0.12:  # on the dots of a form
            step, radius = max(3, round(0.22 * self.capital)), max(1, round(0.05 * self.capital))
            for x in range(start, min(self.at, self.canvas.shape[1]), step):
                cv2.circle(self.canvas, (x, round(self.base)), radius, (200,), -1)
        return digits

    def _print(self, text: str) -> None:
        self._draw(_print(text, self.font, self._size)[0], round(self.base - self._ascent))

    def _skip(self, least: float, most: float) -> None:
        self.at = max(0, self.at + round(self.capital * self.random.uniform(least, most)))

    def _draw(self, mask: Mask, top: int) -> None:
        shown = mask[max(0, -top) :]
        top = max(0, top)
        place = self.canvas[top : top + len(shown), self.at : self.at + mask.shape[1]]
        place[:] = np.maximum(place, shown[: place.shape[0], : place.shape[1]])
        self.at += mask.shape[1]

    def _written(self, digits: str) -> Mask:
        """A number in one hand: digits of like height, slant and pen, that may touch."""
        random = self.random
        tall = self.capital * random.uniform(0.85, 1.6)
        pen = max(2, round(self.capital * random.uniform(0.07, 0.2)))
        slant = random.uniform(-0.1, 0.5)
        font = random.choice(self.sources.handwriting) if random.random() < 0.4 else None
        parts = []
        for digit in digits:
            height = tall * random.uniform(0.87, 1.12)
            drawn = _from_font(digit, font, round(height)) if font else None
            shape = drawn if drawn is not None else self._from_people(int(digit), height, pen)
            parts.append(_cropped(self._bent(shape, slant)))
        gap = random.uniform(-0.11, 0.21) * tall
        out = np.zeros((round(2.2 * tall), sum(p.shape[1] for p in parts) * 2 + 40), np.uint8)
        at = 2.0
        for part in parts:
            y = round(len(out) / 2 + random.gauss(0, 0.05) * tall - len(part) / 2)
            x, y = max(0, round(at)), min(max(0, y), len(out) - 1)
            place = out[y : y + len(part), x : x + part.shape[1]]
            place[:] = np.maximum(place, part[: place.shape[0], : place.shape[1]])
            at = max(at + 1, at + part.shape[1] + gap + random.gauss(0, 0.04) * tall)
        return out[:, : round(at + max(0.0, -gap)) + 1]

    def _from_people(self, digit: int, tall: float, pen: int) -> Mask:
        """A digit that somebody wrote, drawn again with a pen so wide; 1 and 7 as they do here."""
        random = self.random
        line = random.choice(self.sources.digits[digit])
        rows, columns = np.nonzero(line)
        scale = tall / max(8, int(np.ptp(rows)))
        edge = round(0.3 * tall) + 6
        x = ((columns - columns.min()) * scale * random.uniform(0.65, 1.1) + edge).astype(int)
        y = ((rows - rows.min()) * scale + edge).astype(int)
        out = np.zeros((int(y.max()) + edge, int(x.max()) + edge), np.uint8)
        out[y, x] = 255
        top, foot = int(y.argmin()), int(y.argmax())
        if digit == 1 and random.random() < 0.7:  # the flag of a 1
            length, turn = tall * random.uniform(0.2, 0.5), random.uniform(0.5, 1.3)
            end = (round(x[top] - length * np.sin(turn)), round(y[top] + length * np.cos(turn)))
            cv2.line(out, (int(x[top]), int(y[top])), end, (255,), 1)
            if random.random() < 0.4:  # and its foot
                half = round(tall * random.uniform(0.15, 0.35))
                left, right = ((int(x[foot]) + side * half, int(y[foot])) for side in (-1, 1))
                cv2.line(out, left, right, (255,), 1)
        if digit == 7 and random.random() < 0.4:  # the bar of a 7
            middle = int(np.abs(y - (y.min() + y.max()) / 2).argmin())
            half = round(tall * random.uniform(0.15, 0.3))
            left, right = (
                (int(x[middle]) + side * half, int(y[middle]) - side) for side in (-1, 1)
            )
            cv2.line(out, left, right, (255,), 1)
        closed = cv2.morphologyEx(out, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        nib = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (pen, pen))
        return np.asarray(cv2.dilate(closed, nib), np.uint8)

    def _bent(self, mask: Mask, slant: float) -> Mask:
        """Slanted, turned a little, and trembling."""
        tall, wide = mask.shape
        turn = self.random.gauss(0, 0.07)
        matrix = np.array([[1, turn - slant, 0], [-turn, 1, 0]], np.float32)
        middle = np.array([wide / 2, tall / 2])
        matrix[:, 2] = middle - matrix[:, :2] @ middle
        mask = np.asarray(cv2.warpAffine(mask, matrix, (wide, tall)), np.uint8)
        if self.random.random() < 0.6:
            shift = [cv2.GaussianBlur(self._random(mask), (0, 0), 0.12 * tall) for _ in range(2)]
            far = tall * self.random.uniform(0.0, 0.05)
            dx, dy = (far * each / (each.std() + 1e-6) for each in shift)
            y, x = np.mgrid[0:tall, 0:wide].astype(np.float32)
            mask = np.asarray(cv2.remap(mask, x + dx, y + dy, cv2.INTER_LINEAR), np.uint8)
        return mask

    def _random(self, like: Mask) -> NDArray[np.float32]:
        return self.noise.standard_normal(like.shape).astype(np.float32)


def _photographed(canvas: Mask, random: Random, noise: np.random.Generator) -> Mask:
    """As a camera, a scanner or a fax shows it, at the size that the network sees."""
    tall, wide = canvas.shape
    picture = canvas.astype(np.float32)
    if random.random() < 0.3:
        turn = cv2.getRotationMatrix2D((wide / 2, tall / 2), random.gauss(0, 0.7), 1)
        picture = cv2.warpAffine(picture, turn, (wide, tall)).astype(np.float32)
    if random.random() < 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.5, 1.6)).astype(np.float32)
    if random.random() < 0.45:
        soft = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.4, 1.0))
        grain = noise.standard_normal(picture.shape) * random.uniform(5, 35)
        picture = ((soft + grain) > random.uniform(80, 170)).astype(np.float32) * 255
    small = cv2.resize(picture, (WIDE, TALL), interpolation=cv2.INTER_AREA).astype(np.float32)
    if random.random() < 0.35:
        for _ in range(random.randrange(1, 12)):
            x, y = random.randrange(WIDE), random.randrange(TALL)
            dirt = small[y : y + random.randrange(1, 3), x : x + random.randrange(1, 3)]
            dirt[:] = random.uniform(120, 255)
    small = small * random.uniform(0.75, 1) + noise.standard_normal(small.shape) * random.uniform(
        0, 14
    )
    return np.clip(small, 0, 255).astype(np.uint8)


def _from_font(digit: str, font: Path, tall: int) -> Mask | None:
    """A digit of a font, so tall; None where the font has none."""
    mask = _cropped(_print(digit, font, round(1.6 * tall) + 4)[0])
    if mask.size < 16:
        return None
    wide = max(2, round(mask.shape[1] * tall / len(mask)))
    edge = round(0.3 * tall) + 4
    scaled = cv2.resize(mask, (wide, tall), interpolation=cv2.INTER_AREA)
    return np.pad(np.asarray(scaled, np.uint8), edge)


def _cropped(mask: Mask) -> Mask:
    rows, columns = np.nonzero(mask > 60)
    if not len(rows):
        return mask[:1, :1]
    return mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def _print(text: str, path: Path, size: int) -> tuple[Mask, int]:
    """A word in print and how far its base line is below its top."""
    font = _font(path, size)
    left, _, right, _ = font.getbbox(text)
    ascent, descent = font.getmetrics()
    picture = Image.new("L", (max(1, round(right - left) + 2), ascent + descent))
    ImageDraw.Draw(picture).text((1 - left, 0), text, font=font, fill=255)
    return np.asarray(picture), ascent


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)
