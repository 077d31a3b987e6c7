"""Nothing that a document or a request says does harm."""

import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipeline.cli import app as commands
from pipeline.web import server
from pipeline.web.guard import Guard
from pipeline.web.uploads import safe_name
from tests.documents import plan_text
from tests.web.conftest import HOSTILE
from tests.web.serving import Within

PAGES = ("/", "/search?q=nong+thon", "/documents", "/explore/deadlines", "/agencies", "/plans")


def ids(within: Within, sql: str) -> list[str]:
    with closing(sqlite3.connect(within.output / "plans.db")) as connection:
        return [row[0] for row in connection.execute(sql)]


def test_it_listens_to_this_machine_only_unless_told() -> None:
    help_text = CliRunner().invoke(commands, ["serve", "--help"]).output
    assert "127.0.0.1" in help_text
    assert server._hosts("127.0.0.1", None) == frozenset({"127.0.0.1", "localhost", "::1"})
    assert server._hosts("0.0.0.0", None) is None


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "169.254.169.254"])
def test_another_name_for_this_machine_is_refused(within: Within, host: str) -> None:
    assert within.get("/", headers={"host": host}).status_code == 421
    assert within.get("/", headers={"host": "localhost:8001"}).status_code == 200


def test_text_never_becomes_markup(within: Within) -> None:
    seen = 0
    documents = [f"/d/{one}" for one in ids(within, "SELECT id FROM documents")]
    records = [f"/r/{one}" for one in ids(within, "SELECT id FROM responsibilities")]
    asked = [*PAGES, *documents, *records, f"/search?q={HOSTILE}", f"/plans?sql=select+'{HOSTILE}'"]
    for path in [*asked, f"/documents?province={HOSTILE}", f"/agencies?name={HOSTILE}"]:
        text = within.get(path).text
        assert HOSTILE not in text, path
        assert "<b>nông" not in text, path
        seen += "&lt;script&gt;" in text
    assert seen >= 5


def test_scripts_and_styles_come_from_files_of_ours(within: Within) -> None:
    for path in (*PAGES, "/plans/targets", "/plans?sql=select+1"):
        text = within.get(path).text
        assert re.findall(r"<script(?![^>]*\ssrc=)", text) == [], path
        assert re.findall(r"\sstyle=|<style|\son\w+=|javascript:", text) == [], path
        assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!localhost)', text), path


@pytest.mark.parametrize("path", [*PAGES, "/nope", "/-/kehoach/house.css", "/plans.json", "/login"])
def test_each_answer_carries_the_headers(within: Within, path: str) -> None:
    headers = within.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/-/kehoach/../server.py",
        "/-/kehoach/%2e%2e/server.py",
        "/-/kehoach/..%2f..%2fsettings.py",
        "/d/..%2f..%2fetc/p/1.webp",
        "/d/%2fetc%2fpasswd",
        "/r/..%2f..%2fetc%2fpasswd.png",
        "/add/..%2f..%2fetc",
        "/explore/..%2fquestions.toml",
        "/plans.db",
    ],
)
def test_no_path_leads_into_the_file_system(within: Within, path: str) -> None:
    cookies = within.signed_in()
    answer = within.get(path, cookies=cookies)
    assert answer.status_code in (302, 403, 404), answer.text[:200]
    assert "import" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "sql",
    [
        "delete from documents",
        "update documents set title = 'x'",
        "attach '/tmp/x.db' as x",
        "pragma writable_schema = 1",
        "select 1; drop table documents",
        "with x as (select 1) delete from documents",
        "insert into runs default values",
        "select load_extension('x')",
        "vacuum into '/tmp/kehoach-stolen.db'",
    ],
)
def test_sql_only_reads(within: Within, sql: str) -> None:
    before = ids(within, "SELECT title FROM documents ORDER BY id")
    answer = within.get("/plans.json", params={"sql": sql})
    assert answer.status_code == 400
    assert answer.json()["ok"] is False
    assert ids(within, "SELECT title FROM documents ORDER BY id") == before
    assert not Path("/tmp/kehoach-stolen.db").exists()


def test_sql_that_never_ends_is_ended(within: Within) -> None:
    endless = (
        "with recursive x(n) as (select 1 union all select n + 1 from x) select count(*) from x"
    )
    answer = within.get("/plans.json", params={"sql": endless})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("Câu hỏi này mất quá nhiều thời gian")
    assert answer.elapsed.total_seconds() < 60


def test_a_page_that_takes_too_long_says_so(small: Path) -> None:
    slow = Within(small)
    object.__setattr__(slow.site, "seconds", 0.0)
    answer = slow.get("/")
    assert answer.status_code == 503
    assert "Câu hỏi này mất quá nhiều thời gian" in answer.text


def plan(name: str = "moi.txt") -> tuple[str, tuple[str, bytes]]:
    return ("files", (name, plan_text("I. MỤC TIÊU\n1. Trồng 5 cây.").encode()))


def send(within: Within, cookies: dict[str, str], **changed: object) -> httpx.Response:
    """The form with a file, as a browser sends it but for what is changed."""
    sent: dict[str, object] = {
        "data": {"csrftoken": cookies.get("ds_csrftoken", "")},
        "files": [plan()],
        "cookies": cookies,
        "headers": {"origin": "http://localhost", "sec-fetch-site": "same-origin"},
    }
    return within.ask("POST", "/add", **{**sent, **changed})


@pytest.fixture
def fresh(tmp_path: Path, small: Path) -> Iterator[Within]:
    """An application over a copy of the small database, which may be written to."""
    (tmp_path / "plans.db").write_bytes((small / "plans.db").read_bytes())
    within = Within(tmp_path, settings={"max_file_mb": 0.01})
    yield within
    within.site.jobs.stop()


def uploaded(within: Within) -> list[str]:
    folder = within.output / "uploads"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_who_has_not_shown_the_token_adds_nothing(fresh: Within) -> None:
    assert fresh.get("/add").headers["location"] == "/login?then=%2Fadd"
    forged = Guard().cookie_for("Mai")
    for cookies in ({}, {"kehoach_who": "Mai"}, {"kehoach_who": forged}):
        assert send(fresh, cookies).status_code == 403
    assert uploaded(fresh) == []


def test_the_token_lets_in_and_nothing_else_does(fresh: Within) -> None:
    wrong = fresh.ask("POST", "/login", data={"token": "x", "name": "Mai"})
    assert wrong.status_code == 403
    assert "kehoach_who" not in wrong.cookies
    given = {"token": fresh.guard.token, "name": "  Mai\nLan ", "then": "//evil.example/"}
    right = fresh.ask("POST", "/login", data=given)
    assert right.status_code == 302
    assert right.headers["location"] == "/"
    cookie = right.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert fresh.guard.who({}, {"kehoach_who": right.cookies["kehoach_who"]}) == "Mai Lan"


def test_a_form_of_another_site_is_refused(fresh: Within) -> None:
    cookies = fresh.signed_in()
    headers = (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://localhost"},
    )
    for told in headers:
        assert send(fresh, cookies, headers=told).status_code == 403
    for token in ("", "x", "a" * 600):
        assert send(fresh, cookies, data={"csrftoken": token}).status_code == 403
    assert send(fresh, cookies, data={}).status_code == 403
    leave = fresh.ask("POST", "/login", data={"leave": "1"}, cookies=cookies)
    assert leave.status_code == 403
    assert uploaded(fresh) == []


def test_the_user_of_a_reverse_proxy_may_write(small: Path) -> None:
    proxied = Within(small, Guard(user_header="X-Remote-User", public="plans.example"))
    assert proxied.get("/add", headers={"x-remote-user": "lan"}).status_code == 200
    assert proxied.get("/add").status_code == 302
    headers = {"x-remote-user": "lan", "origin": "https://plans.example"}
    leave = proxied.ask("POST", "/login", data={"leave": "1"}, headers=headers)
    assert leave.status_code == 302


def test_files_that_are_too_large_or_no_documents_are_refused(fresh: Within) -> None:
    cookies = fresh.signed_in()
    files = [
        plan("../../../etc/passwd.txt"),
        ("files", ("lon.txt", b"x" * 12_000)),
        ("files", ("trang.html", b"<html><body>" + HOSTILE.encode())),
    ]
    answer = send(fresh, cookies, files=files)
    assert answer.status_code == 303
    page = fresh.get(answer.headers["location"], cookies=cookies).text
    assert uploaded(fresh) == ["passwd.txt"]
    assert "lon.txt" in page
    assert "trang.html" in page
    assert page.count("không nhận") == 2


def test_a_body_that_is_too_large_is_not_read(fresh: Within) -> None:
    cookies = fresh.signed_in()
    large = [("files", ("lon.txt", b"x" * 30_000))]
    assert send(fresh, cookies, files=large).status_code == 413
    assert fresh.ask("POST", "/login", content=b"x" * 1_000_001).status_code == 413

    async def endless() -> AsyncIterator[bytes]:  # its length is not told
        for _ in range(100):
            yield b"x" * 100_000

    assert fresh.ask("POST", "/login", content=endless()).status_code == 413
    assert uploaded(fresh) == []


@given(st.text())
def test_a_name_that_was_sent_is_only_a_name(sent: str) -> None:
    name = safe_name(sent)
    assert name
    assert not name.startswith(".")
    assert not set(name) & set("/\\\x00\r\n")
    assert len(name.encode()) < 255
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("kế hoạch.pdf", "kế hoạch.pdf"),
        ("C:\\Users\\x\\kh.pdf", "kh.pdf"),
        ("../../.bashrc", "bashrc"),
        ("..", "van-ban"),
        ("a" * 300 + ".pdf", "a" * 176 + ".pdf"),
    ],
)
def test_names(sent: str, name: str) -> None:
    assert safe_name(sent) == name
