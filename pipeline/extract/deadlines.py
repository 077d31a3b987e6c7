"""When a task is due: as its words tell, or the line behind it."""

import re

from pipeline.extract.reading import after_label, clean
from pipeline.extract.rules import pattern
from pipeline.vietnamese.letters import fold
from schemas.outline import Node


def deadline_of(task: str) -> str | None:
    """A date or quarter by which the task is due, with the words around it."""
    due = list(pattern("deadlines", "patterns").finditer(fold(task)))
    if not due:
        return None
    if len(due) == 1:
        return clean(task[due[0].start() : due[0].end()].rpartition(":")[2])
    start = task.rfind(",", 0, due[0].start())
    begin = max(start + 1, due[0].start() - 24) if start >= 0 else due[0].start()
    before = re.search(
        r"(?:bao cao|dinh ky|quy|6 thang)[^,;.]{0,20}$", fold(task[: due[0].start()])
    )
    begin = before.start() if before else begin
    return clean(task[begin : due[-1].end()]) + (
        ")"
        if "(" in task[begin : due[-1].end()] and task[due[-1].end() : due[-1].end() + 1] == ")"
        else ""
    )


def time_line(siblings: list[Node]) -> str | None:
    """What the line "Thời gian: …" of an activity says."""
    for sibling in siblings:
        label = after_label(sibling, "time")
        if label is not None:
            return clean(sibling.text[label:]) or None
    return None
