"""Invented plans, small enough to be read."""

from schemas.page import Box, Line, Page, Word
from schemas.plan import Plan
from schemas.records import (
    Agency,
    Citation,
    Extraction,
    Finding,
    Funding,
    Header,
    Recipient,
    Responsibility,
    Section,
    Target,
    TrainingClass,
    make_id,
)

LABOUR = Agency(id=make_id("Sở Lao động"), name="Sở Lao động", level="province", kind="sở")
FARMERS = Agency(id=make_id("Hội Nông dân"), name="Hội Nông dân", level="province", kind="hội")


def page(number: int, *lines: str) -> Page:
    """A page with these lines, each word in a box of its own."""
    return Page(
        number=number,
        width=595.2,
        height=841.8,
        blocks=tuple(
            Line(
                words=tuple(
                    Word(text=text, box=Box(80 + 30 * x, 70 + 20 * y, 106 + 30 * x, 84 + 20 * y))
                    for x, text in enumerate(line.split())
                )
            )
            for y, line in enumerate(lines)
        ),
        text_source="ocr",
        engine="tesseract 5.3.0",
        confidence=0.93,
    )


def plan(name: str = "an-khe", *, agencies: tuple[Agency, ...] = (LABOUR, FARMERS)) -> Plan:
    """A plan of an invented province with a sum of classes, a target and a task an agency."""
    document = make_id("document", name)

    def fact(table: str, number: int, quote: str) -> dict[str, object]:
        return {
            "id": make_id(document, table, number),
            "document_id": document,
            "section": "II.1",
            "page": 1,
            "quote": quote,
            "bbox": Box(80, 70, 320.5, 84),
            "confidence": 0.9,
        }

    total = make_id(document, "classes", 0)
    return Plan(
        id=document,
        source=f"plans/{name}.pdf",
        sha256=make_id(name) * 4,
        media_type="application/pdf",
        n_pages=2,
        pages=(
            page(1, "Đào tạo nghề cho lao động", "nông thôn xã An Khê"),
            page(2, "Nơi nhận:", "- Như trên;"),
        ),
        extraction=Extraction(
            header=Header(
                doc_type="Kế hoạch",
                number="12/KH-UBND",
                symbol="KH-UBND",
                issued_on="2024-03-05",
                issued_year=2024,
                issuer="Ủy ban nhân dân tỉnh Bình Sơn",
                issuer_level="province",
                province="Bình Sơn",
                title="Đào tạo nghề năm 2024",
                period_start=2024,
                period_end=2025,
                programmes=("NTM", "OCOP"),
            ),
            sections=(
                Section(
                    id=make_id(document, "II"),
                    document_id=document,
                    path="II",
                    label="II",
                    heading="Nội dung",
                    text="Nội dung",
                    page=1,
                ),
                Section(
                    id=make_id(document, "II.1"),
                    document_id=document,
                    parent_id=make_id(document, "II"),
                    path="II.1",
                    label="1",
                    heading="Đào tạo nghề",
                    text="Đào tạo nghề cho lao động",
                    page=1,
                ),
            ),
            citations=(
                Citation(
                    **fact("citations", 0, "số 7/QĐ-TTg ngày 05/01/2022"),
                    number="7/QĐ-TTg",
                    issued_on="2022-01-05",
                    basis=True,
                ),
            ),
            classes=(
                # The part stands before its sum, as it may.
                TrainingClass(
                    **fact("classes", 1, "02 lớp cho cán bộ xã"),
                    parent_id=total,
                    audience="cán bộ xã",
                    n_classes=2,
                    n_participants=60,
                ),
                TrainingClass(
                    **{**fact("classes", 0, "tổng số 05 lớp"), "id": total},
                    n_classes=5,
                    n_participants=150,
                    is_total=True,
                ),
            ),
            targets=(
                Target(
                    **fact("targets", 0, "ít nhất 80% lao động có việc làm"),
                    indicator="lao động có việc làm",
                    value=80,
                    unit="%",
                    comparator=">=",
                    year=2025,
                ),
            ),
            responsibilities=tuple(
                Responsibility(
                    **fact("responsibilities", i, f"{agency.name} chủ trì"),
                    agency=agency.name,
                    agency_id=agency.id,
                    role="lead",
                    partners=("các huyện", "các xã"),
                    task="chủ trì thực hiện",
                )
                for i, agency in enumerate(agencies)
            ),
            agencies=agencies,
            funding=(
                Funding(
                    **fact("funding", 0, "3 triệu đồng/lớp"),
                    kind="rate",
                    text="hỗ trợ lớp",
                    amount_vnd=3_000_000,
                    per="lớp",
                ),
            ),
            recipients=(Recipient(**fact("recipients", 0, "Như trên"), name="Như trên"),),
        ),
        findings=(
            Finding(
                id=make_id(document, "finding"),
                document_id=document,
                record_table="classes",
                record_id=total,
                code="sum-mismatch",
                severity="error",
                page=1,
                message="5 lớp, các phần cộng lại 2",
            ),
            Finding(
                id=make_id(document, "finding", 2),
                document_id=document,
                code="signer-missing",
                severity="warning",
                message="không thấy người ký",
            ),
        ),
    )


def cited() -> Plan:
    """Another document, which the plan cites."""
    one = plan("quyet-dinh")
    header = one.extraction.header.model_copy(
        update={"number": "7/QĐ-TTg", "issued_on": "2022-01-05"}
    )
    extraction = one.extraction.model_copy(update={"header": header, "citations": ()})
    return one.model_copy(update={"extraction": extraction})
