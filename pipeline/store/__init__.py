"""The database: one SQLite file that holds every document with its records and their evidence."""

from pipeline.store.export import Written, export
from pipeline.store.formats import FORMATS
from pipeline.store.reader import Failure, Found, Known, Reader, Totals
from pipeline.store.search import Hit
from pipeline.store.writer import Store

__all__ = [
    "FORMATS",
    "Failure",
    "Found",
    "Hit",
    "Known",
    "Reader",
    "Store",
    "Totals",
    "Written",
    "export",
]
