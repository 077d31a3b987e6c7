"""Each example of docs/web.md answers with something."""

import re
import shlex
from pathlib import Path

import pytest

from pipeline.web import pages
from tests.web.serving import ROOT, Within

TEXT = (ROOT / "docs" / "web.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE)
CALLS = [line for block in BLOCKS for line in block.splitlines() if line.startswith("curl")]


@pytest.mark.parametrize("call", CALLS)
def test_examples_answer(call: str, within: Within) -> None:
    address = shlex.split(call)[-1].removeprefix("http://127.0.0.1:8001")
    answer = within.get(address)
    assert answer.status_code == 200
    if ".json" in address:
        found = answer.json()
        assert found["rows"] if isinstance(found, dict) else found
    else:
        assert len(answer.text.splitlines()) > 1


def test_there_are_examples() -> None:
    assert len(CALLS) >= 7


def test_addresses_that_stay_are_there() -> None:
    table = TEXT.split("## Addresses that stay")[1].split("##")[0]
    told = re.findall(r"`(/[^`]+)`", table)
    examples = {"<document>": "0" * 16, "<record>": "0" * 16, "<agency>": "0" * 16, "<page>": "1"}
    for address in told:
        for name, example in examples.items():
            address = address.replace(name, example)
        path = address.split("?")[0].replace("<question>", "who-leads").replace("<province>", "X")
        assert any(re.match(route.pattern, path) for route in pages.ROUTES), address


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)#]+)\)", TEXT))
def test_links_lead_somewhere(link: str) -> None:
    assert (Path(ROOT) / "docs" / link).exists()
