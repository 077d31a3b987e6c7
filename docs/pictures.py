"""Draws the picture of the README: records framed on the page that states them.

    python docs/pictures.py DATABASE SOURCE PAGE FILE.png

Needs a database that a run has written and the files that it was run on.
"""

import json
import sqlite3
import sys
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

SCALE = 2.0  # pixels a point
COLOURS = {
    "citations": (37, 99, 235),
    "classes": (22, 130, 66),
    "targets": (200, 80, 10),
    "responsibilities": (126, 34, 206),
    "funding": (180, 130, 0),
}
FONT = "/usr/share/fonts/truetype/liberation2/LiberationSans-Bold.ttf"
RECORDS = " union all ".join(
    f"select '{table}', bbox, document_id, page from {table}" for table in COLOURS
)


def draw(database: Path, source: str, number: int, target: Path) -> None:
    """Write the page with a frame around the words of each of its records, and a legend."""
    connection = sqlite3.connect(database)
    document, path = connection.execute(
        "select id, path from documents where source = ?", [source]
    ).fetchone()
    page = pypdfium2.PdfDocument(path)[number - 1]
    image = page.render(scale=SCALE).to_pil().convert("RGBA")
    frames = Image.new("RGBA", image.size)
    pen = ImageDraw.Draw(frames)
    rows = connection.execute(
        f"select * from ({RECORDS}) where document_id = ? and page = ?", [document, number]
    )
    for table, bbox, *_ in rows:
        x0, top, x1, bottom = (value * SCALE for value in json.loads(bbox))
        colour = COLOURS[table]
        pen.rectangle((x0 - 4, top - 3, x1 + 4, bottom + 3), (*colour, 26), (*colour, 255), 2)
    _legend(pen, image.width)
    Image.alpha_composite(image, frames).convert("RGB").quantize(64).save(target, optimize=True)


def _legend(pen: ImageDraw.ImageDraw, width: int) -> None:
    font = ImageFont.truetype(FONT, 19)
    x, y = width - 215, 24
    for table, colour in COLOURS.items():
        pen.rectangle((x, y + 3, x + 18, y + 19), (*colour, 60), (*colour, 255), 2)
        pen.text((x + 28, y), table, (*colour, 255), font)
        y += 26


if __name__ == "__main__":
    draw(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
