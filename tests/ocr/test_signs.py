"""Signs that the engine's model does not know."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import MissingRequirement
from pipeline.ocr import engine_version, recognise
from pipeline.settings import Settings
from tests.paper import paragraph, photograph, write_pdf


def test_less_or_equal_is_told_from_less(tmp_path: Path) -> None:
    try:
        engine_version("vie")
    except MissingRequirement as missing:
        pytest.skip(str(missing))
    lines = (
        "Thẩm định hồ sơ ≤ 20 ngày, trả lại hồ sơ < 5 ngày làm việc;",
        "phát hành hồ sơ ≥ 20 ngày, tỷ lệ hộ nghèo còn > 3% số hộ;",
        "phê duyệt danh sách ≤3 ngày, công bố kết quả <7 ngày.",
    )

    def draw(canvas: Canvas) -> None:
        paragraph(lines)(canvas)
        canvas.line(85, 710, 480, 710)  # a rule below is no bar

    image = photograph(write_pdf(tmp_path / "scan.pdf", draw))
    page = recognise(image, 1, Settings())
    told = [word.text[0] for word in page.words if word.text[0] in "<>≤≥"]
    assert told == ["≤", "<", "≥", ">", "≤", "<"]
