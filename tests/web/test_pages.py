"""The pages over HTTP: what they say, in both languages, and what programs get."""

import csv
import html
import re
import sqlite3
import string
import tomllib
from contextlib import closing
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from typer.testing import CliRunner

from corpus.generator import PROGRAMMES, Wishes, make_plan, write
from pipeline.cli import app as commands
from pipeline.messages import said_again
from pipeline.web import pages, questions
from pipeline.web.charts import bars, lines
from pipeline.web.compare import pairs
from pipeline.web.questions import Question
from tests.runs import process
from tests.web.serving import ROOT, Within

TEMPLATES = sorted((ROOT / "pipeline" / "web" / "templates").glob("*.*"))
MESSAGES = tomllib.loads((ROOT / "pipeline" / "messages" / "web.toml").read_text("utf-8"))
ASKED = questions.questions()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Within:
    """The application over generated plans: two a programme, with tables of targets."""
    folder = tmp_path_factory.mktemp("many")
    for seed in range(2 * len(PROGRAMMES)):
        programme = PROGRAMMES[seed % len(PROGRAMMES)]
        document = make_plan(seed, Wishes(programme=programme, level="province", annex=True))
        write(document, "text", folder / "plans", f"{seed}")
    process(folder / "plans", output=folder / "output")
    return Within(folder / "output")


def select(within: Within, sql: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(within.output / "plans.db")) as connection:
        return connection.execute(sql).fetchall()


def addresses(within: Within) -> list[str]:
    """An address of each page, of each document, and of a record of each kind."""
    documents = [one for (one,) in select(within, "SELECT id FROM documents")]
    tables = ("citations", "classes", "targets", "responsibilities", "recipients")
    records = [one for t in tables for (one,) in select(within, f"SELECT id FROM {t} LIMIT 1")]
    [(agency,), *_] = select(within, "SELECT id FROM agencies")
    [(number,), *_] = select(within, "SELECT number FROM citations")
    return [
        *("/", "/search", "/search?q=dao+tao", "/documents", "/explore", "/compare"),
        *("/agencies", "/areas", "/citations", "/login", "/plans", "/plans/v_targets"),
        *(f"/d/{one}" for one in documents),
        *(f"/r/{one}" for one in records),
        *(f"/explore/{question}" for question in ASKED),
        f"/agencies/{agency}",
        f"/citations/of?number={number}",
        f"/compare?a={documents[0]}&b={documents[1]}",
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_page_is_there_in_each_language(within: Within, language: str) -> None:
    for path in addresses(within):
        answer = within.get(path, cookies={"kehoach_lang": language})
        assert answer.status_code == 200, path
        assert f'<html lang="{language}">' in answer.text
        assert re.search(r"<title>[^<]+ · kehoach</title>", answer.text), path
        assert answer.text.count("<h1") == 1, path
        assert "Undefined" not in answer.text


def test_the_language_that_was_chosen_stays(within: Within) -> None:
    answer = within.get("/documents?lang=en")
    assert ">Documents</h1>" in answer.text
    assert answer.cookies["kehoach_lang"] == "en"
    assert "kehoach_lang" not in within.get("/documents?lang=xx").cookies


def test_links_lead_somewhere(many: Within) -> None:
    followed: set[str] = set()
    waiting = ["/", "/explore", "/areas", "/citations", "/compare"]
    while waiting and len(followed) < 150:
        path = waiting.pop(0)
        if path in followed:
            continue
        followed.add(path)
        answer = many.get(path)
        assert answer.status_code in (200, 302), path
        if "text/html" in answer.headers["content-type"]:
            links = re.findall(r'(?:href|src)="(/[^"#]*)', answer.text)
            waiting.extend(link.replace("&amp;", "&") for link in links)
    assert len(followed) == 150


def test_below_another_address_links_stay_there(small: Path) -> None:
    within = Within(small, base_url="/kehoach/")
    for path in addresses(within):
        answer = within.get("/kehoach" + path)
        assert answer.status_code == 200, path
        links = re.findall(r'(?:href|src|action)="(/[^"#]*)', answer.text)
        assert [link for link in links if not link.startswith("/kehoach/")] == [], path
    assert within.get("/kehoach/-/kehoach/house.css").status_code == 200
    assert within.get("/kehoach/add").headers["location"].startswith("/kehoach/login?then=")


@pytest.mark.parametrize(
    "path",
    [
        "/d/0000000000000000",
        "/r/0000000000000000",
        "/r/0000000000000000.png",
        "/agencies/0000000000000000",
        "/areas/Kh%C3%B4ng",
        "/explore/nothing",
        "/citations/of?number=0",
        "/nothing",
        "/plans/nothing",
    ],
)
def test_what_is_not_there_is_told(within: Within, path: str) -> None:
    answer = within.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    assert ">Chưa thực hiện được</h1>" in answer.text or path.endswith(".png")


def test_a_document_that_failed_says_why(within: Within) -> None:
    [(document, error)] = select(within, "SELECT id, error FROM documents WHERE status = 'failed'")
    page = within.get(f"/d/{document}").text
    told = said_again("vi", error)
    assert told != error
    assert told in html.unescape(page)


def test_totals_and_lists_are_those_of_the_database(many: Within) -> None:
    front = re.sub(r"<[^>]+>", " ", many.get("/").text)
    [(documents, people)] = select(
        many,
        "SELECT (SELECT count(*) FROM documents), (SELECT sum(n_participants) FROM classes"
        " WHERE parent_id IS NULL)",
    )
    for number in (documents, people):
        assert re.search(rf"\b{f'{int(number):,}'.replace(',', '.')}\b", front)
    [(province, count), *_] = select(
        many, "SELECT province, count(*) FROM documents WHERE province <> '' GROUP BY 1"
    )
    listed = many.get("/documents", params={"province": province}).text
    assert listed.count('class="document-title"') == int(count)


def test_totals_follow_the_database(small: Path, tmp_path: Path) -> None:
    (tmp_path / "plans.db").write_bytes((small / "plans.db").read_bytes())
    within = Within(tmp_path)
    before = within.get("/").text
    assert within.get("/").text == before
    with closing(sqlite3.connect(tmp_path / "plans.db")) as connection:
        connection.execute("UPDATE classes SET n_classes = 777 WHERE parent_id IS NULL")
        connection.commit()
    after = within.get("/").text
    assert re.search(r"<dd>[\d.]*777</dd>|<dd>1\.554</dd>", after)


def test_pictures_of_pages_and_of_evidence(samples: Path) -> None:
    within = Within(samples)
    [(document, pages_there)] = select(
        within, "SELECT id, n_pages FROM documents WHERE media_type = 'application/pdf'"
    )
    [(record, x0, x1), *_] = select(
        within,
        f"SELECT id, json_extract(bbox, '$[0]'), json_extract(bbox, '$[2]') FROM targets"
        f" WHERE document_id = '{document}'",
    )
    answer = within.get(f"/d/{document}/p/1.webp?w=240")
    assert answer.headers["content-type"] == "image/webp"
    assert "max-age" in answer.headers["cache-control"]
    with_image = Image.open(BytesIO(answer.content))
    assert with_image.size[0] == 240
    crop = Image.open(BytesIO(within.get(f"/r/{record}.png").content))
    assert crop.size[0] == pytest.approx((float(x1) - float(x0) + 24) / 72 * 150, abs=3)
    beyond = f"/d/{document}/p/{int(pages_there) + 1}"
    assert within.get(beyond).status_code == 404
    assert within.get(f"{beyond}.webp").status_code == 404


def test_without_the_file_the_text_alone_is_shown(tmp_path: Path) -> None:
    source = tmp_path / "anh.jpg"
    source.write_bytes((ROOT / "corpus" / "13-ntm-xa-anh-chup.jpg").read_bytes())
    process(source, output=tmp_path / "out")
    within = Within(tmp_path / "out")
    [(document,)] = select(within, "SELECT id FROM documents")
    assert "<img src=" in within.get(f"/d/{document}").text.split("desk", 1)[1]
    source.write_bytes(b"other")
    assert within.get(f"/d/{document}/p/1.webp").status_code == 404
    source.unlink()
    page = within.get(f"/d/{document}")
    assert "<img" not in page.text.split('class="desk', 1)[1]
    assert "nông thôn mới" in page.text
    assert within.get(f"/d/{document}/p/1.webp").status_code == 404


@pytest.mark.parametrize("question", ASKED.values(), ids=list(ASKED))
def test_each_question_is_answered(many: Within, question: Question) -> None:
    """With parameters that have an answer, as page, CSV, SVG and JSON."""
    given = {"targets-on": {"words": "ho"}}.get(question.id, {})
    if question.id == "promised-again":
        sql = "SELECT document_id FROM targets GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        [(document,)] = select(many, sql)
        given = {"issuer": same_plan_twice(many, document)}
    page = many.get(f"/explore/{question.id}", params=given)
    assert page.status_code == 200
    rows = read_csv(many, f"/explore/{question.id}.csv", given)
    shown = [name for name in question.columns if name in rows[0]]
    assert shown == list(question.columns)
    assert len(rows) > 1
    assert page.text.count("<tr>") >= min(len(rows), 50)
    bound = {**dict.fromkeys(question.parameters, ""), **given}
    asked = {"sql": question.sql, "_shape": "array", **bound}
    assert len(many.get("/plans.json", params=asked).json()) == len(rows) - 1
    if question.chart:
        drawing = ElementTree.fromstring(many.get(f"/explore/{question.id}.svg").text)
        assert drawing.find("{http://www.w3.org/2000/svg}title") is not None
        assert drawing.find("{http://www.w3.org/2000/svg}desc") is not None


def read_csv(within: Within, path: str, given: dict[str, str]) -> list[list[str]]:
    text = within.get(path, params=given).content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))


def same_plan_twice(within: Within, document: str) -> str:
    """Let the issuer of a plan have issued another that says the same a year later."""
    with closing(sqlite3.connect(within.output / "plans.db")) as connection:
        connection.executescript(f"""
            CREATE TEMP TABLE d AS SELECT * FROM documents WHERE id = '{document}';
            UPDATE d SET id = 'ffffffffffffffff', source = 'again', issued_year = 2040;
            INSERT INTO documents SELECT * FROM d;
            CREATE TEMP TABLE r AS SELECT * FROM targets WHERE document_id = '{document}';
            UPDATE r SET id = substr('ffffffffffffffff' || id, -16, 12) || 'ffff',
              parent_id = NULL, document_id = 'ffffffffffffffff', value = value + 1;
            INSERT OR IGNORE INTO targets SELECT * FROM r;
        """)
        [(issuer,)] = connection.execute(
            "SELECT issuer FROM documents WHERE id = ?", [document]
        ).fetchall()
        return str(issuer)


def test_csv_holds_no_formulas(tmp_path: Path, small: Path) -> None:
    (tmp_path / "plans.db").write_bytes((small / "plans.db").read_bytes())
    with closing(sqlite3.connect(tmp_path / "plans.db")) as connection:
        connection.execute("UPDATE responsibilities SET deadline = '=1+1'")
        connection.commit()
    rows = read_csv(Within(tmp_path), "/explore/deadlines.csv", {})
    assert "'=1+1" in [row[0] for row in rows]


def test_bars_are_as_long_as_their_values() -> None:
    chart = bars([("a", "x", 10), ("a", "y", 5), ("b", "x", 0)])
    lengths = {bar.name: bar.width for bar in chart.bars}
    assert lengths["a, x"] == 2 * lengths["a, y"]
    assert lengths["b, x"] == 1
    assert len({bar.y for bar in chart.bars}) == 3
    assert [entry[1] for entry in chart.legend] == ["x", "y"]
    many_rows = [(str(number), "", float(number)) for number in range(30)]
    assert bars(many_rows).left_out == 10


def test_lines_rise_with_their_values() -> None:
    chart = lines([("2020", "x", 1), ("2022", "x", 9), ("2020", "y", 4)])
    first, last, other = chart.points
    assert first.x < last.x
    assert first.y > other.y > last.y
    assert lines([]).points == ()


def test_what_two_plans_say_of_one_thing_stands_side_by_side() -> None:
    left = ["Số sản phẩm OCOP 3 sao", "hộ nghèo", "mô hình du lịch cộng đồng"]
    right = ["Hộ nghèo", "số sản phẩm OCOP 4 sao", "số mô hình du lịch cộng đồng", "đường"]
    found = [(pair.left, pair.right) for pair in pairs(left, right, str)]
    assert found == [
        ("Số sản phẩm OCOP 3 sao", "số sản phẩm OCOP 4 sao"),
        ("hộ nghèo", "Hộ nghèo"),
        ("mô hình du lịch cộng đồng", "số mô hình du lịch cộng đồng"),
        (None, "đường"),
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_ask_for_texts_that_are_there(path: Path) -> None:
    text = path.read_text("utf-8")
    for key, rest in re.findall(
        r"""\bt(?:\.count|\.noun)?\(\s*["']([a-z0-9_-]+)["']\s*([,)~]?)""", text
    ):
        if rest == "~" or key.endswith("-"):
            assert any(name.startswith(key) for name in MESSAGES), key
            continue
        assert key in MESSAGES, key
        wanted = {f for _, f, _, _ in string.Formatter().parse(MESSAGES[key]["vi"]) if f}
        call = re.search(rf"""\bt\(\s*["']{key}["'](.*?)\)\s*[}}%]""", text)
        if call and wanted:
            assert all(f"{name}=" in call[1] for name in wanted), key


def test_each_address_belongs_to_one_page(within: Within) -> None:
    for path in addresses(within):
        bare = path.split("?")[0]
        found = [route for route in pages.ROUTES if re.match(route.pattern, bare)]
        assert len(found) == (0 if bare.startswith("/plans") else 1), path


def test_without_the_extra_the_command_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pipeline.web", None)
    done = CliRunner().invoke(commands, ["serve", "--output", str(tmp_path)])
    assert done.exit_code == 5
    assert "kehoach[web]" in done.output


def test_a_database_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(commands, ["serve", "--output", str(tmp_path), "--port", "0"])
    assert done.exit_code == 1
    assert len(done.output.strip().splitlines()) == 1
