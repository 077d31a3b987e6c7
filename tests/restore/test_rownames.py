"""Misread names of places in tables, by the names around them."""

import pytest

from pipeline.restore.rownames import mended_row_names
from schemas.page import Cell, Table, Word


def column(*names: str) -> Table:
    """A table: number of the row, name, a number."""
    texts = [("TT", "Đơn vị", "Số lớp"), *((str(i), n, "2") for i, n in enumerate(names, 1))]
    rows = (tuple(Cell(words=tuple(Word(text=w) for w in t.split())) for t in row) for row in texts)
    return Table(rows=tuple(rows))


@pytest.mark.parametrize(
    ("names", "mended"),
    [
        (  # districts of a province
            ("Thọ Xuân", "Yên Đinh", "Hoằng Hoá", "Quảng Xương", "Nhu Xuân", "Bá Thước"),
            {"Yên Đinh": "Yên Định", "Nhu Xuân": "Như Xuân"},
        ),
        (  # with their kinds, one of which looks like a name
            ("Huyện Quan Sơn", "Huyện Quan Hoa", "TP. Sầm Son;", "Lang Chánh", "Thị xã Nghi Sơn"),
            {"Huyện Quan Hoa": "Huyện Quan Hóa", "TP. Sầm Son;": "TP. Sầm Sơn;"},
        ),
        (  # provinces, in capitals
            ("NGHỆ AN", "HÀ TỈNH", "THANH HÓA", "QUẢNG BÌNH", "QUANG TRỊ"),
            {"HÀ TỈNH": "HÀ TĨNH", "QUANG TRỊ": "QUẢNG TRỊ"},
        ),
        (("Thọ Xuân", "Yên Định", "Nhu Xuân"), {}),  # too few to know
        (("Thọ Xuân", "Yên Định", "Bá Thước", "Tổng cộng", "Toàn tỉnh", "Khác"), {}),
        (("Thọ Xuân", "Yên Định", "Bá Thước", "Như X"), {}),  # Như Xuân or Như Thanh
        (("Đào tạo nghề", "Tập huấn", "Hội nghị", "Hội thi"), {}),
    ],
)  # fmt: skip
def test_names_are_mended_by_those_around(names: tuple[str, ...], mended: dict[str, str]) -> None:
    table = mended_row_names(column(*names))
    assert [row[1].text for row in table.rows[1:]] == [mended.get(name, name) for name in names]
    for name, row in zip(names, table.rows[1:], strict=True):
        assert " ".join(word.as_read for word in row[1].words) == name
