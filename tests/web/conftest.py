"""Databases for the tests of pages."""

from pathlib import Path

import pytest

from tests.documents import plan_text
from tests.runs import process
from tests.web.serving import ROOT, Within

SAMPLES = (
    "02-ntm-huyen-tap-huan-hai-chuong-trinh.pdf",
    "10-dao-tao-nghe-huyen.txt",
    "12-rac-thai-xa.docx",
    "13-ntm-xa-anh-chup.jpg",
)
HOSTILE = "<script>alert(1)</script>"
BODY = f"""\
I. MỤC TIÊU
1. Đến năm 2026, xây dựng ít nhất 02 mô hình phân loại rác tại hộ gia đình.
2. Đào tạo nghề cho lao động <b>nông thôn</b> {HOSTILE}
- 02 lớp cho cán bộ thôn. Số lượng: 144 người.
II. TỔ CHỨC THỰC HIỆN
1. Phòng Kinh tế
- Chủ trì, phối hợp với các đơn vị liên quan thực hiện {HOSTILE} trước ngày 15/12/2026.
2. Văn phòng
- Chủ trì tổng hợp, báo cáo kết quả thực hiện.
"""


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a database of samples of all kinds."""
    output = tmp_path_factory.mktemp("samples")
    process(*(ROOT / "corpus" / name for name in SAMPLES), output=output)
    return output


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small database of texts; what they say would be markup if it could."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "mot.txt").write_text(plan_text(BODY), "utf-8")
    (folder / "hai.txt").write_text(
        plan_text(BODY, "Đào tạo cán bộ xã năm 2027").replace("2026", "2027"), "utf-8"
    )
    (folder / "hong.pdf").write_bytes(b"%PDF-1.4 broken")
    process(folder, output=folder / "output")
    return folder / "output"


@pytest.fixture(scope="module")
def within(small: Path) -> Within:
    """The application over the small database."""
    return Within(small)
