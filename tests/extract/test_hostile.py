"""Texts made to be slow: time grows with their length, and nothing is recursive."""

import time

import pytest

from tests.documents import extraction_of, plan_text

_LENGTHS = 5_000, 20_000  # characters
_MOST = 3.0  # times as long as in proportion; a quadratic pattern takes four times as long


def seconds(text: str) -> float:
    body = f"I. MỤC TIÊU\n1. Chung\n{text}.\nIV. TỔ CHỨC THỰC HIỆN\n1. {text}.\n"
    start = time.thread_time()
    extraction_of(plan_text(body))
    return time.thread_time() - start


@pytest.mark.parametrize(
    "fragment",
    [
        "(trong đó: 5 trạm, ",
        "Sở Y tế, Sở Nội vụ và ",
        "VNPT: 25 trạm, ",
        "Căn cứ Quyết định 5/QĐ-UBND ngày 01/02/2024, các Sở ",
        "1.1.1.1 ",
        "100% và trên 70% ",
        "((((",
        "10 triệu đồng/",
        "chủ trì, phối hợp với Sở Y tế ",
        "tỉnh Bình Sơn, xã An Khê, ",
        "1111111111",
        "02 lớp: số lượng: ",
        "Mở 3 lớp tập huấn a:b ",
        "Tổ chức 3 lớp cho cán bộ, thời gian 2 ngày; ",
        "a,b;",
        "đạt 5 ha lúa; ",
        "5 xã (A 2, B 3), ",
        "mỗi xã 5 triệu đồng, ",
        "Trong đó đạt 5 ha lúa năm 2030 so với năm 2020. ",
    ],
)
def test_time_grows_with_length(fragment: str) -> None:
    short, long = _LENGTHS
    base = min(seconds(fragment * (short // len(fragment))) for _ in range(2))
    assert seconds(fragment * (long // len(fragment))) < _MOST * (long / short) * base + 0.5
