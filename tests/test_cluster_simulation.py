"""The simulated cluster of `bench.cluster` does what can be worked out by hand."""

import pytest

from bench.cluster import Times, simulate


@pytest.mark.parametrize(
    ("times", "workers", "pages_a_minute", "busy"),
    [
        # Nothing to do here: each worker does a document of two pages in two seconds.
        (Times((1.5, 0.5), pages=2, store=0.0, hand=0.0), 10, 600, 0.0),
        # Half a second here for each document: more than two a second there cannot be.
        (Times((0.1,), pages=1, store=0.5, hand=0.0), 100, 120, 1.0),
        # One worker: its calls, what they cost here, and storing follow one another.
        (Times((1.0, 1.0), pages=1, store=0.5, hand=0.25), 1, 20, 1 / 3),
    ],
)
def test_clusters_that_can_be_worked_out(
    times: Times, workers: int, pages_a_minute: float, busy: float
) -> None:
    found = simulate(times, workers, documents=5_000)
    assert found.pages_a_minute == pytest.approx(pages_a_minute, rel=0.02)
    assert found.busy == pytest.approx(busy, abs=0.02)
