"""Raised digits on a scan: they are no digits of the number that they stand behind."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import MissingRequirement
from pipeline.ocr import engine_version, recognise
from pipeline.settings import Settings
from tests.paper import photograph, put_with_notes, write_pdf


def test_marks_of_notes_are_told_from_digits(tmp_path: Path) -> None:
    try:
        engine_version("vie")
    except MissingRequirement as missing:
        pytest.skip(str(missing))

    def draw(canvas: Canvas) -> None:
        put_with_notes(canvas, 70, 90, "Phấn đấu đến năm 2025^1 có 85% lao động qua đào tạo nghề;")
        put_with_notes(
            canvas, 70, 112, "tổ chức 05^3 lớp cho 150 người, mỗi lớp 30 người, kinh phí"
        )
        put_with_notes(
            canvas, 70, 134, "1.250 triệu đồng^2 theo Quyết định số 919/QĐ-TTg; 78,6% số hộ."
        )
        # brackets reach below and above their digits
        put_with_notes(canvas, 70, 156, "Mở 102 lớp (45 người/lớp), 03 lớp (80 học viên/lớp).")

    image = photograph(write_pdf(tmp_path / "scan.pdf", draw))
    page = recognise(image, 1, Settings())
    text = " ".join(line.text for line in page.lines)
    for words in ("năm 2025¹ có 85% lao", "chức 05³ lớp cho 150 người, mỗi lớp 30", "1.250 triệu"):
        assert words in text
    assert "919/QĐ-TTg; 78,6% số" in text
    assert "lớp (45 người/lớp), 03 lớp (80 học" in text
