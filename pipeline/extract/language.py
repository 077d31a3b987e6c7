"""The spaCy pipeline: a blank Vietnamese language with our tokenizer and components.

A component adds one group of spans to `doc.spans`; the record modules read them. Offsets of
spans are offsets in the passage's text, so evidence comes for free. Matching is done on folded
text of the same length: lost or wrong diacritics do not hide a cue.
"""

import re
from collections.abc import Iterable
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from pipeline.extract import components

# Numbers with their points and commas stay whole; every other sign is a token of its own.
_TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]+|\S")


class RuleTokenizer:
    """Text to tokens by one pattern: spaCy's own Vietnamese tokenizer needs a segmenter."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """A Doc whose `text` is `text` with every run of blanks as one space."""
        words: list[str] = []
        spaces: list[bool] = []
        for match in _TOKEN.finditer(text):
            words.append(match[0])
            spaces.append(text[match.end() : match.end() + 1].isspace())
        return components.keep_text(Doc(self.vocab, words=words, spaces=spaces))

    def pipe(self, texts: Iterable[str], batch_size: int = 1000) -> Iterable[Doc]:
        """Docs of several texts."""
        return map(self, texts)


@cache
def language() -> Language:
    """The pipeline, made once a process."""
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.tokenizer = RuleTokenizer(nlp.vocab)
    for name in ("value", "unit", "comparator", "kind"):
        Span.set_extension(name, default=None, force=True)
    for name in components.NAMES:
        nlp.add_pipe(name)
    return nlp
