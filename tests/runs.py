"""Folders of small plans and runs over them, for the tests of runner and commands."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from corpus.generator.typeset import FONTS
from pipeline.runner import Choice, Summary, Watcher, run
from pipeline.runner.workers import MakeExecutor
from pipeline.settings import Settings
from tests.documents import plan_text

CLASSES = """\
I. MỤC TIÊU
1. Đào tạo nghề
Mở {number} lớp đào tạo nghề cho {people} lao động nông thôn.
II. TỔ CHỨC THỰC HIỆN
1. Phòng Văn hóa - Xã hội
- Chủ trì tổng hợp danh sách học viên.
"""
# A stated sum that its parts do not make.
WRONG_SUM = """\
I. NỘI DUNG
1. Tổ chức 10 lớp tập huấn, 300 người, trong đó:
- 3 lớp cho cán bộ xã, 90 người;
- 4 lớp cho chủ hợp tác xã, 120 người.
"""


def plan(number: int = 3) -> str:
    """The text of a plan of `number` classes."""
    return plan_text(CLASSES.format(number=number, people=30 * number))


def write_plans(folder: Path, *names: str) -> Path:
    """A folder with a plan under each of these names, no two of them alike."""
    for number, name in enumerate(names, 1):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(plan(number), encoding="utf-8")
    return folder


def scan(text: str, lines: int = 12) -> Image.Image:
    """A picture of the first lines of a text at 150 dpi, as a scanner makes it."""
    font = ImageFont.truetype(FONTS / "LiberationSerif-Regular.ttf", 28)
    picture = Image.new("L", (1240, 60 + 60 * lines), 255)
    draw = ImageDraw.Draw(picture)
    for place, line in enumerate(text.split("\n")[:lines]):
        draw.text((100, 40 + 60 * place), line, 0, font)
    return picture


def process(
    *paths: Path,
    output: Path,
    workers: int = 1,
    again: bool = False,
    choice: Choice | None = None,
    watcher: Watcher | None = None,
    executor: MakeExecutor | str | None = None,
    **settings: object,
) -> Summary:
    """A run in this process, which is quick, unless more workers are asked for."""
    if isinstance(executor, str):
        settings["executor"] = executor
        executor = None
    elif workers == 1:
        executor = executor or in_this_process
    chosen = Settings.model_validate({"output": output, "workers": workers, **settings})
    choice = choice or Choice(redo="read" if again else None)
    return run(paths, chosen, choice=choice, watcher=watcher, executor=executor)


@contextmanager
def in_this_process() -> Iterator[Executor]:
    """A thread that answers calls."""
    executor = ThreadPoolExecutor(1)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
