"""Invented administrative plans from a seed, with the truth about them.

    from corpus.generator import Wishes, make_plan, write

    document = make_plan(7, Wishes(programme="ocop", level="province", annex=True))
    document.text                      # all its words, a block a line
    document.truth.targets             # what it states, row by row
    write(document, "bad-scan", Path("somewhere"), "plan-7")   # the file, and truth/plan-7.json

A seed stands for a setting (scene.py), from which every part of the plan is drawn, worded and
noted as truth at once (plan.py shows the order); typeset, word, plain, scan and paper give it the
form of a file. Wordings and names are in data/*.toml. Writing PDF and images needs reportlab,
Pillow and Debian's fonts-liberation2, a wrong text layer Tesseract's English model.
"""

from corpus.generator.document import Document
from corpus.generator.kinds import KINDS, Kind, as_file, write
from corpus.generator.plan import make_plan
from corpus.generator.scene import LEVELS, PROGRAMMES, Wishes

__all__ = [
    "KINDS",
    "LEVELS",
    "PROGRAMMES",
    "Document",
    "Kind",
    "Wishes",
    "as_file",
    "make_plan",
    "write",
]
