"""Trains the network that gives second opinions (see `pipeline.restore.net`), with PyTorch.

It learns to tell words whose diacritics are hidden from words around them, of which some are
shown whole and some are not; how many varies from sentence to sentence, as it does at work.
"""

import math
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from pipeline.restore.tokens import Case, Special
from pipeline.restore.vocabulary import Vocabulary, bare_form
from training.corpus import Corpus

_EMBEDDING, _WIDTH, _OUTLET = 128, 256, 96
_DILATIONS = (1, 2, 4, 8, 1)
_SENTENCE = 96  # tokens
_BATCH = 64  # sentences
_RATE = 2e-3
_WARM_UP = 300  # steps
_NEARLY_ALL_HIDDEN = 0.2  # share of sentences of which 70 to 100 % is hidden; of others 8 to 60 %
_UNSEEN = 0.02  # share of words that are not even shown bare
_WRONG = 0.015  # share of words shown as another form
_CASE_LOST = 0.03  # share of words shown in small letters
_UNSEEN_WEIGHT = 0.1  # of unseen words in what is minimised
_HOPELESS = -1e4
_THREADS = 2  # sums depend on how they are shared out


class Examples(NamedTuple):
    """A batch: what is shown, what it is, and which words are to be told."""

    shown: NDArray[np.int64]
    cases: NDArray[np.int64]
    words: NDArray[np.int64]
    hidden: NDArray[np.bool_]
    unseen: NDArray[np.bool_]


class Forms:
    """The forms of each word: those that look the same without diacritics."""

    def __init__(self, words: tuple[str, ...]) -> None:
        vocabulary = Vocabulary(words)
        bare = [w if n < len(Special) else bare_form(w) for n, w in enumerate(words)]
        number = {form: at for at, form in enumerate(dict.fromkeys(bare))}
        self.bare_of = np.array([number[form] for form in bare])
        self.bare_number = len(number)
        groups: list[list[int]] = [[] for _ in number]
        for word, group in enumerate(self.bare_of.tolist()):
            groups[group].append(word)
        widest = max(2, *map(len, groups))
        table = np.full((len(vocabulary), widest), -1)
        for word, group in enumerate(self.bare_of.tolist()):
            table[word, : len(groups[group])] = groups[group]
        self.of = table
        self.ambiguous = table[:, 1] >= 0


class _Network(nn.Module):
    def __init__(self, words: int, shown: int) -> None:
        super().__init__()
        self.shown = nn.Embedding(shown, _EMBEDDING)
        self.case = nn.Embedding(len(Case), _EMBEDDING)
        self.inlet = nn.Linear(_EMBEDDING, _WIDTH)
        self.layers = nn.ModuleList(nn.Linear(3 * _WIDTH, _WIDTH) for _ in _DILATIONS)
        self.gains = nn.ParameterList(nn.Parameter(torch.full((1,), 0.5)) for _ in _DILATIONS)
        self.outlet = nn.Linear(_WIDTH, _OUTLET)
        self.forms = nn.Embedding(words, _OUTLET)
        self.form_bias = nn.Parameter(torch.zeros(words))
        nn.init.normal_(self.shown.weight, 0, 0.3)
        nn.init.normal_(self.forms.weight, 0, 0.1)

    def context(self, shown: Tensor, cases: Tensor) -> Tensor:
        """Sentence x place x outlet."""
        flow = self.inlet(self.shown(shown) + self.case(cases))
        length = flow.shape[1]
        for dilation, layer, gain in zip(_DILATIONS, self.layers, self.gains, strict=True):
            padded = functional.pad(flow, (0, 0, dilation, dilation))
            window = [padded[:, :length], flow, padded[:, 2 * dilation :]]
            flow = flow + gain.abs() * functional.relu(layer(torch.cat(window, -1)))
        return self.outlet(flow)


def train(corpus: Corpus, steps: int, seed: int = 1) -> dict[str, NDArray[Any]]:
    """The trained network, packed for `Net`.

    The same corpus, steps and seed give the same on processors of the same kind. Without the order
    of sums that is asked for here, the gradients of what many places share differ from run to run.
    """
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(_THREADS)
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    forms = Forms(corpus.words)
    network = _Network(len(corpus.words), len(corpus.words) + forms.bare_number + 1)
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=_RATE, betas=(0.9, 0.98), weight_decay=0.01
    )
    number = len(corpus.tokens) // _SENTENCE
    words = corpus.tokens[: number * _SENTENCE].reshape(number, _SENTENCE)
    cases = corpus.cases[: number * _SENTENCE].reshape(number, _SENTENCE)
    order = chance.permutation(number)
    for step in range(steps):
        rate = min(1, step / _WARM_UP) * (0.505 + 0.495 * math.cos(math.pi * step / steps))
        for group in optimiser.param_groups:
            group["lr"] = _RATE * rate
        at = np.take(order, range(step * _BATCH, (step + 1) * _BATCH), mode="wrap")
        loss = _loss(network, _examples(words[at], cases[at], forms, chance), forms)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        if step % 500 == 0:
            print(f"network: step {step} of {steps}, loss {float(loss.detach()):.3f}", flush=True)
    return _pack(network, forms)


def _examples(
    tokens: NDArray[np.uint16], cases: NDArray[np.uint8], forms: Forms, chance: np.random.Generator
) -> Examples:
    words = tokens.astype(np.int64)
    rows = len(words)
    bare = chance.random(rows) < _NEARLY_ALL_HIDDEN
    shares = np.where(bare, chance.uniform(0.7, 1, rows), chance.uniform(0.08, 0.6, rows))
    hidden = (chance.random(words.shape) < shares[:, None]) & forms.ambiguous[words]
    unseen = (chance.random(words.shape) < _UNSEEN) & (words >= len(Special))
    wrong = (chance.random(words.shape) < _WRONG) & forms.ambiguous[words] & ~hidden
    shown = words.copy()
    others = forms.of[words[wrong], chance.integers(0, forms.of.shape[1], int(wrong.sum()))]
    shown[wrong] = np.where(others >= 0, others, words[wrong])
    shown[hidden] = len(forms.of) + forms.bare_of[words[hidden]]
    shown[unseen] = len(forms.of) + forms.bare_number
    small = np.where(chance.random(words.shape) < _CASE_LOST, Case.LOWER, cases)
    return Examples(shown, small.astype(np.int64), words, hidden & ~unseen, unseen)


def _loss(network: _Network, batch: Examples, forms: Forms) -> Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        context = network.context(torch.from_numpy(batch.shown), torch.from_numpy(batch.cases))
        told = batch.words[batch.hidden]
        options = forms.of[told]
        candidates = torch.from_numpy(np.maximum(options, 0))
        there = context[torch.from_numpy(batch.hidden)]
        scores = (network.forms(candidates).to(there.dtype) @ there[:, :, None]).squeeze(-1)
        scores = scores.float() + network.form_bias[candidates]
        scores = scores.masked_fill(torch.from_numpy(options < 0), _HOPELESS)
        right = torch.from_numpy((options == told[:, None]).argmax(1))
        loss = functional.cross_entropy(scores, right)
        blind = context[torch.from_numpy(batch.unseen)] @ network.forms.weight.T.to(context.dtype)
        blind = blind.float() + network.form_bias
        every = functional.cross_entropy(blind, torch.from_numpy(batch.words[batch.unseen]))
        return loss + _UNSEEN_WEIGHT * every


def _pack(network: _Network, forms: Forms) -> dict[str, NDArray[Any]]:
    packed: dict[str, NDArray[Any]] = {
        "dilations": np.array(_DILATIONS),
        "bare-of": forms.bare_of.astype(np.int16),
        "form-bias": _array(network.form_bias).astype(np.float16),
    }
    matrices = {
        "shown": _array(network.shown.weight),
        "case": _array(network.case.weight),
        "inlet": _array(network.inlet.weight).T,
        "outlet": _array(network.outlet.weight).T,
        "forms": _array(network.forms.weight),
    }
    biases = {"inlet": network.inlet.bias, "outlet": network.outlet.bias}
    for n, (layer, gain) in enumerate(zip(network.layers, network.gains, strict=True)):
        size = float(
            gain.detach().abs()
        )  # what is scaled after the rectifier may be scaled before it
        matrices[f"layer{n}"] = size * _array(layer.weight).T
        biases[f"layer{n}"] = size * layer.bias
    for name, matrix in matrices.items():
        scale = np.maximum(np.abs(matrix).max(1), 1e-8) / 127
        packed[name] = np.round(matrix / scale[:, None]).astype(np.int8)
        packed[f"{name}-scale"] = scale.astype(np.float32)
    for name, bias in biases.items():
        packed[f"{name}-bias"] = _array(bias).astype(np.float32)
    return packed


def _array(values: Tensor) -> NDArray[np.float32]:
    return values.detach().float().numpy()
