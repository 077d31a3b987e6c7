"""The commands of `kehoach`: what they are called with, whom they ask, their exit status.

Here is no logic, and what a command needs is imported when it is called: `--help` and a run that
finds nothing new should come at once.
"""

from pipeline.cli import corrections, documents, files, questions, web
from pipeline.cli.app import app

__all__ = ["app", "corrections", "documents", "files", "main", "questions", "web"]


def main() -> None:
    """Entry point of the command `kehoach`."""
    app(prog_name="kehoach")
