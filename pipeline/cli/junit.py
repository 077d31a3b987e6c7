"""Findings as a JUnit report, which CI servers show: a test case a document."""

import xml.etree.ElementTree as Xml
from collections.abc import Collection, Iterable, Sequence

from pipeline.messages import language, said_again
from pipeline.store import Found
from schemas.records import Severity

_FORBIDDEN = {code: " " for code in range(32) if code not in (9, 10, 13)}


def junit(sources: Iterable[str], findings: Sequence[Found], failing: Collection[Severity]) -> str:
    """The report: each document of `sources` with its findings of a severity in `failing`."""
    by_source: dict[str, list[Found]] = {source: [] for source in sources}
    for found in findings:
        if found.severity in failing:
            by_source.setdefault(found.source, []).append(found)
    failed = sum(map(bool, by_source.values()))
    suite = Xml.Element(
        "testsuite", name="kehoach check", tests=str(len(by_source)), failures=str(failed)
    )
    for source, told in sorted(by_source.items()):
        case = Xml.SubElement(suite, "testcase", classname="kehoach", name=_plain(source))
        if told:
            lines = [_line(finding) for finding in told]
            failure = Xml.SubElement(case, "failure", message=_plain(lines[0]), type=told[0].code)
            failure.text = _plain("\n".join(lines))
    return Xml.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _line(found: Found) -> str:
    said = said_again(language(), found.message)
    return f"{found.severity} {found.code}, p. {found.page or '?'}: {said}"


def _plain(text: str) -> str:
    """Without characters that XML cannot hold."""
    return text.translate(_FORBIDDEN)
