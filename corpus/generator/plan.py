"""The way of a plan from a seed to a composed document: the file to read first."""

from random import Random

from corpus.generator.activities import write_activities
from corpus.generator.annex import choose_annex, write_annex
from corpus.generator.classes import Course
from corpus.generator.document import Document, Letterhead, Look, Signing
from corpus.generator.duties import write_duties
from corpus.generator.frame import draw_header, write_ending, write_opening
from corpus.generator.money import write_money
from corpus.generator.scene import Wishes, draw_scene
from corpus.generator.targets import write_targets
from corpus.generator.truth import Truth
from corpus.generator.words import data
from corpus.generator.writer import Writer


def make_plan(seed: int, wishes: Wishes | None = None) -> Document:
    """The plan that a seed stands for, within the wishes, with the truth about it.

    The same seed and wishes give the same plan.
    """
    wishes = wishes or Wishes()
    scene = draw_scene(seed, wishes)
    header, letterhead, signing = draw_header(seed, scene)
    writer = Writer(seed, scene, Truth(header))
    if wishes.brief:
        _write_brief(writer, wishes, letterhead, signing)
    else:
        _write_whole(writer, wishes, letterhead, signing)
    return Document(
        seed, tuple(writer.blocks), writer.truth, _look(Random(f"{seed}/look"), brief=wishes.brief)
    )


def _write_whole(writer: Writer, wishes: Wishes, letterhead: Letterhead, signing: Signing) -> None:
    rng = writer.rng("plan")
    training = writer.scene.shape == "training"
    wanted = not training and rng.random() < 0.45 if wishes.annex is None else wishes.annex
    annex = choose_annex(writer) if wanted else None
    taken = frozenset({annex["group"]} if annex else ())

    write_opening(writer, letterhead, brief=False)
    if rng.random() < 0.2:
        _write_results(writer)
    _write_purpose(writer, rng)
    if training:
        _write_training(writer, rng, wishes)
    else:
        _write_goals(writer, rng, taken)
        _write_work(writer, rng, wishes)
    writer.section(_heading(rng, "money"))
    write_money(writer, brief=False)
    writer.section(_heading(rng, "duties"))
    closed = write_duties(writer, wishes.duty_form, few=training)
    write_ending(writer, signing, closed=closed)
    if annex:
        write_annex(writer, annex, letterhead)


def _write_brief(writer: Writer, wishes: Wishes, letterhead: Letterhead, signing: Signing) -> None:
    """A plan that fits on one page."""
    rng = writer.rng("plan")
    write_opening(writer, letterhead, brief=True)
    writer.section(_heading(rng, "goals"))
    write_targets(writer, 2, frozenset(), year_in_heading=False)
    writer.section(_heading(rng, "content"))
    Course(writer, writer.scene.programme, deep=False).write(wishes.class_form or "single")
    writer.section(_heading(rng, "money"))
    write_money(writer, brief=True)
    writer.section(_heading(rng, "duties"))
    write_ending(writer, signing, closed=write_duties(writer, "given", few=True))


def _write_results(writer: Writer) -> None:
    """What was reached in the past: numbers that are no goals."""
    writer.section(f"KẾT QUẢ THỰC HIỆN NĂM {writer.scene.start - 1}")
    for wording in writer.fresh(writer.rng("results"), writer.scene.programme["past"], 2):
        writer.item(writer.say(writer.rng("results"), wording).text)


def _write_purpose(writer: Writer, rng: Random) -> None:
    common, own = data("general")["purpose"], writer.scene.programme
    writer.section(_heading(rng, "purpose"))
    writer.heading(_heading(rng, "aim"))
    aims = [
        *writer.fresh(rng, own["aims"], 2),
        *writer.fresh(rng, common["aims"], rng.randint(1, 2)),
    ]
    if rng.random() < 0.3:
        aims += writer.fresh(rng, own["past"], 1)
    for wording in aims:
        writer.item(writer.say(rng, wording).text)
    writer.heading(_heading(rng, "demands"))
    for wording in [
        *writer.fresh(rng, own["demands"], 1),
        *writer.fresh(rng, common["demands"], 2),
    ]:
        writer.item(writer.say(rng, wording).text)


def _write_goals(writer: Writer, rng: Random, taken: frozenset[str]) -> None:
    scene = writer.scene
    writer.section(_heading(rng, "goals"))
    if rng.random() < 0.25:
        write_targets(writer, rng.randint(3, 6), taken, year_in_heading=False)
        return
    writer.heading(_heading(rng, "general_goal"))
    writer.paragraph(rng.choice(scene.programme["goal"]))
    dated = rng.random() < 0.5
    by = f" năm {scene.end}" if scene.start == scene.end else f" đến năm {scene.end}"
    writer.heading(_heading(rng, "specific_goal") + (by if dated else ""))
    write_targets(writer, rng.randint(3, 6), taken, year_in_heading=dated)


def _write_work(writer: Writer, rng: Random, wishes: Wishes) -> None:
    """Activities, among them (often) training with its classes."""
    writer.section(_heading(rng, "activities"))
    write_activities(writer, rng.randint(2, 5))
    if wishes.class_form or rng.random() < 0.6:
        writer.heading(
            rng.choice(("Đào tạo, tập huấn, bồi dưỡng", "Tổ chức các lớp đào tạo, tập huấn"))
        )
        Course(writer, writer.scene.programme, deep=True).write(wishes.class_form)


def _write_training(writer: Writer, rng: Random, wishes: Wishes) -> None:
    scene = writer.scene
    if rng.random() < 0.35:
        _write_goals(writer, rng, frozenset())
    writer.section(_heading(rng, "content"))
    deep = len(scene.programmes) > 1 or rng.random() < 0.5
    for programme in scene.programmes:
        if deep:
            writer.heading(
                rng.choice(
                    (f"Tập huấn, bồi dưỡng {programme['short']}", f"Về {programme['short']}")
                )
            )
        Course(writer, programme, deep=deep).write(wishes.class_form)
    if rng.random() < 0.4:
        past = data("general")["classes"]["past"]
        writer.item(
            writer.say(
                rng, past, n=writer.scene.words["small"], people=writer.scene.words["big"] * 10
            ).text
        )
    if rng.random() < 0.5:
        write_activities(writer, rng.randint(1, 2))


def _heading(rng: Random, key: str) -> str:
    return str(rng.choice(data("general")["headings"][key]))


def _look(rng: Random, *, brief: bool) -> Look:
    return Look(
        size=13 if brief else rng.choice((13, 13.5, 14, 14)),
        leading=1.12 if brief else rng.choice((1.12, 1.18, 1.25, 1.35)),
        after=2 if brief else rng.choice((3, 4, 6)),
        left=rng.choice((30, 30, 32, 35)),
        title_bold=rng.random() < 0.85,
        subheadings=rng.choice(("bold", "bold", "italic")),
        recital_italic=rng.random() < 0.3,
        break_codes=rng.random() < 0.4,
        row_pad=rng.choice((2, 3, 4)),
        repeat_head=rng.random() < 0.5,
    )
