"""Files are taken when they are completely written."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

from pipeline.runner.arrivals import arrivals


def steps(*actions: Callable[[], object]) -> Callable[[float], None]:
    """A wait in which one thing after the other happens."""
    left = list(actions)

    def wait(seconds: float) -> None:
        if left:
            left.pop(0)()

    return wait


def nothing() -> None:
    """Nobody does anything."""


def test_what_is_there_comes_first(tmp_path: Path) -> None:
    assert list(islice(arrivals(tmp_path, 1, nothing_at_all), 1)) == [None]


def nothing_at_all(seconds: float) -> None:
    """Nothing happens while one waits."""


def test_a_file_that_grows_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    sizes: list[int] = []

    def grow() -> None:
        with file.open("ab") as written:
            written.write(b"x" * 100)

    coming = arrivals(tmp_path, 1, steps(nothing, nothing, grow, grow, grow, nothing, nothing))
    next(coming)  # the folder as it is
    next(coming)
    sizes.append(file.stat().st_size)
    assert sizes == [300]


def test_hidden_folders_are_not_looked_at(tmp_path: Path) -> None:
    def commit() -> None:
        (tmp_path / ".git").mkdir(exist_ok=True)
        (tmp_path / ".git/index").write_bytes(b"x")

    def arrive() -> None:
        (tmp_path / "a.txt").write_text("x")

    coming = arrivals(tmp_path, 1, steps(nothing, commit, nothing, arrive))
    next(coming)
    next(coming)
    assert (tmp_path / "a.txt").exists()
