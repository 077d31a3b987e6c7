"""What stands round the body of a plan: letterhead, title, recital, closing, signature."""

from random import Random

from corpus.generator.citations import Cited
from corpus.generator.document import Letterhead, Paragraph, Signing, Title
from corpus.generator.scene import Scene
from corpus.generator.truth import Header
from corpus.generator.words import capital, data, long_date
from corpus.generator.writer import Writer

_BLANK = "       "
_SIGNING = {  # lines over the name; title and capacity as the truth gives them
    "unit": (
        (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Phó Chủ tịch", "KT. Chủ tịch"),
        (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Chủ tịch", "TM. Ủy ban nhân dân"),
        (("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Phó Chủ tịch", "KT. Chủ tịch"),
        (("TM. ỦY BAN NHÂN DÂN", "PHÓ CHỦ TỊCH"), "Phó Chủ tịch", "TM. Ủy ban nhân dân"),
        (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH THƯỜNG TRỰC"), "Phó Chủ tịch Thường trực", "KT. Chủ tịch"),
    ),
    "department": (
        (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Phó Giám đốc", "KT. Giám đốc"),
        (("GIÁM ĐỐC",), "Giám đốc", None),
    ),
}


def draw_header(seed: int, scene: Scene) -> tuple[Header, Letterhead, Signing]:
    """Number, day and signer, as the truth and as the document have them."""
    rng = Random(f"{seed}/header")
    serial = rng.randint(4, 320)
    day = scene.issued
    number = f"{serial:02d}/{scene.symbol}" if scene.numbered else None
    letterhead = Letterhead(
        scene.letterhead,
        f"Số: {number}" if number else f"Số:{_BLANK}/{scene.symbol}",
        f"{scene.place}, ngày {long_date(day)}"
        if number
        else f"{scene.place}, ngày{_BLANK}tháng{_BLANK}năm {day.year}",
    )
    kind = "department" if scene.level == "department" else "unit"
    lines, title, capacity = rng.choice(_SIGNING[kind])
    recipients = _recipients(rng, scene)
    signer = _person(rng)
    around = f"TỈNH {scene.province.upper()}" if kind == "department" else scene.letterhead[1]
    middle = scene.letterhead[1].removeprefix("SỞ ") if kind == "department" else "ỦY BAN NHÂN DÂN"
    header = Header(
        number=number,
        symbol=scene.symbol,
        issued_on=str(day) if number else None,
        issued_year=day.year,
        place=scene.place,
        issuer=scene.issuer,
        title=str(scene.words["title"]),
        period=(scene.start, scene.end),
        programmes=tuple(p["code"] for p in scene.programmes if p["code"]),
        signer=signer,
        signer_title=title,
        signing_capacity=capacity,
        recipients=recipients,
    )
    return header, letterhead, Signing(recipients, lines, signer, (around, middle))


def write_opening(writer: Writer, letterhead: Letterhead, *, brief: bool) -> None:
    """Letterhead, title and recital."""
    scene, rng = writer.scene, writer.rng("recital")
    writer.add(letterhead, Title("KẾ HOẠCH", str(scene.words["title"])))
    general = data("general")["recital"]
    *own, proposal = scene.programme["recital"]
    specs = [
        *rng.sample(own, 1 if brief else rng.randint(2, 3)),
        *rng.sample(general["documents"], rng.randint(1, 2)),
    ]
    cited = [writer.library.draw(spec) for spec in specs]
    for document in cited:
        writer.basis(document)
    mentions = _mentions(writer, rng, cited)
    end = scene.fill(rng.choice(general["ends"]))
    if scene.level != "commune" and rng.random() < 0.5:
        end = f"{_request(writer, rng, writer.library.draw(proposal))}, {end}"
    if rng.random() < 0.3:  # one sentence
        paragraphs = [f"{rng.choice(('Thực hiện', 'Căn cứ'))} {'; '.join(mentions)}; {end}"]
    else:
        laws = [rng.choice(general["laws"])] if rng.random() < 0.4 else []
        begins = [rng.choice(("Căn cứ", "Căn cứ", "Thực hiện")) for _ in mentions]
        paragraphs = [
            *laws,
            *(f"{a} {b};" for a, b in zip(begins, mentions, strict=True)),
            capital(end),
        ]
    writer.add(*(Paragraph(text, recital=True) for text in paragraphs))


def write_ending(writer: Writer, signing: Signing, *, closed: bool) -> None:
    """Closing words (unless the body has ended with ./.), recipients and signature."""
    if not closed:
        rng = writer.rng("closing")
        writer.add(Paragraph(writer.say(rng, rng.choice(data("general")["closing"]["texts"])).text))
    writer.leave()
    writer.add(signing)


def _mentions(writer: Writer, rng: Random, cited: list[Cited]) -> list[str]:
    """The documents as cited; sometimes two of one kind and issuer in one breath."""
    first, *others = cited
    twin = next((c for c in others if (c.doc_type, c.by) == (first.doc_type, first.by)), None)
    if twin is None or rng.random() < 0.5:
        return [writer.library.mention(document) for document in cited]
    pair = "; ".join(
        f"số {c.number} ngày {writer.library.date(c.issued_on)} {c.about}" for c in (first, twin)
    )
    rest = [writer.library.mention(document) for document in others if document is not twin]
    return [f"các {first.doc_type} của {first.by}: {pair}", *rest]


def _request(writer: Writer, rng: Random, proposal: Cited) -> str:
    """Who proposed the plan, in which document."""
    writer.basis(proposal)
    if rng.random() < 0.5:
        return f"trên cơ sở đề xuất tại {writer.library.mention(proposal)}"
    mention = writer.library.mention(proposal, full=False).removesuffix(f" của {proposal.by}")
    return f"theo đề nghị của {proposal.by} tại {mention}"


def _recipients(rng: Random, scene: Scene) -> tuple[str, ...]:
    """A draw of recipients in their customary order, the file copy last."""
    known = data("general")["recipients"]
    names = known[scene.level]
    kept = sorted(rng.sample(range(len(names)), rng.randint(3, len(names))))
    chosen = [*(names[i] for i in kept), rng.choice(known["filed"])]
    return tuple(dict.fromkeys(scene.fill(name) for name in chosen))


def _person(rng: Random) -> str:
    """An invented name."""
    names = data("names")
    sex = rng.choice("mmf")
    return " ".join(rng.choice(names[key]) for key in ("family", f"middle_{sex}", f"given_{sex}"))
