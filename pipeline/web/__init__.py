"""The database in a browser: a plugin of Datasette with pages for people.

Datasette itself keeps the tables, facets, SQL, JSON and CSV below /plans. Read `site` (what a
server knows), `visit` (what a page is given), `plugin` (how both meet Datasette) and `guard` (who
may do what), then `pages`, a module a page.
"""

from pipeline.web.server import Address, serve

__all__ = ["Address", "serve"]
