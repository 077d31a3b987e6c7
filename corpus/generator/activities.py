"""Activities: what is done, who does it, by when, and what is paid for it."""

from random import Random
from typing import Any

from corpus.generator.truth import DutyRow, MoneyRow
from corpus.generator.words import data
from corpus.generator.writer import Writer


def write_activities(writer: Writer, number: int) -> None:
    """Up to `number` activities, a heading each, under the section that is being written."""
    rng = writer.rng("activities")
    known: list[dict[str, Any]] = writer.scene.programme["activities"]
    chosen = sorted(rng.sample(range(len(known)), min(number, len(known))))
    who = rng.choice((_unit, _unit, _lead_in_line, _lead_and_partners, _either))
    marks = rng.choice((("-", "+"), ("-", "(1)"), ("-", "-")))
    labelled = rng.random() < 0.6  # "Nội dung:" before what is done
    for spec in (known[i] for i in chosen):
        writer.heading(spec["heading"])
        for i, wording in enumerate(spec["content"]):
            text = writer.say(rng, wording).text
            writer.item(f"Nội dung: {text}" if labelled and i == 0 else text)
        _write_rates(writer, rng, spec.get("rates", []), marks[1])
        if rng.random() < 0.85:  # else nobody is named
            who(writer, rng, spec)


def _write_rates(writer: Writer, rng: Random, rates: list[dict[str, Any]], mark: str) -> None:
    for i, rate in enumerate(rates, 1):
        low, high = rate["range"]
        amount = 5 * round(rng.randint(low, high) / 5) if high > 20 else rng.randint(low, high)
        padded = f"{amount:02d}" if rng.random() < 0.5 else str(amount)
        text = rate["text"].format(a=padded, k=amount)
        writer.item(text + ".", f"({i})" if mark == "(1)" else mark)
        vnd = amount * (1_000 if rate.get("thousand") else 1_000_000)
        writer.truth.funding.append(MoneyRow("rate", text, vnd, rate["per"], rate.get("category")))


def _unit(writer: Writer, rng: Random, spec: dict[str, Any]) -> None:
    """- Đơn vị thực hiện: A; B; C."""
    agency = _agency(writer, spec)
    said = writer.say(rng, "{partners}", agency)
    partners = said.partners if rng.random() < 0.5 else ()
    writer.item(f"Đơn vị thực hiện: {'; '.join((agency, *partners))}.")
    _note(writer, spec, agency, "implement", partners, _write_time(writer, rng))


def _lead_in_line(writer: Writer, rng: Random, spec: dict[str, Any]) -> None:
    """- Đơn vị thực hiện: A chủ trì, phối hợp với B, C."""
    agency = _agency(writer, spec)
    said = writer.say(rng, "{agency} chủ trì, phối hợp với {partners}", agency, agency=agency)
    writer.item(f"Đơn vị thực hiện: {said.text}.")
    _note(writer, spec, agency, "lead", said.partners, _write_time(writer, rng))


def _lead_and_partners(writer: Writer, rng: Random, spec: dict[str, Any]) -> None:
    """- Cơ quan chủ trì: A.  - Cơ quan phối hợp: B, C."""
    agency = _agency(writer, spec)
    kind = rng.choice(("Cơ quan", "Đơn vị"))
    said = writer.say(rng, "{partners}", agency)
    writer.item(f"{kind} chủ trì: {agency}.")
    writer.item(f"{kind} phối hợp: {'; '.join(said.partners)}.")
    _note(writer, spec, agency, "lead", said.partners, _write_time(writer, rng))


def _either(writer: Writer, rng: Random, spec: dict[str, Any]) -> None:
    """Now this way, now that, as when several people wrote the plan."""
    rng.choice((_unit, _lead_in_line))(writer, rng, spec)


def _write_time(writer: Writer, rng: Random) -> str | None:
    """The line of the time, and what it says; None where there is none."""
    if rng.random() < 0.1:
        return None
    scene = writer.scene
    times = data("general")["activities"]["when" if scene.start == scene.end else "when_years"]
    time = scene.fill(rng.choice(times))
    writer.item(f"{rng.choice(('Thời gian', 'Thời gian', 'Thời gian thực hiện'))}: {time}.")
    return time


def _agency(writer: Writer, spec: dict[str, Any]) -> str:
    return writer.scene.agency(spec["lead"]) or str(writer.scene.words["coord"])


def _note(
    writer: Writer,
    spec: dict[str, Any],
    agency: str,
    role: str,
    partners: tuple[str, ...],
    deadline: str | None,
) -> None:
    row = DutyRow(agency, role, partners, spec["heading"], deadline, writer.path)
    writer.truth.responsibilities.append(row)
