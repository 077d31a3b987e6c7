"""The pages: a module each, with its addresses in `ROUTES`."""

from pipeline.web.pages import (
    add,
    agencies,
    areas,
    citations,
    compare,
    document,
    documents,
    explore,
    home,
    login,
    missed,
    record,
    review,
    search,
)
from pipeline.web.pages.route import Route

# What takes longest to count, so that the server counts it when it starts.
COUNTED = (home.GLANCE, agencies.ALL, citations.OVERVIEW)
ROUTES: tuple[Route, ...] = (
    *home.ROUTES,
    *search.ROUTES,
    *documents.ROUTES,
    *document.ROUTES,
    *record.ROUTES,
    *explore.ROUTES,
    *compare.ROUTES,
    *agencies.ROUTES,
    *areas.ROUTES,
    *citations.ROUTES,
    *login.ROUTES,
    *add.ROUTES,
    *missed.ROUTES,
    *review.ROUTES,
)
