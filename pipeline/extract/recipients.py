"""Entries of "Nơi nhận"."""

import re

from pipeline.extract.reading import Reading
from schemas.records import Recipient

_NOTE = re.compile(r"\s*\(([^()]*)\)\s*[;.,]*$")


def extract_recipients(reading: Reading) -> tuple[Recipient, ...]:
    """Each entry with what stands in brackets after it ("để b/c")."""
    found = []
    for node in reading.nodes("recipients"):
        text = re.split(r"[;.]\s+\w?$", node.text)[0].rstrip(" ;.,*_")
        note = _NOTE.search(text)
        name = text[: note.start()] if note else text
        name = name.strip(" ;.,")
        if sum(map(str.isalpha, name)) > 1:  # less is dirt, or a stroke of the signature
            values = {"name": name, "note": note[1].strip() if note else None}
            found.append(reading.make(Recipient, node, 0, len(text), values))
    return tuple(found)
