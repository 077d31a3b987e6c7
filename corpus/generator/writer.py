"""Writes a plan block by block: numbers its sections, and notes the truth where it is stated."""

from dataclasses import dataclass
from random import Random

from corpus.generator.citations import Cited, Library
from corpus.generator.document import Block, Heading, Paragraph
from corpus.generator.scene import Scene
from corpus.generator.truth import Truth
from corpus.generator.words import data, listing, small, states, unmark

_LOCALS = {"các địa phương", "các xã, thị trấn", "các thôn"}
_LETTERS = "abcdđeghik"
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


@dataclass(frozen=True)
class Said:
    """A sentence as it stands in the plan, and what it states."""

    text: str
    indicator: str = ""
    deadline: str | None = None
    partners: tuple[str, ...] = ()


class Writer:
    """Collects blocks and truth; `path` names the section that is being written (II.1.1)."""

    def __init__(self, seed: int, scene: Scene, truth: Truth) -> None:
        self.seed = seed
        self.scene = scene
        self.truth = truth
        self.blocks: list[Block] = []
        self.library = Library(self.rng("citations"), scene)
        self._at = [0, 0, 0, 0]  # section, heading, subheading, letter
        self._basis: list[Cited] = []
        self._said: set[str] = set()

    def rng(self, name: str) -> Random:
        """Chance for one part of the plan: what happens in one part moves no other."""
        return Random(f"{self.seed}/{name}")

    @property
    def path(self) -> str:
        """The section's path as printed: II, II.1, II.1.1, IV.1.a."""
        section, heading, sub, letter = self._at
        parts = [_ROMAN[section]]
        if heading:
            parts.append(f"{heading}.{sub}" if sub else str(heading))
        if letter:
            parts.append(_LETTERS[letter - 1])
        return ".".join(filter(None, parts))

    def add(self, *blocks: Block) -> None:
        """Add blocks as they are."""
        self.blocks.extend(blocks)

    def section(self, text: str) -> None:
        """I. MỤC ĐÍCH, YÊU CẦU."""
        self._next(0)
        self.add(Heading(0, f"{_ROMAN[self._at[0]]}.", text))

    def heading(self, text: str, body: str = "") -> None:
        """1. Mục đích; with `body`: 2. Sở Tài chính: Phối hợp với ...."""
        self._next(1)
        self.add(Heading(1, f"{self._at[1]}.", text, body))

    def subheading(self, text: str, body: str = "") -> None:
        """1.1. Đối tượng, số lượng."""
        self._next(2)
        self.add(Heading(2, f"{self._at[1]}.{self._at[2]}.", text, body))

    def letter(self, text: str, body: str = "") -> None:
        """a) Nhóm cán bộ cấp tỉnh, cấp huyện."""
        self._next(3)
        self.add(Heading(3, f"{_LETTERS[self._at[3] - 1]})", text, body))

    def item(self, text: str, mark: str = "-") -> None:
        """A list item."""
        self.add(Paragraph(text, mark))

    def paragraph(self, text: str) -> None:
        """A paragraph of its own."""
        self.add(Paragraph(text))

    def leave(self) -> None:
        """The body has ended: what follows lies in no section."""
        self._at = [0, 0, 0, 0]

    def basis(self, cited: Cited) -> None:
        """A document of the recital."""
        self._basis.append(cited)
        self.truth.cite(cited.row(dated=True, basis=True))

    def cite(self, rng: Random) -> str:
        """Mention a document in the body: one of the recital, or another."""
        again = bool(self._basis) and rng.random() < 0.3
        cited = rng.choice(self._basis) if again else self.library.for_body()
        dated = rng.random() < 0.75
        self.truth.cite(cited.row(dated=dated, basis=False))
        return self.library.mention(cited, dated=dated, full=False)

    def say(self, rng: Random, wording: str, own: str = "", **values: object) -> Said:
        """Fill a wording; {partners} and {cite} are drawn, and what it states is told."""
        partners: tuple[str, ...] = ()
        if states(wording, "partners"):
            partners, values["partners"] = self._partners(rng, own)
        if states(wording, "cite"):
            values["cite"] = self.cite(rng)
        found = unmark(self.scene.fill(wording, **values))
        return Said(found.text, found.indicator, found.deadline, partners)

    def fresh(self, rng: Random, wordings: list[str], number: int) -> list[str]:
        """Up to `number` of the wordings that this plan has not used yet."""
        left = [wording for wording in wordings if wording not in self._said]
        chosen = rng.sample(left, min(number, len(left)))
        self._said.update(chosen)
        return chosen

    def _partners(self, rng: Random, own: str) -> tuple[tuple[str, ...], str]:
        """Who a task is shared with, and how that is printed."""
        left_out = {own, *(self.scene.agencies.get(role) for role in ("front", "all"))}
        named = sorted({*self.scene.agencies.values(), str(self.scene.words["coord"])} - left_out)
        chosen = rng.sample(named, rng.choice((0, 1, 1, 2)))
        unnamed: list[str] = data("agencies")["unnamed"][self.scene.level]
        if self.scene.agencies["locals"] in (own, *chosen):
            unnamed = [name for name in unnamed if name not in _LOCALS]
        if not chosen or rng.random() < 0.7:
            chosen.append(rng.choice(unnamed))
        chosen = [small(name) if name.startswith("Các ") else name for name in chosen]
        return tuple(chosen), listing(chosen, rng.choice((" và ", " và ", ", ")))

    def _next(self, level: int) -> None:
        self._at[level] += 1
        self._at[level + 1 :] = [0] * (3 - level)
