"""Full-text search over pages, with or without the marks of Vietnamese.

Each page is indexed twice: as it stands, and folded (lower case, no marks, đ as d). A query is
asked four times, until enough pages are found: its words in a row with their marks, in a row
without, anywhere on the page with marks, anywhere without. So exact hits come first, and
`dao tao` finds "Đào tạo". One that has no marks is asked without only: that its words stand so on
few pages would be costly to find out, and they come first among those that were found.

Pages that a question finds are ranked by BM25, for which SQLite looks at each of them; where they
are too many for that (words that stand nearly everywhere) the latest come first.
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlite_utils import Database

from pipeline.store.columns import FOLDED, clean
from pipeline.vietnamese.letters import fold

# Control characters: in the stored text there are none.
_OPEN, _CLOSE, _CUT = "\x02", "\x03", "\x04"
_SNIPPET_WORDS = 32
_RANKED = 2000  # pages at most that are ranked


@dataclass(frozen=True)
class Hit:
    """A page that was found.

    `pieces` is a passage of the page, cut where hits begin and end: (words, is it a hit?).
    `exact` tells whether the query's marks were matched.
    """

    document_id: str
    source: str
    title: str | None
    page: int
    exact: bool
    pieces: tuple[tuple[str, bool], ...]

    @property
    def snippet(self) -> str:
        """The passage, with «» around hits."""
        return "".join(f"«{text}»" if hit else text for text, hit in self.pieces)


Connection = Database | sqlite3.Connection


def search(database: Connection, query: str, limit: int) -> tuple[Hit, ...]:
    """At most `limit` pages that hold all words of `query`, exact marks first.

    Words in double quotes must follow one another. A query without a word finds nothing.
    """
    hits: dict[tuple[str, int], Hit] = {}
    has_marks = not _is_bare(query)
    for phrases, column in _questions(query):
        found = [
            replace(hit, exact=False) if has_marks and column == FOLDED else hit
            for hit in _ask(database, phrases, column, limit)
        ]
        # Pages that an earlier question found can come again, before those that are new.
        for hit in sorted(found, key=lambda hit: not hit.exact):
            hits.setdefault((hit.document_id, hit.page), hit)
        if len(hits) >= limit:
            break
    return tuple(hits.values())[:limit]


def _questions(query: str) -> Iterator[tuple[list[str], str]]:
    """Phrases that a page must have, to ask in turn, each with the column that is asked."""
    query = clean(query)
    marked, folded = _phrases(query), _phrases(fold(query))
    if not (marked and folded):  # of some letters nothing is left
        return
    if '"' not in query:
        if not _is_bare(query):
            yield [" ".join(marked)], "text"
        yield [" ".join(folded)], FOLDED
    if not _is_bare(query):
        yield marked, "text"
    yield folded, FOLDED


def _is_bare(query: str) -> bool:
    """Has the query no marks?"""
    return fold(query) == query.lower()


def _phrases(query: str) -> list[str]:
    """Words, and phrases in double quotes; what has no letter or digit is left out."""
    found = (quoted or word for quoted, word in re.findall(r'"([^"]*)"?|([^\s"]+)', query))
    return [phrase for phrase in found if re.search(r"\w", phrase)]


def _pages(database: Connection, expression: str, most: int) -> int:
    """How many pages answer, up to `most`."""
    counted: int = database.execute(
        "SELECT count(*) FROM (SELECT 1 FROM pages_fts WHERE pages_fts MATCH ? LIMIT ?)",
        [expression, most],
    ).fetchone()[0]
    return counted


def _all_of(column: str, phrases: list[str]) -> str:
    """The FTS5 expression for pages that have all phrases."""
    quoted = (f'"{phrase}"' for phrase in phrases)
    return f"{column} : ({' AND '.join(quoted)})"


def _ask(database: Connection, phrases: list[str], column: str, limit: int) -> Iterator[Hit]:
    expression = _all_of(column, phrases)
    if not _pages(database, expression, 1):
        return
    # BM25 counts the pages of each phrase.
    each = (_pages(database, _all_of(column, [phrase]), _RANKED + 1) for phrase in phrases)
    order = "pages_fts.rank" if max(each) <= _RANKED else "pages_fts.rowid DESC"
    rows = database.execute(
        "SELECT d.id, d.source, d.title, p.number, p.text, p.folded,"
        " snippet(pages_fts, ?, ?, ?, ?, ?)"
        " FROM pages_fts JOIN pages AS p ON p.rowid = pages_fts.rowid"
        " JOIN documents AS d ON d.id = p.document_id"
        f" WHERE pages_fts MATCH ? ORDER BY {order} LIMIT ?",
        [int(column == FOLDED), _OPEN, _CLOSE, _CUT, _SNIPPET_WORDS, expression, limit],
    )
    for document_id, source, title, page, text, folded, snippet in rows:
        passage = snippet if column == "text" else _unfold(snippet, folded, text)
        pieces = _pieces(passage)
        said = [words for words, is_hit in pieces if is_hit]
        exact = column == "text" or all(map(_is_bare, said))
        yield Hit(document_id, source, title, page, exact, pieces)


def _unfold(snippet: str, folded: str, text: str) -> str:
    """The passage of `text` that a snippet of its folded copy stands for, marked the same."""
    at = folded.index(re.sub(f"[{_OPEN}{_CLOSE}{_CUT}]", "", snippet))
    out = []
    for letter in snippet:
        if letter in (_OPEN, _CLOSE, _CUT):
            out.append(letter)
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


def _pieces(passage: str) -> tuple[tuple[str, bool], ...]:
    passage = passage.replace(_CUT, "…")
    parts = re.split(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}", passage)
    return tuple((part, bool(i % 2)) for i, part in enumerate(parts) if part)
