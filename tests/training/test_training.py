"""How the model is made: counting, smoothing, alignment, packing, from texts of our own."""

import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from corpus.generator.typeset import MissingFontError
from pipeline.restore.channel import Channel, count_misreadings
from pipeline.restore.ngrams import NGrams
from pipeline.restore.tokens import Case, Special
from training.corpus import held_out, read, to_learn_from
from training.estimate import estimate
from training.misreadings import align_words, learn, words_of

LINES = [
    "Ủy ban nhân dân xã Tân Lập ban hành kế hoạch số 12/KH-UBND.",
    "Ủy ban nhân dân huyện Đồng Mít giao HĐND, VPĐP theo dõi kế hoạch năm 2025.",
    "Hội đồng nhân dân xã theo dõi, đôn đốc việc thực hiện kế hoạch.",
] * 30


def test_a_stream_of_tokens() -> None:
    corpus = read(["Kế hoạch số 12/KH-UBND;", "Năm 2025"] * 3)
    named = [corpus.words[token] for token in corpus.tokens[:8]]
    assert named == ["kế", "hoạch", "số", "CODE", "BREAK", "BREAK", "năm", "NUMBER"]
    assert list(corpus.cases[:4]) == [Case.TITLE, Case.LOWER, Case.LOWER, Case.NONE]


def test_rare_words_and_bare_lines_are_not_learned() -> None:
    corpus = read([*LINES, "Uy ban nhan dan xa Tan Lap ban hanh ke hoach", "chữ lạ ngoẵng"])
    assert "ngoẵng" not in corpus.words
    assert "tan" not in corpus.words
    assert corpus.acronyms == {"HĐND": 30, "VPĐP": 30}


def test_what_is_held_out_is_not_learned(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("".join(f"dòng {n}\n" for n in range(61_000)), "utf-8")
    learned, measured = set(to_learn_from([text])), list(held_out([text]))
    assert len(measured) == 600
    assert learned.isdisjoint(measured)
    assert "dòng 299\n" not in learned  # a neighbour: it may be of the same document


def test_probabilities_sum_to_one() -> None:
    corpus = read(LINES)
    ngrams = NGrams(estimate(corpus.tokens, len(corpus.words), (1, 1, 2)))
    every = np.arange(len(corpus.words), dtype=np.int64)
    for first, second in ((Special.BREAK, 8), (7, 8), (9, 10)):
        words = [np.full_like(every, first), np.full_like(every, second), every]
        for context in (1, 2):
            tokens = np.stack(words[-context - 1 :], 1)[:, :, None]
            probabilities = np.exp(ngrams.weigh(tokens, context + 1))
            assert probabilities.sum() == pytest.approx(1, abs=0.02)


def test_what_was_seen_is_likelier() -> None:
    corpus = read(LINES)
    ngrams = NGrams(estimate(corpus.tokens, len(corpus.words), (1, 1, 2, 2)))
    number = {word: n for n, word in enumerate(corpus.words)}

    def score(*words: str) -> float:
        tokens = np.array([[[number[word]] for word in words]])
        return float(ngrams.weigh(tokens, len(words))[0, 0, 0, 0])

    assert score("ủy", "ban", "nhân", "dân") > score("ủy", "ban", "nhân", "hành")
    assert score("theo", "dõi") > score("theo", "ban")


@pytest.mark.parametrize(
    ("printed", "read_as", "pairs"),
    [
        ("một hai ba", "mot hai ba", [("một", "mot"), ("hai", "hai"), ("ba", "ba")]),
        ("tổ chức lớp", "tổ ch ức lớp", [("tổ", "tổ"), ("chức", "ch ức"), ("lớp", "lớp")]),
        ("tại xã", "tạixã", [("tại xã", "tạixã")]),
    ],
)
def test_words_that_belong_together(
    printed: str, read_as: str, pairs: list[tuple[str, str]]
) -> None:
    aligned = align_words(printed.split(), read_as.split())
    assert [(" ".join(a), " ".join(b)) for a, b in aligned] == pairs


def test_misreadings_are_learned() -> None:
    lines = [("chương trình (tổ chức)", "chwong trinh (t6 chirc)"), ("của các tổ", "ctia cac t6")]
    words = words_of(lines * 5)
    assert words["tổ", "t6"] == 10
    counts = learn(words)
    assert counts["ổ"] == {"6": 10}
    assert counts["ư"]["w"] == 5
    channel = Channel(counts, ["tổ", "tô", "tá", "chức"])
    ((syllables, scores),) = channel.weigh([("t6", Case.LOWER)])
    assert syllables[scores.argmax()] == 0
    assert channel.probability("ổ", "6") > channel.probability("á", "6")


def test_a_document_teaches_a_channel_its_own_way() -> None:
    channel = Channel(learn(Counter({("tổ", "t6"): 200})), ["tổ", "tố"])
    adapted = channel.adapted(Counter({("tố", "t8"): 20, ("tổ", "tổ"): 20}))
    assert adapted.probability("ố", "8") > 5 * channel.probability("ố", "8")
    assert count_misreadings({("tố", "t8"): 3}, {})["ố"]["8"] == 3


def test_pages_are_typeset_and_read() -> None:
    pages = pytest.importorskip("training.pages")
    try:
        lines = list(pages.read_lines(iter(LINES), pages.SCANNERS["vie"], 1, seed=1))
    except MissingFontError as missing:
        pytest.skip(str(missing))
    same = sum(printed == read_as for printed, read_as in lines)
    assert len(lines) > 20
    assert same > len(lines) // 2


def test_a_network_is_trained_and_packed() -> None:
    """In a process of its own: see training/__main__.py on PyTorch and threads."""
    if find_spec("torch") is None:
        pytest.skip("PyTorch is not installed: pip install '.[model]'")
    program = (
        "import os\n"
        "import numpy as np\n"
        "from tests.training.test_training import LINES, read\n"
        "os.environ.pop('OMP_THREAD_LIMIT', None)\n"
        "from training.network import train\n"
        "corpus = read(LINES * 20)\n"
        "first, second = (train(corpus, steps=3) for _ in range(2))\n"
        "assert first.keys() == second.keys()\n"
        "assert all((first[name] == second[name]).all() for name in first)\n"
        "assert all(np.isfinite(array).all() for array in first.values())\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
