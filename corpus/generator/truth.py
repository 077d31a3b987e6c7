"""The truth about a plan, in the gold format that `kehoach evaluate` reads."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Header:
    """What letterhead, title and signature state."""

    number: str | None
    symbol: str | None
    issued_on: str | None
    issued_year: int | None
    place: str | None
    issuer: str
    title: str
    period: tuple[int, int]
    programmes: tuple[str, ...]
    signer: str
    signer_title: str
    signing_capacity: str | None
    recipients: tuple[str, ...]
    doc_type: str = "Kế hoạch"


@dataclass(frozen=True)
class CitationRow:
    """A document cited by its number."""

    doc_type: str
    number: str
    issued_on: str | None
    basis: bool


@dataclass(frozen=True)
class ClassRow:
    """A group of training classes, or the sum of such groups."""

    programme: str | None
    audience: str | None
    n_classes: int | None
    n_participants: int | None
    per_class: int | None
    per_year: int | None
    days: int | None
    field_days: int | None
    location: str | None
    total: bool
    section: str
    quote: str


@dataclass(frozen=True)
class TargetRow:
    """A quantitative goal."""

    indicator: str
    value: float
    unit: str
    comparator: str
    year: int | None
    area: str | None
    category: str | None
    total: bool
    section: str
    quote: str


@dataclass(frozen=True)
class DutyRow:
    """A task that the plan gives an agency."""

    agency: str
    role: str
    partners: tuple[str, ...]
    task: str
    deadline: str | None
    section: str


@dataclass(frozen=True)
class MoneyRow:
    """A source of money, or a rate that is paid."""

    kind: str
    text: str
    amount_vnd: int | None = None
    per: str | None = None
    category: str | None = None


@dataclass
class Truth:
    """All records of a plan, filled while it is composed."""

    document: Header
    citations: list[CitationRow] = field(default_factory=list)
    classes: list[ClassRow] = field(default_factory=list)
    targets: list[TargetRow] = field(default_factory=list)
    responsibilities: list[DutyRow] = field(default_factory=list)
    funding: list[MoneyRow] = field(default_factory=list)

    def cite(self, row: CitationRow) -> None:
        """Note a citation: one row a document, and the recital comes first."""
        if all(known.number != row.number for known in self.citations):
            self.citations.append(row)

    @property
    def quotes(self) -> list[str]:
        """Everything that must stand word for word in the document."""
        return [
            *(row.quote for row in self.classes),
            *(row.quote for row in self.targets),
            *(row.task for row in self.responsibilities),
            *(row.text for row in self.funding),
            *(row.number for row in self.citations),
            *self.document.recipients,
        ]

    def as_gold(self, kind: str) -> dict[str, Any]:
        """The gold file's content; `kind` is the kind of file that the plan is written as."""
        return {"kind": kind, **asdict(self)}

    def to_json(self, kind: str) -> str:
        """The gold file."""
        return json.dumps(self.as_gold(kind), ensure_ascii=False, indent=1) + "\n"
