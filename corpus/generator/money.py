"""Where the money comes from."""

from corpus.generator.truth import MoneyRow
from corpus.generator.words import count, data
from corpus.generator.writer import Writer

_BUDGETS = {"province": (0, 1), "department": (0, 1), "district": (1, 2), "commune": (1, 2, 3)}
_DISTRICT, _OTHERS = 2, 4  # places in the list of amounts


def write_money(writer: Writer, *, brief: bool) -> None:
    """Sources in a sentence, numbered, as a list, or as a list with amounts."""
    rng = writer.rng("money")
    words = data("general")["money"]
    form = "sentence" if brief else rng.choice(("sentence", "numbered", "list", "amounts"))
    note = writer.truth.funding.append
    if form == "sentence":
        text = writer.say(rng, rng.choice(words["sentences"])).text
        writer.paragraph(f"{text} {words['after']}" if rng.random() < 0.5 else text)
        note(MoneyRow("source", text))
        return
    if form == "numbered":
        for wording in rng.sample(words["sources"], 2):
            text = writer.say(rng, wording).text + "."
            writer.heading("", text)
            note(MoneyRow("source", text))
        return
    writer.paragraph(rng.choice(words["leads"]))
    if form == "list":
        for wording in rng.sample(words["sources"], rng.randint(2, 3)):
            text = writer.say(rng, wording).text
            writer.item(text + ";" if rng.random() < 0.5 else text + ".")
            note(MoneyRow("source", text))
        return
    scene, amounts = writer.scene, words["amounts"]
    budgets = [amounts[i] for i in _BUDGETS[scene.level] if not (scene.reformed and i == _DISTRICT)]
    for budget in [*budgets, rng.choice(amounts[_OTHERS:])]:
        million = 5 * rng.randint(10, 400)
        amount = (
            f"{count(million)} triệu đồng"
            if rng.random() < 0.7
            else f"{count(million)}.000.000 đồng"
        )
        text = f"{budget}: {amount}"
        writer.item(text + rng.choice((";", ".")))
        note(MoneyRow("source", text, million * 1_000_000))
