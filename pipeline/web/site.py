"""What one server knows: the database, its settings, who may write, what it keeps at hand."""

import sqlite3
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

from pipeline.messages import Language
from pipeline.settings import Settings
from pipeline.store import Reader
from pipeline.store.connection import address_of
from pipeline.web.answers import Answers
from pipeline.web.guard import Guard
from pipeline.web.jobs import Jobs
from pipeline.web.pictures import Pictures

DATABASE = "plans"  # its name within Datasette, and in addresses


@dataclass(frozen=True)
class Site:
    """A server's knowledge. `seconds` is what SQL for one page may take."""

    settings: Settings
    guard: Guard
    language: Language = "vi"
    base_url: str = "/"
    seconds: float = 5.0

    @property
    def database(self) -> Path:
        """The database that is shown."""
        return self.settings.database

    @cached_property
    def answers(self) -> Answers:
        """Answers that are kept until the database changes."""
        return Answers(self.database, self.connect)

    @cached_property
    def pictures(self) -> Pictures:
        """Pictures of pages."""
        return Pictures(self.settings)

    @cached_property
    def jobs(self) -> Jobs:
        """Runs over documents that were added."""
        return Jobs(self.settings)

    def url(self, path: str, **arguments: object) -> str:
        """An address of this site, as a link needs it; arguments without a value are left out."""
        given = {name: value for name, value in arguments.items() if value not in (None, "")}
        return self.base_url.rstrip("/") + path + (f"?{urlencode(given)}" if given else "")

    def connect(self) -> sqlite3.Connection:
        """A connection for reading; nothing can be written on it."""
        connection = sqlite3.connect(
            address_of(self.database, write=False), uri=True, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        return connection

    def check(self) -> None:
        """Raise KehoachError where the database is missing, foreign or of another version."""
        Reader(self.database).close()
