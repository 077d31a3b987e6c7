"""Who must do what: the section on implementation, in the forms that plans give it."""

from random import Random

from corpus.generator.document import Paragraph
from corpus.generator.scene import DutyForm
from corpus.generator.truth import DutyRow
from corpus.generator.words import data, small
from corpus.generator.writer import Said, Writer


def write_duties(writer: Writer, form: DutyForm | None, *, few: bool) -> bool:
    """The section's paragraphs; true where its last sentence ends the plan with ./."""
    rng = writer.rng("duties")
    form = form or rng.choice(("headings", "headings", "headings", "lettered", "given"))
    if form == "given":
        _write_given(writer, rng)
        return True
    offices = _draw(writer, rng, few=few)
    local = _local(writer, rng)
    if form == "lettered":
        writer.heading(rng.choice(("Các cơ quan, đơn vị", "Trách nhiệm của các cơ quan, đơn vị")))
        for agency, tasks in offices:
            _write_agency(writer, rng, agency, tasks, lettered=True)
    else:
        for agency, tasks in offices:
            _write_agency(writer, rng, agency, tasks, lettered=False)
    if writer.scene.level == "department":
        _write_requests(writer, rng, *local)
    else:
        _write_agency(writer, rng, *local, lettered=False)
    if front := writer.scene.agency("front"):
        _write_requests(writer, rng, front, writer.fresh(rng, data("general")["tasks"]["front"], 1))
    return False


def role_of(task: str) -> str:
    """The contract's rule: lead, coordinate or implement by the words of the task."""
    if "chủ trì" in task.lower():
        return "lead"
    return "coordinate" if task.lower().startswith("phối hợp") else "implement"


def _draw(writer: Writer, rng: Random, *, few: bool) -> list[tuple[str, list[str]]]:
    """Agencies with the wordings of their tasks; an office with two roles is named once."""
    scene = writer.scene
    roles = [role for role in data("agencies")["order"] if scene.agency(role)]
    others = [role for role in roles if role not in ("coord", "finance")]
    kept = {
        "coord",
        "finance",
        *rng.sample(others, min(len(others), 1 if few else rng.randint(3, 7))),
    }
    found: dict[str, list[str]] = {}
    for role in roles:
        if role not in kept:
            continue
        own, common = scene.programme["tasks"].get(role, []), data("general")["tasks"].get(role, [])
        number = (
            rng.randint(2, 3)
            if few
            else rng.randint(3, 5)
            if role == "coord"
            else rng.randint(1, 2)
        )
        wordings = [
            *writer.fresh(rng, own, number),
            *writer.fresh(rng, common, max(0, number - len(own))),
        ]
        if wordings:
            found.setdefault(scene.agency(role) or "", []).extend(wordings)
    return list(found.items())


def _local(writer: Writer, rng: Random) -> tuple[str, list[str]]:
    """The local authorities (or hamlets) and their tasks."""
    key = {"commune": "hamlets", "department": "locals_asked"}.get(writer.scene.level, "locals")
    return writer.scene.agencies["locals"], writer.fresh(
        rng, data("general")["tasks"][key], rng.randint(1, 4)
    )


def _write_agency(
    writer: Writer, rng: Random, agency: str, wordings: list[str], *, lettered: bool
) -> None:
    """A heading with a list of tasks, or with the only task behind a colon."""
    head = writer.letter if lettered else writer.heading
    tasks = [writer.say(rng, wording, agency) for wording in wordings]
    if len(tasks) == 1 and rng.random() < 0.7:
        head(agency, tasks[0].text)
        _note(writer, agency, tasks[0])
        return
    head(agency)
    mark = rng.choice(("-", "+")) if lettered else "-"
    for task in tasks:
        writer.item(task.text, mark)
        _note(writer, agency, task)


def _write_requests(writer: Writer, rng: Random, agency: str, wordings: list[str]) -> None:
    """What the issuer cannot order, begun with Đề nghị."""
    tasks = [writer.say(rng, wording, agency) for wording in wordings]
    match rng.choice(("run-in", "below", "in the task")):
        case "run-in":
            text = " ".join(task.text for task in tasks)
            writer.heading(f"Đề nghị {agency}", text)
            _note(writer, agency, Said(text, deadline=tasks[-1].deadline), "requested")
        case "below":
            writer.heading(f"Đề nghị {agency}")
            for task in tasks:
                writer.add(Paragraph(task.text, "-" if len(tasks) > 1 else ""))
                _note(writer, agency, task, "requested")
        case _:
            text = "Đề nghị " + small(" ".join(task.text for task in tasks))
            writer.heading(agency, text)
            _note(writer, agency, Said(text, deadline=tasks[-1].deadline), "requested")


def _write_given(writer: Writer, rng: Random) -> None:
    """Giao A chủ trì, phối hợp với B …; the last sentence ends the plan."""
    words = data("general")["tasks_given"]
    who = [("coord", "lead"), ("finance", "finance"), ("locals", "other")][: rng.randint(1, 3)]
    for i, (role, key) in enumerate(who):
        own = writer.scene.agency(role) or ""
        agency = small(own) if own.startswith("Các ") else own
        verb = "Đề nghị" if role == "locals" and writer.scene.level == "department" else "Giao"
        said = writer.say(rng, f"{verb} {agency} {rng.choice(words[key])}", own)
        text = said.text.removesuffix(".") + ("./." if i == len(who) - 1 else ".")
        if len(who) == 1:
            writer.paragraph(text)
        else:
            writer.heading("", text)
        task = Said(
            text.removeprefix(f"{verb} {agency} "), deadline=said.deadline, partners=said.partners
        )
        _note(writer, agency, task, "requested" if verb == "Đề nghị" else None)


def _note(writer: Writer, agency: str, task: Said, role: str | None = None) -> None:
    row = DutyRow(
        agency, role or role_of(task.text), task.partners, task.text, task.deadline, writer.path
    )
    writer.truth.responsibilities.append(row)
