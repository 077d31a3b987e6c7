"""The pages in a real browser: what people do, with mouse and keyboard, and who cannot see."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
)

from tests.documents import plan_text
from tests.web.chromium import chromium, needs_chromium
from tests.web.serving import Served, serving

pytestmark = needs_chromium
SCAN, PDF = "13-ntm-xa-anh-chup.jpg", "02-ntm-huyen-tap-huan-hai-chuong-trinh.pdf"
WIDTHS = (1024, 390)


@pytest.fixture(scope="module")
def served(samples: Path) -> Iterator[Served]:
    with serving(samples) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which no script fails and nothing is loaded that may not be."""
    page = context.new_page()
    troubles: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            troubles.append(said.text)

    page.on("pageerror", lambda fault: troubles.append(str(fault)))
    page.on("console", hear)
    yield page
    assert troubles == []


def open_document(page: Page, served: Served, source: str) -> None:
    page.goto(f"{served.url}/documents")
    answer = page.request.get(
        f"{served.url}/plans/documents.json?source__exact={source}&_shape=array"
    )
    page.goto(f"{served.url}/d/{answer.json()[0]['id']}")


def test_search_with_and_without_diacritics(page: Page, served: Served) -> None:
    page.goto(served.url)
    for query in ("nông thôn mới", "nong thon moi"):
        page.get_by_role("searchbox").fill(query)
        page.keyboard.press("Enter")
        marks = page.locator(".hits mark")
        expect(marks.first).to_be_visible()
        assert "nông thôn mới" in [text.lower() for text in marks.all_inner_texts()]
    expect(page.get_by_role("heading", name="Khác dấu")).to_be_visible()
    page.get_by_role("searchbox").fill("nòng thôn mơi")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Đúng như đã gõ")).to_have_count(0)
    page.locator(".hits a").first.click()
    expect(page.locator("#records-title")).to_be_visible()


def test_hovering_or_focusing_a_record_frames_its_words(page: Page, served: Served) -> None:
    open_document(page, served, SCAN)
    record = page.locator(".record").first
    frame = page.locator(f"#w-{record.get_attribute('data-record')}")
    expect(frame).not_to_have_class(re.compile(r"\bon\b"))
    record.hover()
    expect(frame).to_have_class(re.compile(r"\bon\b"))
    page.mouse.move(0, 0)
    expect(frame).not_to_have_class(re.compile(r"\bon\b"))
    record.locator("a").first.click()
    expect(frame).to_have_class(re.compile("chosen"))
    assert page.url.endswith(f"#{frame.get_attribute('id')}")
    page.reload()
    expect(frame).to_have_class(re.compile("chosen"))
    record.locator("a").first.focus()
    expect(frame).to_have_class(re.compile(r"\bon\b"))
    # The frame lies on the picture.
    box, picture = frame.bounding_box(), page.locator(".sheet img").bounding_box()
    assert box is not None
    assert picture is not None
    assert picture["x"] <= box["x"] < picture["x"] + picture["width"]
    assert page.evaluate("document.querySelector('.sheet img').naturalWidth") > 200


def test_a_click_on_a_word_shows_its_records(page: Page, served: Served) -> None:
    open_document(page, served, PDF)
    word = page.locator(".said").first
    chosen = str(word.get_attribute("data-records")).split()[0]
    word.click()
    assert page.url.endswith(f"#r-{chosen}")
    expect(page.locator(f"#r-{chosen}")).to_be_in_viewport()
    # And on the picture: the records of what is under the mouse.
    frame = page.locator(".frame").last
    frame.locator("rect").first.click(force=True)
    assert page.url.endswith(f"#r-{frame.get_attribute('data-record')}")


def test_pages_turn_and_grow_by_key(page: Page, served: Served) -> None:
    open_document(page, served, PDF)
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/p/2")
    page.locator("#paper").focus()
    page.keyboard.press("+")
    expect(page.locator("#paper")).to_have_class(re.compile("zoom-150"))
    wide, paper = (page.locator(at).bounding_box() for at in (".sheet", "#paper"))
    assert wide is not None
    assert paper is not None
    assert wide["width"] > 1.4 * (paper["width"] - 20)
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/p/3?zoom=150")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/p/2?zoom=150")


def test_what_restoration_changed_is_shown_on_demand(page: Page, served: Served) -> None:
    open_document(page, served, SCAN)
    expect(page.locator(".text del, .text .doubt")).to_have_count(0)
    page.get_by_role("link", name="Xem chỗ đã phục hồi").click()
    expect(page.locator(".text del, .text .doubt").first).to_be_visible()


def test_everything_is_reached_by_keyboard(page: Page, served: Served) -> None:
    page.goto(served.url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("dao tao")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=dao*")
    page.locator(".hits a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-page]")).to_be_visible()


def test_it_works_without_scripts(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}/search?q=dao+tao")
    page.locator(".hits a").first.click()
    record = page.locator(".record").first
    record.locator("a").first.click()
    assert re.search(r"#[wt]-[0-9a-f]{16}$", page.url)
    page.goto(served.login)
    page.get_by_role("button", name="Tiếp tục").click()
    page.goto(f"{served.url}/add")
    expect(page.locator("#files")).to_be_visible()
    context.close()


def test_documents_are_added_with_progress(page: Page, served: Served, tmp_path: Path) -> None:
    good, bad = tmp_path / "thêm một.txt", tmp_path / "trang.html"
    good.write_text(plan_text("I. MỤC TIÊU\n1. Mở 07 lớp cho 210 người dân học nghề."), "utf-8")
    bad.write_text("<html><body>không phải văn bản</body></html>", "utf-8")
    page.goto(f"{served.url}/add")
    expect(page.get_by_label("Mã")).to_be_visible()  # only with the token
    page.goto(served.login)
    page.get_by_label("Tên của bạn").fill("Mai")
    page.get_by_role("button", name="Tiếp tục").click()
    page.goto(f"{served.url}/add")
    page.locator("#files").set_input_files([good, bad])
    expect(page.locator("#chosen li")).to_have_count(2)
    page.get_by_role("button", name="Thêm và xử lý").click()
    page.wait_for_url("**/add/*")
    page.locator("[data-over='1']").wait_for(timeout=90_000)
    expect(page.locator("#job")).to_contain_text("trang.html")
    expect(page.locator("#job .trouble")).to_have_count(1)
    page.locator("#job a.document-title").click()
    expect(page.locator(".record.kind-classes")).to_contain_text("7 lớp")
    page.goto(served.url)
    expect(page.locator(".totals dd").first).to_have_text("5")


def addresses(page: Page, served: Served) -> list[str]:
    """Every page, by its template."""
    base = f"{served.url}/plans.json?_shape=arrayfirst&sql="

    def first(sql: str) -> str:
        return str(page.request.get(base + sql.replace(" ", "+")).json()[0])

    scan, text = (
        first(f"select id from documents where source = '{source}'")
        for source in (SCAN, "10-dao-tao-nghe-huyen.txt")
    )
    cited = first("select number from citations limit 1")
    return [
        "/",
        "/search?q=dao+tao",
        "/documents",
        f"/d/{scan}",
        f"/d/{scan}?changes=1&zoom=200",
        f"/d/{text}",
        "/r/" + first(f"select id from targets where document_id = '{scan}'"),
        "/explore",
        "/explore/classes-by-province",
        "/explore/people-by-year",
        "/explore/promised-again",
        "/compare",
        f"/compare?a={scan}&b={text}",
        "/agencies",
        "/agencies/" + first("select agency_id from responsibilities where agency_id <> ''"),
        "/areas",
        "/citations",
        f"/citations/of?number={cited}",
        "/plans",
        "/plans/documents",
        f"/plans/documents/{scan}",
        "/plans?sql=select+*+from+agencies+limit+5",
        "/login",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barriers(browser: Browser, served: Served, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(served.login)
    page.get_by_role("button", name="Tiếp tục").click()
    found = {}
    for path in [*addresses(page, served), "/add", "/review", "/review/log", "/nope"]:
        page.goto(served.url + path)
        # What differs in the dark is colours.
        only = {"runOnly": ["color-contrast"]} if scheme == "dark" else None
        violations = Axe().run(page, options=only).response["violations"]
        told = [(v["id"], v["impact"], v["nodes"][0]["html"]) for v in violations]
        if told:
            found[path] = told
    context.close()
    assert found == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(browser: Browser, served: Served, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = []
    for path in addresses(page, served):
        page.goto(served.url + path)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(path)
    context.close()
    assert wide == []
