"""Takes the pictures of docs/web.md: pages of `kehoach serve` in Chromium, at several widths.

    python -m docs.screens OUTPUT [FOLDER]

OUTPUT is the folder of a database that a run over `corpus/` (and generated plans) has written. The
few that the documentation shows are written small into docs/; with FOLDER, all of them, at widths
of 1440, 1024 and 390 pixels, as they are.
"""

import io
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.web.chromium import chromium
from tests.web.serving import Served, serving

WIDTHS = (1440, 1024, 390)
SCAN = "06-rac-thai-huyen-quet-ro.pdf"
SHOWN = {  # how many colours they keep
    ("overview", 1440): 150,
    ("document", 1440): 255,
    ("question", 1440): 150,
    ("review", 1440): 150,
}
HERE = Path(__file__).parent


def addresses(database: Path) -> dict[str, str]:
    """What is photographed."""
    with closing(sqlite3.connect(database)) as connection:

        def first(sql: str) -> str:
            return str(connection.execute(sql).fetchone()[0])

        scan = first(f"SELECT id FROM documents WHERE source = '{SCAN}'")
        record = first(
            f"SELECT id FROM responsibilities WHERE document_id = '{scan}' AND page = 2 LIMIT 1"
        )
        doubtful = first(
            "SELECT id FROM responsibilities WHERE bbox IS NOT NULL ORDER BY confidence LIMIT 1"
        )
        agency = first(
            "SELECT agency_id FROM responsibilities WHERE agency_id IS NOT NULL"
            " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        )
        province = first(
            "SELECT province FROM documents WHERE province IS NOT NULL"
            " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        )
    return {
        "overview": "/",
        "search": "/search?q=dao+tao+nghe",
        "documents": "/documents",
        "document": f"/d/{scan}/p/2#w-{record}",
        "record": f"/r/{record}",
        "question": "/explore/ocop-stars",
        "agency": f"/agencies/{agency}",
        "area": f"/areas/{province}",
        "citations": "/citations",
        "tables": "/plans/v_targets",
        "login": "/login",
        "review": f"/review/responsibilities/{doubtful}",
        "log": "/review/log",
    }


def photograph(browser: Browser, served: Served, path: str, width: int) -> Image.Image:
    """The page as it is first seen; that of the review by someone who has shown the token."""
    page = browser.new_page(viewport={"width": width, "height": 900 if width > 500 else 844})
    if path.startswith("/review"):
        page.goto(served.login)
        page.fill("[name=name]", "Lê Thị Mai")
        page.click("main form button[type=submit]")
    page.goto(served.url + path, wait_until="networkidle")
    picture = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    return picture


def main(output: Path, folder: Path | None) -> None:
    """Take the pictures."""
    with serving(output) as served, chromium() as browser:
        for name, path in addresses(output / "plans.db").items():
            for width in WIDTHS:
                shown = SHOWN.get((name, width))
                if folder is None and shown is None:
                    continue
                picture = photograph(browser, served, path, width)
                if folder is not None:
                    folder.mkdir(parents=True, exist_ok=True)
                    picture.save(folder / f"{name}-{width}.png")
                if shown:
                    small = picture.convert("RGB").quantize(shown, dither=Image.Dither.NONE)
                    small.save(HERE / f"web-{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
