"""The pages: a module each, with its addresses in `ROUTES`."""

from pipeline.web.pages import add, document, documents, home, login, record, search
from pipeline.web.pages.route import Route

ROUTES: tuple[Route, ...] = (
    *home.ROUTES,
    *search.ROUTES,
    *documents.ROUTES,
    *document.ROUTES,
    *record.ROUTES,
    *login.ROUTES,
    *add.ROUTES,
)
