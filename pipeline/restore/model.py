"""The restorer's model as it ships: vocabulary, n-grams, channels, network."""

import json
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.restore.channel import Channel
from pipeline.restore.net import Net
from pipeline.restore.ngrams import NGrams
from pipeline.restore.vocabulary import Vocabulary, bare_form
from pipeline.vietnamese.rules import rules

FILE = "model.npz"


class Model:
    """What `make model` learned; parts that few texts need are made when they are asked for."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = arrays
        self._told: dict[str, Any] = json.loads(arrays["told"].tobytes())
        self.vocabulary = Vocabulary(self._told["words"])
        known: dict[str, str] = self._told["acronyms"]
        marked = rules("abbreviations", "pipeline.vietnamese")["marked"].split()
        self.acronyms = known | {bare_form(acronym): acronym for acronym in marked}

    @property
    def title_shares(self) -> NDArray[np.float16]:
        """Of each word within sentences, how often it is written with a capital."""
        return self._arrays["title-shares"]

    @cached_property
    def ngrams(self) -> NGrams:
        """The syllable language model."""
        return NGrams(self._arrays)

    @cached_property
    def net(self) -> Net:
        """The network that gives second opinions."""
        return Net(self._arrays)

    def channel(self, reader: str) -> Channel:
        """How "vie" and "eng", Tesseract's models, misread syllables."""
        syllables = [self.vocabulary.words[n] for n in self.vocabulary.syllables]
        return Channel(self._told["channels"][reader], syllables)


@cache
def shipped() -> Model:
    """The model in this package."""
    with as_file(files(__package__) / FILE) as path, np.load(path) as arrays:
        return Model({name: arrays[name] for name in arrays.files})
