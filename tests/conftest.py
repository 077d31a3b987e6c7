"""What all tests need of the process that runs them."""

import os
import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard() -> None:
    """A shell starts background jobs with Ctrl-C ignored, and they hand that on to their children.

    The tests that interrupt a program need it to listen.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _language_stays() -> Iterator[None]:
    """`--lang` chooses the language of its process, which here is that of other tests as well."""
    before = os.environ.get("KEHOACH_LANG")
    yield
    if before is None:
        os.environ.pop("KEHOACH_LANG", None)
    else:
        os.environ["KEHOACH_LANG"] = before
