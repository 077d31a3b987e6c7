"""Review as people do it: in a real browser, by keyboard only, and without scripts."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pipeline.runner import Choice
from pipeline.store import Store
from pipeline.store.corrections import Reviewer
from tests.documents import plan_text
from tests.paper import paragraph, write_pdf
from tests.runs import WRONG_SUM, process
from tests.web.chromium import chromium, needs_chromium
from tests.web.serving import Served, serving

pytestmark = needs_chromium
DOCUMENTS = 40
LOGIN = "Nguyễn Thị An"
KEYS = "html[data-keys=heard]"  # the script of the page is at work


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@contextmanager
def visiting(browser: Browser, site: Served, **options: Any) -> Iterator[Page]:  # noqa: ANN401
    """A page of a browser whose owner has shown the token."""
    context = browser.new_context(**options)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(f"{site.login}&then=/review")
    page.fill("[name=name]", LOGIN)
    page.click("main form button[type=submit]")
    page.wait_for_selector("#left" if options.get("java_script_enabled") is False else KEYS)
    yield page
    assert [fault for fault in faults if "status of 4" not in fault] == []
    context.close()


def folder_of(folder: Path, number: int) -> Path:
    """Plans whose stated sum is not that of their parts: a page of PDF each, set solid."""
    folder.mkdir()
    for at in range(number):
        lines = plan_text(WRONG_SUM.replace("10 lớp", f"{10 + at} lớp")).split("\n")
        write_pdf(folder / f"{at:02}.pdf", paragraph(lines, pitch=16))
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of plans and a database of them that nobody changes."""
    folder = tmp_path_factory.mktemp("review")
    summary = process(folder_of(folder / "in", DOCUMENTS), output=folder / "out")
    assert summary.documents["done"] == DOCUMENTS
    return folder


@pytest.fixture(scope="module")
def served(made: Path) -> Iterator[tuple[Served, Path]]:
    """A server over a copy of that database, and where the copy is."""
    shutil.copytree(made / "out", made / "served")
    with serving(made / "served") as site:
        yield site, made / "served"


@pytest.fixture
def output(made: Path, served: tuple[Served, Path]) -> Path:
    """The database that is served, as nobody has changed it yet."""
    with (
        closing(sqlite3.connect(made / "out/plans.db")) as fresh,
        closing(sqlite3.connect(served[1] / "plans.db")) as used,
    ):
        fresh.backup(used)
    return served[1]


@pytest.fixture
def site(served: tuple[Served, Path], output: Path) -> Served:
    """Where it is served."""
    return served[0]


def ask(output: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(output / "plans.db")) as database:
        return database.execute(sql).fetchall()


def left(page: Page) -> int:
    return int(page.get_attribute("#left", "data-left") or -1)


def test_forty_findings_with_three_keys_each(browser: Browser, site: Served, output: Path) -> None:
    """Accept, take what the sum says, correct, reject: from 40 errors to none."""
    errors = "SELECT count(DISTINCT record_id) FROM findings WHERE severity = 'error'"
    assert ask(output, errors) == [(DOCUMENTS,)]
    ways = (["a"], ["1"], ["c", "7", "Enter"], ["r"])
    with visiting(browser, site) as page:
        while number := left(page):
            for key in ways[number % len(ways)]:
                page.keyboard.press(key)
            page.wait_for_selector(f"{KEYS} #left[data-left='{number - 1}']")
        assert page.locator("#review").count() == 0
    assert ask(output, errors) == [(0,)]
    made = dict(ask(output, "SELECT action, count(*) FROM corrections GROUP BY action"))
    assert made == {"accepted": 10, "corrected": 20, "rejected": 10}
    assert ask(output, "SELECT DISTINCT author FROM corrections") == [(LOGIN,)]
    stands = "SELECT reviewed, n_classes, count(*) FROM classes WHERE reviewed = 'corrected'"
    assert ask(output, f"{stands} GROUP BY 1, 2") == [("corrected", 7, 20)]


def test_a_value_corrected_by_keyboard_stands_and_travels(
    browser: Browser,
    site: Served,
    made: Path,
    output: Path,
) -> None:
    with visiting(browser, site) as page:
        quote = page.inner_text("blockquote")
        assert (
            page.locator(".crop img").evaluate(
                "image => image.decode().then(() => image.naturalWidth)"
            )
            > 200
        )
        for key in ("c", "8", "Enter"):
            page.keyboard.press(key)
        page.wait_for_selector(f"{KEYS} .done")
        again = process(made / "in", output=output, choice=Choice(redo="extract"))
        assert again.documents["done"] == DOCUMENTS
        (row,) = ask(output, "SELECT id, n_classes, quote FROM classes WHERE reviewed NOT NULL")
        assert (row[1], row[2].split()) == (8, quote.split())
        page.goto(f"{site.url}/r/{row[0]}")
        assert "8" in page.inner_text("main")
    exported = subprocess.run(
        [sys.executable, "-m", "pipeline", "corrections", "export", "-", "--output", str(output)],
        capture_output=True,
        check=True,
    ).stdout
    entry = json.loads(exported)
    assert (entry["author"], entry["decided"]["n_classes"]) == (LOGIN, 8)


def test_undo_skip_and_the_log(browser: Browser, site: Served, output: Path) -> None:
    with visiting(browser, site) as page:
        first = page.inner_text("blockquote")
        page.keyboard.press("s")
        page.wait_for_url("**/review?after=*")
        page.wait_for_selector(KEYS)
        assert page.inner_text("blockquote") != first
        assert left(page) == DOCUMENTS
        second = page.inner_text("blockquote")
        page.keyboard.press("r")
        page.wait_for_selector(f"{KEYS} .done")
        assert left(page) == DOCUMENTS - 1
        page.keyboard.press("u")
        page.wait_for_url("**/review/classes/*")
        page.wait_for_selector(KEYS)
        assert (page.inner_text("blockquote"), left(page)) == (second, DOCUMENTS)
        # In a field letters are letters.
        page.keyboard.press("c")
        page.keyboard.type("ars")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"{KEYS} .problem")
        assert page.inner_text(".problem") == "cần một số nguyên, viết bằng chữ số"
        assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
        assert page.evaluate("document.activeElement.value") == "ars"
        page.click("a[href$='/review/log']")
        assert page.locator(".log li").count() == 2
        assert page.locator(".log .withdrawn").count() == 1
        # Single keys can be turned off.
        page.goto(f"{site.url}/review")
        page.wait_for_selector(KEYS)
        page.uncheck("#keys-on")
        page.locator("h1").click()
        page.keyboard.press("a")
        page.reload()
        page.wait_for_selector(KEYS)
        page.keyboard.press("a")
        assert left(page) == DOCUMENTS


def test_without_scripts(browser: Browser, site: Served, output: Path) -> None:
    with visiting(browser, site, java_script_enabled=False) as page:
        page.click("button.choice")
        assert left(page) == DOCUMENTS - 1
        page.fill("#f-n_classes", "7")
        page.press("#f-n_classes", "Enter")
        page.click("button[value=reject]")
        assert left(page) == DOCUMENTS - 3
        page.click(".done button")
        assert left(page) == DOCUMENTS - 2
        page.fill("#f-n_classes", "-1")
        page.fill("#note", "mờ")
        page.click(".deeds button.primary")
        assert page.inner_text("#p-n_classes") == "ít nhất là 0"
        assert page.input_value("#note") == "mờ"
    assert len(ask(output, "SELECT * FROM corrections")) == 4


def test_what_was_decided_meanwhile_is_not_overwritten(
    browser: Browser,
    site: Served,
    output: Path,
) -> None:
    with (
        visiting(browser, site) as one,
        visiting(browser, site) as other,
    ):
        one.keyboard.press("1")
        one.wait_for_selector(f"{KEYS} .done")
        other.keyboard.press("r")
        other.wait_for_selector(f"{KEYS} [role=alert]")
        assert "người khác" in other.inner_text("[role=alert]")
    assert ask(output, "SELECT action FROM corrections") == [("corrected",)]


def test_what_is_gone_can_be_taken_back_from_the_log(
    browser: Browser, site: Served, output: Path
) -> None:
    """A record that a person added and rejected is in no table any more."""
    (document,) = ask(output, "SELECT id FROM documents LIMIT 1")[0]
    with Store(output / "plans.db") as store:
        an = Reviewer(store, "An")
        values = {"number": "9/QĐ-TTg"}
        added = an.add("citations", document, values, page=1, quote="số 9/QĐ-TTg")
        an.reject("citations", added.record_id)
    with visiting(browser, site) as page:
        for count in (1, 0):  # the rejection, then the addition
            page.goto(f"{site.url}/review/log")
            page.locator(".log button").first.click()
            page.wait_for_selector(f"{KEYS} .done" if count else ".log")
            sql = "SELECT count(*) FROM citations WHERE reviewed = 'added'"
            assert ask(output, sql) == [(count,)]
        assert page.locator(".log .withdrawn").count() == 2
        page.goto(f"{site.url}/review/citations/{added.record_id}")
        assert page.locator("#review").count() == 0


def test_what_was_missed_is_added_and_stands(
    browser: Browser, site: Served, made: Path, output: Path
) -> None:
    (document,) = ask(output, "SELECT id FROM documents LIMIT 1")[0]
    with visiting(browser, site) as page:
        page.goto(f"{site.url}/d/{document}/p/1")
        page.click("a[href*='/review/missed']")
        page.click("a[href*='table=recipients']")
        page.fill("#f-quote", "những chữ không có ở đây")
        page.fill("#note", "trang mờ")
        page.click(".deeds button.primary")
        assert "không có đoạn chữ này" in page.inner_text("#p-quote")
        assert page.locator("#p-name").count() == 1  # a recipient has a name
        page.fill("#f-quote", "tập huấn,\n300 người")
        page.fill("#f-name", "Phòng Kinh tế")
        page.click(".deeds button.primary")
        page.wait_for_selector(f"{KEYS} .done")
        assert page.input_value("#f-name") == "Phòng Kinh tế"
        assert page.locator(".crop img").count() == 1
    told = "SELECT name, quote, page, bbox IS NOT NULL FROM recipients WHERE reviewed = 'added'"
    row = ("Phòng Kinh tế", "tập huấn, 300 người", 1, 1)
    assert ask(output, told) == [row]
    process(made / "in", output=output, choice=Choice(redo="extract"))
    assert ask(output, told) == [row]


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_accessible(browser: Browser, site: Served, output: Path, width: int) -> None:
    with visiting(browser, site, viewport={"width": width, "height": 900}) as page:
        document = ask(output, "SELECT id FROM documents LIMIT 1")[0][0]
        finding = ask(output, "SELECT id FROM findings WHERE record_id IS NULL LIMIT 1")
        page.keyboard.press("a")
        page.wait_for_selector(f"{KEYS} .done")
        for path in (
            "",
            f"/documents/{document}",
            *(f"/findings/{finding_id}" for (finding_id,) in finding),
            "/log",
            f"/missed?document={document}&page=1&table=targets",
        ):
            page.goto(f"{site.url}/review{path}")
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, path


def test_only_who_has_the_token_decides(browser: Browser, site: Served, output: Path) -> None:
    record = ask(output, "SELECT id FROM classes LIMIT 1")[0][0]
    sent: dict[str, str | float | bool] = {"table": "classes", "id": record, "action": "reject"}
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/review")
    assert "/login" in page.url
    assert context.request.post(f"{site.url}/review/decide", form=sent).status == 403
    context.close()
    with visiting(browser, site) as page:  # forms that are not ours
        for headers in ({"Origin": "http://evil.example"}, {}):
            answer = page.context.request.post(
                f"{site.url}/review/decide", form=sent, headers=headers
            )
            assert answer.status == 403
    assert ask(output, "SELECT * FROM corrections") == []
