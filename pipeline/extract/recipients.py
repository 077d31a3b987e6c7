"""Entries of "Nơi nhận"."""

import re

from pipeline.extract.reading import Reading
from schemas.records import Recipient

# What stands in brackets, as the small print of scans loses its slash. Source: Decree
# 30/2020/NĐ-CP, Annex I (để báo cáo, để thực hiện, để phối hợp), and how offices shorten it.
_NOTES = {"th": "t/h", "0h": "t/h", "bc": "b/c", "b€": "b/c", "ph": "p/h"}
_NOTE = re.compile(r"\s*\(([^()]*)\)\s*[;.,]*$")


def extract_recipients(reading: Reading) -> tuple[Recipient, ...]:
    """Each entry with what stands in brackets after it ("để b/c")."""
    found = []
    for node in reading.nodes("recipients"):
        text = re.split(r"[;.]\s+\w?$", node.text)[0].rstrip(" ;:.,*_")
        note = _NOTE.search(text)
        name = text[: note.start()] if note else text
        name = name.strip(" ;:.,")
        if sum(map(str.isalpha, name)) > 1:  # less is dirt, or a stroke of the signature
            values = {"name": name, "note": _note(note[1]) if note else None}
            found.append(reading.make(Recipient, node, 0, len(text), values))
    return tuple(found)


def _note(printed: str) -> str:
    """The note with the slash that small print loses: "th" is "t/h"."""
    printed = printed.strip()
    words = printed.split()
    last = words[-1].replace("/€", "/c") if words else ""
    return " ".join([*words[:-1], _NOTES.get(last, last)])
