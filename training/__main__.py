"""Trains the restorer's model from texts, a paragraph a line: `make model`.

    python -m training TEXT… [--steps N] [--pages N] [--model FILE]

Texts may be .xz files. The same texts and versions give the same file.
"""

import argparse
import json
import os
import zlib
from collections.abc import Mapping
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

import pipeline.restore
from pipeline.restore.model import FILE
from pipeline.restore.vocabulary import bare_form
from training.channels import learn_channels
from training.corpus import Corpus, read, title_shares, to_learn_from
from training.estimate import estimate
from training.formulas import formulas
from training.places import sentences

_SHRUNK = 0.85  # of its size, from which on compression pays
_LEAST = (1, 1, 2, 3)  # times that an n-gram of 1, 2, 3, 4 tokens must be seen to be kept


def main() -> None:
    """Read, count, typeset, train, pack."""
    asked = _arguments()
    corpus = read(chain(to_learn_from(asked.texts), sentences(), formulas()))
    print(f"{len(corpus.tokens):,} tokens, {len(corpus.words):,} words", flush=True)
    channels = learn_channels(asked.texts, asked.pages)
    # The limit that is set for Tesseract's threads makes PyTorch, which reads it when it is loaded,
    # compute with threads that it does not get: the answer is no number.
    os.environ.pop("OMP_THREAD_LIMIT", None)
    from training.network import train

    ngrams = estimate(corpus.tokens, len(corpus.words), _LEAST)
    network = train(corpus, asked.steps)
    arrays: dict[str, Any] = {
        "told": _told(corpus, channels),
        "title-shares": title_shares(corpus),
        **ngrams,
        **network,
    }
    save(arrays, asked.model)
    print(f"{asked.model}: {asked.model.stat().st_size / 1e6:.1f} MB")


def save(arrays: Mapping[str, NDArray[Any]], path: Path) -> None:
    """Writes arrays for `np.load`; what hardly shrinks is stored as it is, to load fast."""
    with ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            held = BytesIO()
            np.lib.format.write_array(held, np.asanyarray(array), allow_pickle=False)
            plain = held.getvalue()
            shrinks = len(zlib.compress(plain)) < _SHRUNK * len(plain)
            entry = ZipInfo(f"{name}.npy")  # without the time: the same arrays give the same file
            archive.writestr(entry, plain, ZIP_DEFLATED if shrinks else ZIP_STORED)


def _arguments() -> argparse.Namespace:
    shipped = Path(pipeline.restore.__path__[0]) / FILE
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path, help="texts to learn from")
    parser.add_argument("--steps", type=int, default=7600, help="of the network")
    parser.add_argument("--pages", type=int, default=240, help="to typeset and read")
    parser.add_argument("--model", type=Path, default=shipped, help="file to write")
    return parser.parse_args()


def _told(corpus: Corpus, channels: dict[str, dict[str, dict[str, int]]]) -> NDArray[np.uint8]:
    """What is no array, as JSON."""
    rarest_first = sorted(corpus.acronyms, key=lambda word: (corpus.acronyms[word], word))
    told: dict[str, Any] = {
        "words": corpus.words,
        "acronyms": {bare_form(word): word for word in rarest_first},
        "channels": channels,
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return np.frombuffer(text.encode(), np.uint8)


if __name__ == "__main__":
    main()
