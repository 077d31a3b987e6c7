"""What is extracted from a plan: the records of the database, each with its evidence.

Field names are those of the database columns. A value is what the document states; nothing
here is computed. `IDENTITY` of a record names the fields that tell which fact it is (its
values may change from one version of a document to the next, its identity does not): the id
is made of them, so ids are stable and `diff` can tell a changed value from another fact.
"""

import hashlib
from typing import ClassVar, Literal

from pydantic import Field

from schemas.base import Frozen
from schemas.page import Box, Confidence

Comparator = Literal["=", ">=", "<=", "~", "+"]
Role = Literal["lead", "coordinate", "implement", "requested"]
FundingKind = Literal["source", "rate"]
Level = Literal["province", "district", "commune", "ministry", "other"]
Severity = Literal["error", "warning", "info"]
Reviewed = Literal["accepted", "corrected", "added"]


def make_id(*parts: object) -> str:
    """A short stable id (16 hex digits of SHA-1) of what identifies something."""
    return hashlib.sha1(
        "\x1f".join(str(part) for part in parts).encode(), usedforsecurity=False
    ).hexdigest()[:16]


class Record(Frozen):
    """A fact of a document and where it is stated."""

    TABLE: ClassVar[str]
    IDENTITY: ClassVar[tuple[str, ...]]

    id: str = Field(description="stable key: the same document gives the same ids again")
    document_id: str = Field(description="the document that states it")
    section: str = Field("", description="path of the section as printed: II.1.1, IV.1.1.b")
    page: int = Field(ge=1, description="page of the document, from 1")
    quote: str = Field(min_length=1, description="the words that state the fact, restored")
    bbox: Box | None = Field(
        None, description="[x0, top, x1, bottom] in points from the page's top left"
    )
    confidence: Confidence = Field(1.0, description="0 to 1; 1 where a person has decided")
    reviewed: Reviewed | None = Field(
        None, description="what a person did with it; null: it is as it was extracted"
    )


class Citation(Record):
    """A document that the plan cites by its number."""

    TABLE: ClassVar[str] = "citations"
    IDENTITY: ClassVar[tuple[str, ...]] = ("number",)

    doc_type: str | None = Field(
        None, description="kind of document: Quyết định, Nghị định, Thông tư …"
    )
    number: str = Field(description="number of the cited document: 919/QĐ-TTg")
    issued_on: str | None = Field(None, description="its date, ISO", pattern=r"^\d{4}-\d\d-\d\d$")
    issuer: str | None = Field(None, description="who issued it, as printed: Thủ tướng Chính phủ")
    basis: bool = Field(False, description="true where it stands in the opening recital")


class TrainingClass(Record):
    """A group of training classes (lớp), or a stated sum of such groups."""

    TABLE: ClassVar[str] = "classes"
    IDENTITY: ClassVar[tuple[str, ...]] = ("section", "audience", "is_total")

    parent_id: str | None = Field(None, description="the sum that this group is a part of")
    programme: str | None = Field(None, description="programme it belongs to: NTM, OCOP …")
    audience: str | None = Field(None, description="who is taught, as printed")
    n_classes: int | None = Field(None, ge=0, description="number of classes")
    n_participants: int | None = Field(None, ge=0, description="people in all classes")
    per_class: int | None = Field(None, ge=0, description="people a class")
    per_year: int | None = Field(None, ge=0, description="classes a year")
    days: int | None = Field(None, ge=0, description="days a class")
    field_days: int | None = Field(None, ge=0, description="days of which in the field")
    location: str | None = Field(None, description="where, as printed")
    comparator: Comparator = Field(
        "=", description="of the number stated: =, >=, <=, ~ (about), + (more)"
    )
    is_total: bool = Field(False, description="a stated sum; its parts name it in parent_id")


class Target(Record):
    """A stated quantitative goal or planned amount that is not a training class."""

    TABLE: ClassVar[str] = "targets"
    IDENTITY: ClassVar[tuple[str, ...]] = (
        "section",
        "indicator",
        "area",
        "category",
        "year",
        "is_total",
    )

    parent_id: str | None = Field(None, description="the sum that this amount is a part of")
    indicator: str = Field(description="what is counted, readable without the page")
    value: float = Field(description="as stated", allow_inf_nan=False)
    unit: str | None = Field(None, description="unit of the value: sản phẩm, %, hộ …")
    comparator: Comparator = Field(
        "=", description="of the value: =, >=, <=, ~ (about), + (more than now)"
    )
    year: int | None = Field(None, description="year by which it is to be reached")
    area: str | None = Field(
        None, description="where: TP Thanh Hóa; null: the whole area of the plan"
    )
    category: str | None = Field(None, description="class of what is counted: 5 sao …")
    is_total: bool = Field(False, description="a stated sum; its parts name it in parent_id")


class Responsibility(Record):
    """A task that the plan gives an agency."""

    TABLE: ClassVar[str] = "responsibilities"
    IDENTITY: ClassVar[tuple[str, ...]] = ("section", "agency", "task")

    agency: str = Field(description="who is to do it, as printed")
    agency_id: str | None = Field(None, description="the agency under its canonical name")
    role: Role = Field(description="requested: the plan asks an office it cannot instruct")
    partners: tuple[str, ...] = Field((), description="who is to work with it, as printed")
    task: str = Field(description="the whole text of the task")
    deadline: str | None = Field(None, description="by when, as printed")


class Agency(Frozen):
    """An office under its canonical name."""

    TABLE: ClassVar[str] = "agencies"

    id: str = Field(description="stable key, made of the canonical name")
    name: str = Field(description="canonical name")
    level: Level | None = Field(None, description="level of administration it belongs to")
    kind: str | None = Field(None, description="kind of office: sở, ủy ban, văn phòng, hội …")


class Funding(Record):
    """Where the money comes from, or a rate that is paid."""

    TABLE: ClassVar[str] = "funding"
    IDENTITY: ClassVar[tuple[str, ...]] = ("section", "kind", "text")

    kind: FundingKind = Field(description="where money comes from, or a rate paid")
    text: str = Field(description="the source or what is paid for, as printed")
    amount_vnd: int | None = Field(None, ge=0, description="amount in đồng")
    per: str | None = Field(None, description="what the rate is paid for: sản phẩm, lớp, người …")
    category: str | None = Field(None, description="class of what is paid for: 3 sao …")


class Recipient(Record):
    """An entry of "Nơi nhận"."""

    TABLE: ClassVar[str] = "recipients"
    IDENTITY: ClassVar[tuple[str, ...]] = ("name",)

    name: str = Field(description="who receives the document, as printed")
    note: str | None = Field(None, description="what stands in brackets: để b/c")


class Signature(Frozen):
    """A digital signature of the file."""

    TABLE: ClassVar[str] = "signatures"

    id: str = Field(description="stable key")
    document_id: str = Field(description="the document whose file is signed")
    signer: str = Field(description="name in the certificate")
    organisation: str | None = Field(None, description="organisation in the certificate")
    signed_at: str | None = Field(None, description="ISO date and time, as the signature says")


class Finding(Frozen):
    """Something about a document or a record that a person should know."""

    TABLE: ClassVar[str] = "findings"

    id: str = Field(description="stable key")
    document_id: str = Field(description="the document it is about")
    record_table: str | None = Field(
        None, description="table of the record it is about; documents: the header"
    )
    record_id: str | None = Field(None, description="that record; null: the whole document")
    code: str = Field(description="what kind of finding: sum-mismatch, number-missing …")
    severity: Severity = Field(description="an error makes `kehoach check` fail")
    page: int | None = Field(None, description="page that it is about, or the first of several")
    message: str = Field(description="what is wrong, in one line")


class Section(Frozen):
    """A numbered section of the document."""

    TABLE: ClassVar[str] = "sections"

    id: str = Field(description="stable key")
    document_id: str = Field(description="the document it is a part of")
    parent_id: str | None = Field(None, description="the section it lies in")
    path: str = Field(description="numbering from the top: II.1.1")
    label: str = Field(description="the numbering as printed: 1.1")
    heading: str = Field(description="the heading without its numbering")
    text: str = Field(description="heading and all text before the next numbered section")
    page: int = Field(description="page on which it begins, from 1")


class Header(Frozen):
    """What the letterhead, title and signature block say of the document."""

    doc_type: str | None = Field(None, description="kind of document: Kế hoạch")
    number: str | None = Field(None, description="as printed: 36/KH-UBND; null where it is blank")
    symbol: str | None = Field(None, description="the number without its count: KH-UBND")
    issued_on: str | None = Field(
        None,
        description="ISO date; null unless day, month and year stand there",
        pattern=r"^\d{4}-\d\d-\d\d$",
    )
    issued_year: int | None = Field(None, description="year of issue")
    place: str | None = Field(None, description="place in the date line: Thanh Hóa")
    issuer: str | None = Field(None, description="who issues it: Ủy ban nhân dân tỉnh Thanh Hóa")
    issuer_level: Level | None = Field(None, description="level of administration of the issuer")
    province: str | None = Field(None, description="province of the issuer")
    unit_code: str | None = Field(
        None, description="official code of the issuer's unit of administration at that time"
    )
    unit_code_now: str | None = Field(
        None, description="code of the unit that it is, or lies in, since 1 July 2025"
    )
    title: str | None = Field(None, description="title without the words KẾ HOẠCH")
    period_start: int | None = Field(None, description="first year that the plan is for")
    period_end: int | None = Field(None, description="last year that the plan is for")
    programmes: tuple[str, ...] = Field((), description="programmes it serves: NTM, OCOP …")
    signer: str | None = Field(None, description="who signed: Lê Đức Giang")
    signer_title: str | None = Field(None, description="office of who signed: Phó Chủ tịch")
    signing_capacity: str | None = Field(None, description="on whose behalf: KT. Chủ tịch")
    confidence: Confidence = Field(1.0, description="0 to 1")


class Extraction(Frozen):
    """Everything that was extracted from one document."""

    header: Header = Header()
    sections: tuple[Section, ...] = ()
    citations: tuple[Citation, ...] = ()
    classes: tuple[TrainingClass, ...] = ()
    targets: tuple[Target, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    agencies: tuple[Agency, ...] = ()
    funding: tuple[Funding, ...] = ()
    recipients: tuple[Recipient, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        """All records with evidence, table after table."""
        return (
            *self.citations,
            *self.classes,
            *self.targets,
            *self.responsibilities,
            *self.funding,
            *self.recipients,
        )


RECORD_TYPES: tuple[type[Record], ...] = (
    Citation,
    TrainingClass,
    Target,
    Responsibility,
    Funding,
    Recipient,
)
