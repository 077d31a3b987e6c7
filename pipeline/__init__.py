"""kehoach: scanned Vietnamese administrative plans in, a database that can be trusted out."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.plans import Plans

__all__ = ["open_plans"]
__version__ = "0.1.0"


def open_plans(database: "str | Path") -> "Plans":
    """Open the database of a run for reading; use what comes back as a context manager.

    Raises KehoachError where there is none, or where it is no database of kehoach.
    """
    from pathlib import Path

    from pipeline.plans import Plans  # brings pydantic and SQLite: only for who asks

    return Plans(Path(database))
