"""Documents that a plan cites by number: invented, and written as offices write them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from corpus.generator.scene import Scene
from corpus.generator.truth import CitationRow
from corpus.generator.words import data, long_date, short_date


@dataclass(frozen=True)
class Cited:
    """A document: its kind, number, day, issuer and subject."""

    doc_type: str
    number: str
    issued_on: date
    by: str
    about: str

    def row(self, *, dated: bool, basis: bool) -> CitationRow:
        """The truth about a mention of it."""
        return CitationRow(
            self.doc_type, self.number, str(self.issued_on) if dated else None, basis
        )


class Library:
    """Draws documents that are older than the plan, and words their mention."""

    def __init__(self, rng: Random, scene: Scene) -> None:
        self._rng = rng
        self._scene = scene
        self._long = rng.choice((0.0, 0.0, 0.5, 1.0))  # share of dates written out
        self._numbers: set[str] = set()

    def draw(self, spec: dict[str, Any]) -> Cited:
        """A document of this kind, with a number of its own."""
        rng, issued = self._rng, self._scene.issued
        while True:
            day = issued - timedelta(
                rng.randint(8, 90) if spec.get("recent") else rng.randint(90, 1100)
            )
            serial = rng.randint(2, spec.get("most", 3200))
            number = spec["pattern"].format(n=f"{serial:02d}", y=day.year)
            if number not in self._numbers:
                break
        self._numbers.add(number)
        fill = self._scene.fill
        return Cited(
            spec["type"],
            number,
            day,
            fill(spec["by"]),
            fill(spec["about"]) if "about" in spec else "",
        )

    def for_body(self) -> Cited:
        """A document that the body of a plan might refer to."""
        return self.draw(self._rng.choice(data("general")["body"]["documents"]))

    def date(self, day: date) -> str:
        """A date in this plan's way of writing."""
        return long_date(day) if self._rng.random() < self._long else short_date(day)

    def mention(self, cited: Cited, *, dated: bool = True, full: bool = True) -> str:
        """For example: Quyết định số 919/QĐ-TTg ngày 01/8/2022 của Thủ tướng Chính phủ."""
        numbered = "số " if self._rng.random() < 0.85 else ""
        parts = [f"{cited.doc_type} {numbered}{cited.number}"]
        if dated:
            parts.append(f"ngày {self.date(cited.issued_on)}")
        parts.append(f"của {cited.by}")
        if full and cited.about:
            parts.append(cited.about)
        return " ".join(parts)
