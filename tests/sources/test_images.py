"""Pictures of pages: frames, resolution, orientation, kinds of pixels, damage, size."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import DocumentError
from pipeline.settings import Settings
from pipeline.sources import open_source
from schemas.image import PageImage


def page_of(path: Path, number: int = 1, settings: Settings | None = None) -> PageImage:
    with open_source(path, settings or Settings()) as source:
        return source.page(number).image()


def marked(width: int = 600, height: int = 800, mode: str = "L") -> Image.Image:
    """White, with a black mark at the top left."""
    picture = Image.new("L", (width, height), 255)
    picture.paste(0, (10, 20, 110, 70))
    return picture.convert(mode)


def test_each_frame_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "fax.tif"
    frames = [marked(600 + 100 * i, 800, "1") for i in range(3)]
    frames[0].save(path, save_all=True, append_images=frames[1:], dpi=(100, 100))
    with open_source(path, Settings()) as source:
        assert source.n_pages == 3
        assert source.page(1).layer is None
        assert source.page(1).wants_ocr
        sizes = [source.page(number).image().pixels.shape for number in (3, 1, 2)]
        with pytest.raises(IndexError):
            source.page(4)
    assert sizes == [(800, 800), (800, 600), (800, 700)]


def test_other_formats_are_one_page(tmp_path: Path) -> None:
    path = tmp_path / "moving.png"
    marked().save(path, save_all=True, append_images=[marked()] * 2)
    with open_source(path, Settings()) as source:
        assert source.n_pages == 1


@pytest.mark.parametrize(
    ("told", "dpi"),
    [((200, 200), 200), ((300, 300), 300), ((72, 72), 200), (None, 200), ((1, 1), 200)],
)
def test_resolution_is_that_of_the_file_or_of_a4(
    tmp_path: Path, told: tuple[int, int] | None, dpi: float
) -> None:
    path = tmp_path / "page.png"
    options = {} if told is None else {"dpi": told}
    marked(1654, 2339).save(path, **options)  # type: ignore[arg-type]
    assert page_of(path).dpi == pytest.approx(dpi, rel=0.001)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_as_the_camera_says(tmp_path: Path, orientation: int) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = marked() if orientation == 1 else marked().transpose(turns[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "photo.jpg"
    stored.save(path, exif=exif, quality=95)
    pixels = page_of(path).pixels
    assert pixels.shape[:2] == (800, 600)
    assert pixels[45, 60].max() < 60
    assert pixels[700, 500].min() > 200


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"])
def test_all_kinds_of_pixels(tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(marked(), dtype=np.uint16) * 257)
    else:
        picture = marked(mode=mode)
    path = tmp_path / "page.tif"
    picture.save(path)
    pixels = page_of(path).pixels
    assert pixels.dtype == np.uint8
    assert pixels[45, 60].max() < 40
    assert pixels[700, 500].min() > 215


def test_what_is_transparent_is_paper(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    Image.new("RGBA", (600, 800), (0, 0, 0, 0)).save(path)
    assert page_of(path).pixels.min() == 255


def test_a_picture_that_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "cut.jpg"
    marked().save(path)
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(DocumentError) as error:
        page_of(path)
    assert error.value.code == "sources.damaged"


def test_a_picture_beyond_the_limit_is_not_decoded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (5_000, 4_000)).save(path)
    with pytest.raises(DocumentError) as error:
        page_of(path, settings=Settings(max_megapixels=19))
    assert error.value.code == "sources.picture-too-large"
    assert error.value.facts == {"megapixels": 20, "limit": 19}


def test_ocr_can_be_switched_off(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    marked().save(path)
    with open_source(path, Settings(ocr="skip")) as source:
        assert not source.page(1).wants_ocr
