"""Write the committed samples again, or as many other plans as one likes.

python -m corpus                                                    the committed samples
python -m corpus --seed 7 --number 100 --kind text --out plans/     a hundred others
"""

import argparse
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from corpus.generator import KINDS, Kind, Wishes, make_plan, write
from corpus.generator.typeset import MissingFontError

HERE = Path(__file__).parent
_NOT_INSTALLED = 5


class Sample(NamedTuple):
    """A committed sample: what to call it, which plan, in which kind of file."""

    name: str
    kind: Kind
    seed: int
    wishes: Wishes


def samples() -> list[Sample]:
    """The committed samples, as samples.toml lists them."""
    listed = tomllib.loads((HERE / "samples.toml").read_text("utf-8"))["samples"]
    return [Sample(s["name"], s["kind"], s["seed"], Wishes(**s["wishes"])) for s in listed]


def others(seed: int, number: int, kind: Kind) -> Iterator[Sample]:
    """Plans from consecutive seeds; a photograph shows a plan of one page."""
    for each in range(seed, seed + number):
        yield Sample(f"plan-{each}", kind, each, Wishes(brief=kind == "photo"))


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit status (5: a font is not installed)."""
    parser = argparse.ArgumentParser(
        prog="python -m corpus",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seed", type=int, default=1, help="the first plan's seed (default 1)")
    parser.add_argument(
        "--number", type=int, default=1, help="how many plans, from consecutive seeds"
    )
    parser.add_argument(
        "--kind", choices=KINDS, default="pdf", help="the kind of file (default pdf)"
    )
    parser.add_argument(
        "--out", type=Path, help="folder for them; without it the committed samples are written"
    )
    asked = parser.parse_args(arguments)
    wanted = others(asked.seed, asked.number, asked.kind) if asked.out else samples()
    try:
        for sample in wanted:
            document = make_plan(sample.seed, sample.wishes)
            print(write(document, sample.kind, asked.out or HERE, sample.name))
    except MissingFontError as fault:
        print(fault, file=sys.stderr)
        return _NOT_INSTALLED
    return 0


if __name__ == "__main__":
    sys.exit(main())
