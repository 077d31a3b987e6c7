"""The document model: what a plan consists of, before it takes the form of any file."""

from dataclasses import dataclass, field

from corpus.generator.truth import Truth


@dataclass(frozen=True)
class Letterhead:
    """Issuer on the left (the last line in bold), state and motto on the right."""

    issuer: tuple[str, ...]
    number: str
    place_and_date: str
    state: str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    motto: str = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True)
class Title:
    """The kind of document and what it is about."""

    kind: str
    text: str


@dataclass(frozen=True)
class Heading:
    """A numbered heading; `body` runs on behind it (2. Sở Tài chính: Phối hợp …)."""

    level: int  # 0: I.  1: 1.  2: 1.1.  3: a)
    label: str
    text: str = ""
    body: str = ""

    @property
    def head(self) -> str:
        """Label and heading, with a colon where the body runs on."""
        return " ".join(filter(None, (self.label, self.text))) + (
            ":" if self.text and self.body else ""
        )


@dataclass(frozen=True)
class Paragraph:
    """Running text; `mark` is the list mark before it: -, +, (1)."""

    text: str
    mark: str = ""
    recital: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table. `share` is its part of the width; `group` a heading over several."""

    name: str
    share: float
    group: str = ""
    number: bool = True


@dataclass(frozen=True)
class Table:
    """A ruled table. Rows in `strong` (sums) are printed in bold."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: frozenset[int] = frozenset()

    @property
    def grouped(self) -> int:
        """The first column under a common heading; the number of columns where there is none."""
        found = (i for i, column in enumerate(self.columns) if column.group)
        return next(found, len(self.columns))


@dataclass(frozen=True)
class Signing:
    """Recipients on the left; capacity, title and name of the signer on the right."""

    recipients: tuple[str, ...]
    capacity: tuple[str, ...]
    name: str
    seal: tuple[str, str] = ("", "")  # text round the stamp, and in its middle

    @property
    def listed(self) -> tuple[str, ...]:
        """The recipients as printed: a dash before, a semicolon behind, a stop behind the last."""
        *others, last = self.recipients
        return (*(f"- {name};" for name in others), f"- {last}.")


@dataclass(frozen=True)
class Annex:
    """The head of an annex; it begins a new page."""

    label: str
    title: str
    note: str


Block = Letterhead | Title | Heading | Paragraph | Table | Signing | Annex


@dataclass(frozen=True)
class Look:
    """How a plan is set: what offices differ in within the decree's bounds."""

    size: float = 14  # points
    leading: float = 1.15  # line height in sizes
    after: float = 4  # points after a paragraph
    left: float = 30  # margin in mm
    title_bold: bool = True
    subheadings: str = "bold"  # bold | italic
    recital_italic: bool = False
    break_codes: bool = False  # 43/2017/TT-BTC may break after its hyphen
    row_pad: float = 2  # points over and under a table's cells
    repeat_head: bool = True  # of tables that run over a page


@dataclass(frozen=True)
class Document:
    """A composed plan: its blocks in order, and the truth about it."""

    seed: int
    blocks: tuple[Block, ...]
    truth: Truth
    look: Look = field(default_factory=Look)

    @property
    def text(self) -> str:
        """All words in order, a block a line (a table row a line, its cells after blanks)."""
        return "\n".join(line for block in self.blocks for line in lines_of(block) if line)


def lines_of(block: Block) -> list[str]:
    """The text of a block: the lines that any form of the document has in this order."""
    match block:
        case Letterhead():
            return [*block.issuer, block.state, block.motto, block.number, block.place_and_date]
        case Title():
            return [block.kind, block.text]
        case Heading():
            return [" ".join(filter(None, (block.head, block.body)))]
        case Paragraph():
            return [" ".join(filter(None, (block.mark, block.text)))]
        case Table():
            names = " ".join(column.name for column in block.columns)
            return [names, *(" ".join(filter(None, row)) for row in block.rows)]
        case Signing():
            return ["Nơi nhận:", *block.listed, *block.capacity, block.name]
        case Annex():
            return [block.label, block.title, block.note]
