"""Search: pages that say the words, exact marks first, the words marked in their passage."""

from pipeline.store.search import search as search_pages
from pipeline.web.pages.route import Route
from pipeline.web.visit import Shown, Visit

_FIRST, _MOST = 20, 200


def search(visit: Visit) -> Shown:
    """What `q` finds; `n` is how many pages are shown."""
    query = visit.arg("q")[:200]
    shown = visit.number("n", _FIRST, _MOST, _FIRST)
    hits = search_pages(visit.connection, query, shown + 1) if query else ()
    more = min(shown + 40, _MOST) if len(hits) > shown and shown < _MOST else None
    found = hits[:shown]
    exact = [hit for hit in found if hit.exact]
    return Shown(
        "search.html",
        {
            "query": query,
            "exact": exact,
            "others": [hit for hit in found if not hit.exact],
            "more": more,
            "is_cut": len(hits) > shown,
        },
    )


ROUTES = (Route(r"/search$", search),)
