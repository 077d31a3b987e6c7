"""Printed pages as a scanner, a fax or a telephone sees them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from pypdfium2 import PdfDocument

Image = NDArray[np.uint8]  # height x width x 3, RGB
Light = NDArray[np.float32]  # the same, or height x width, while it is worked on
_COARSE = 8  # soft fields are drawn this much smaller


@dataclass(frozen=True)
class Degradation:
    """How far a scan is from the print. Lengths in pixels at 200 dpi, shares of full scale."""

    blur: float = 0.0  # standard deviation
    skew: float = 0.0  # degrees, at most
    speckle: float = 0.0  # specks per thousand pixels
    shade: float = 0.0  # loss of light in the darkest corner
    bleed: float = 0.0  # how strongly the back of the sheet shines through
    fade: float = 0.0  # loss of contrast of the ink
    noise: float = 0.0  # standard deviation of the sensor's noise, in grey levels
    quality: int = 85  # of JPEG


DEGRADATIONS = {
    "none": Degradation(),
    "light": Degradation(blur=0.5, skew=0.4, speckle=0.01, shade=0.05, noise=3, quality=75),
    "medium": Degradation(
        blur=0.8, skew=1.2, speckle=0.12, shade=0.2, bleed=0.06, fade=0.15, noise=6, quality=60
    ),
    "heavy": Degradation(
        blur=1.0, skew=2.2, speckle=0.5, shade=0.4, bleed=0.12, fade=0.3, noise=10, quality=45
    ),
}


def photocopy(pdf: bytes, seed: int, how: Degradation, dpi: float = 200) -> Iterator[Image]:
    """The pages of a PDF, scanned with these faults. Same seed, same pixels."""
    chance = np.random.default_rng(seed)
    pages = list(render(pdf, dpi))
    for number, page in enumerate(pages):
        back = pages[number + 1] if number + 1 < len(pages) else page
        yield degrade(page, back, how, chance)


def render(pdf: bytes, dpi: float) -> Iterator[Image]:
    """The pages of a PDF as they print."""
    with PdfDocument(pdf) as book:
        for page in book:
            bitmap = page.render(scale=dpi / 72)
            yield np.asarray(bitmap.to_numpy()[..., 2::-1], np.uint8)


def degrade(page: Image, back: Image, how: Degradation, chance: np.random.Generator) -> Image:
    """One page with the faults laid over it in the order in which they come about."""
    ink = 255.0 - page.astype(np.float32)
    ink *= 1 - how.fade
    if how.bleed:
        shine = 255.0 - _blurred(back[:, ::-1].astype(np.float32), 3)
        ink = np.maximum(ink, shine * how.bleed)
    if how.speckle:
        ink = np.maximum(ink, _specks(page.shape[:2], how.speckle, chance)[..., None])
    paper = np.asarray(255.0 - ink, np.float32)
    if how.skew:
        paper = _turned(paper, chance.uniform(0.4, 1) * how.skew * chance.choice((-1, 1)))
    if how.blur:
        paper = _blurred(paper, how.blur)
    if how.shade:
        paper = paper * _light(page.shape[:2], how.shade, chance)[..., None]
    return _pixels(paper + how.noise * chance.standard_normal((*paper.shape[:2], 1), np.float32))


def photograph(page: Image, seed: int) -> Image:
    """The page lying on a table, taken by hand under a lamp: perspective, shadow, warm light."""
    chance = np.random.default_rng(seed)
    height, width = page.shape[:2]
    tall, wide = int(height * 1.12), int(width * 1.16)
    table = _table_top(tall, wide, chance)
    edge = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    place = edge + np.array([wide - width, tall - height], np.float32) / 2
    place += chance.uniform(-0.035, 0.035, (4, 2)).astype(np.float32) * width
    lens = cv2.getPerspectiveTransform(edge, place)
    paper = cv2.warpPerspective(
        page.astype(np.float32) * 0.97, lens, (wide, tall), flags=cv2.INTER_CUBIC
    )
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), lens, (wide, tall))[..., None]
    beside = np.array([[1, 0, 14], [0, 1, 18]], np.float32)
    shadow = _blurred(np.asarray(cv2.warpAffine(mask, beside, (wide, tall)), np.float32), 12)
    scene = table * (1 - 0.55 * shadow[..., None] * (1 - mask)) * (1 - mask) + paper * mask
    scene *= _light((tall, wide), 0.35, chance)[..., None]
    scene *= _hand(tall, wide, chance)[..., None]
    scene *= np.array([1.0, 0.965, 0.885], np.float32)
    grain = 4 * chance.standard_normal((tall, wide, 1), np.float32)
    return _pixels(_blurred(scene, 0.7) + grain)


def as_jpeg(image: Image, quality: int) -> bytes:
    """The image compressed as a scanner compresses it."""
    flags = [cv2.IMWRITE_JPEG_QUALITY, quality]
    _, data = cv2.imencode(".jpg", image[..., ::-1], flags)
    return bytes(data)


def _specks(shape: tuple[int, int], per_thousand: float, chance: np.random.Generator) -> Light:
    """Dust: most specks are a pixel or two wide, a few are blots."""
    dust = np.zeros(shape, np.float32)
    number = int(shape[0] * shape[1] * per_thousand / 1000)
    for x, y, size in zip(
        chance.integers(0, shape[1], number),
        chance.integers(0, shape[0], number),
        chance.exponential(0.6, number),
        strict=True,
    ):
        cv2.circle(dust, (int(x), int(y)), int(min(size, 3)), float(chance.uniform(90, 230)), -1)
    return dust


def _turned(paper: Light, degrees: float) -> Light:
    height, width = paper.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    grey = (246.0, 246.0, 246.0)
    turned = cv2.warpAffine(paper, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=grey)
    return np.asarray(turned, np.float32)


def _widened(field: Light, shape: tuple[int, int]) -> Light:
    """A coarse field drawn out smoothly to this height and width."""
    wide = cv2.resize(field, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(wide, np.float32)


def _blurred(image: Light, deviation: float) -> Light:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), deviation), np.float32)


def _pixels(values: NDArray[np.floating[Any]]) -> Image:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def _light(shape: tuple[int, int], loss: float, chance: np.random.Generator) -> Light:
    """A smooth field of light between 1 - loss and 1."""
    coarse = chance.uniform(0, 1, (3, 3)).astype(np.float32)
    field = _widened(coarse, shape)
    field = (field - field.min()) / (field.max() - field.min())
    return np.asarray(1 - loss * field, np.float32)


def _hand(tall: int, wide: int, chance: np.random.Generator) -> Light:
    """The soft shadow of who takes the picture, falling in from below."""
    small = np.ones((tall // _COARSE, wide // _COARSE), np.float32)
    height, width = small.shape
    middle = int(width * chance.uniform(0.25, 0.75))
    cv2.ellipse(small, (middle, height), (width // 3, int(height * 0.42)), 0, 180, 360, 0.72, -1)
    return _widened(_blurred(small, width / 18), (tall, wide))


def _table_top(tall: int, wide: int, chance: np.random.Generator) -> Light:
    """Brown wood with a grain."""
    grain = _widened(chance.normal(0, 1, (tall // 3, 12)).astype(np.float32), (tall, wide))
    return np.asarray(np.array([118, 82, 52]) + grain[..., None] * 9, np.float32)
