"""Who issues the plan, when, about what: the facts that everything else in it depends on."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Literal, get_args

from corpus.generator.words import data, small

Level = Literal["province", "district", "commune", "department"]
Programme = Literal["ntm", "ocop", "poverty", "digital", "vocational", "waste"]
Shape = Literal["training", "implementation"]
ClassForm = Literal["list", "counted", "table", "single"]
DutyForm = Literal["headings", "lettered", "given"]

LEVELS: tuple[Level, ...] = get_args(Level)
PROGRAMMES: tuple[Programme, ...] = get_args(Programme)
_REFORM = 2026  # the first plans without districts
_UNITS = {"province": "tỉnh", "department": "tỉnh", "district": "huyện", "commune": "xã"}


@dataclass(frozen=True)
class Wishes:
    """What a plan must be like; None leaves it to chance."""

    level: Level | None = None
    programme: Programme | None = None
    shape: Shape | None = None
    reformed: bool | None = None  # issued after the reform of July 2025: no districts
    years: int | None = None  # 1: a plan for one year
    numbered: bool | None = None  # number and day are filled in
    annex: bool | None = None
    joint: bool | None = None  # a training plan for two programmes
    class_form: ClassForm | None = None
    duty_form: DutyForm | None = None
    brief: bool = False  # fits on one page


@dataclass(frozen=True)
class Scene:
    """The setting of a plan."""

    level: Level
    reformed: bool
    shape: Shape
    programmes: tuple[dict[str, Any], ...]  # files of data/programmes; the first is the plan's own
    start: int
    end: int
    issued: date
    numbered: bool
    name: str  # of the unit: Thạch Khuê
    province: str
    letterhead: tuple[str, ...]
    issuer: str  # Ủy ban nhân dân tỉnh Thạch Khuê
    symbol: str
    agencies: dict[str, str] = field(repr=False)
    areas: tuple[str, ...] = field(repr=False)
    words: dict[str, Any] = field(repr=False)  # what {…} in a wording stands for

    @property
    def programme(self) -> dict[str, Any]:
        """The programme whose wordings the plan uses."""
        return self.programmes[0]

    @property
    def place(self) -> str:
        """The place in the letterhead."""
        return self.province if self.level == "department" else self.name

    def agency(self, role: str) -> str | None:
        """Who has this role here, if anyone."""
        if role == "coord":
            return str(self.words["coord"])
        return self.agencies.get(role) or self.agencies.get(data("agencies")["stand_in"].get(role))

    def fill(self, wording: str, **values: object) -> str:
        """The wording with its places filled; `values` beat what the scene knows."""
        return wording.format(**{**self.words, **values})


def draw_scene(seed: int, wishes: Wishes) -> Scene:
    """The setting that a seed stands for, within the wishes."""
    rng = Random(f"{seed}/scene")
    programme = _programme(rng, wishes)
    shapes: tuple[Shape, ...] = ("training", "implementation", "implementation")
    shape = rng.choice(shapes) if wishes.shape is None else wishes.shape
    levels = [x for x in LEVELS if x in programme["levels"]]
    levels = [x for x in levels if not (wishes.reformed and x == "district")]
    level = rng.choice(levels) if wishes.level is None else wishes.level
    reformed = rng.random() < 0.25 if wishes.reformed is None else wishes.reformed
    reformed = reformed and level != "district"
    years = wishes.years or rng.choice((1, 1, 1, 4, 5))
    start = _REFORM if reformed else rng.randint(2019, 2025 if years == 1 else 2022)
    issued = date(start - 1, 12, 1) + timedelta(rng.randrange(130))
    numbered = rng.random() < 0.75 if wishes.numbered is None else wishes.numbered

    map_ = _Map.draw(rng, level, reformed=reformed)
    office = _Office.of(programme, map_, level, reformed=reformed)
    joint = rng.random() < 0.4 if wishes.joint is None else wishes.joint
    joint = joint and shape == "training" and programme["code"] == "NTM"
    programmes = (programme, data("programmes/ocop")) if joint else (programme,)
    return Scene(
        level=level,
        reformed=reformed,
        shape=shape,
        programmes=programmes,
        start=start,
        end=start + years - 1,
        issued=issued,
        numbered=numbered,
        name=map_.name,
        province=map_.province,
        letterhead=office.letterhead,
        issuer=f"{office.name} tỉnh {map_.province}" if office.code else office.name,
        symbol=office.symbol,
        agencies=office.agencies,
        areas=map_.areas,
        words=_words(rng, map_, office, programmes, shape, start, years),
    )


@dataclass(frozen=True)
class _Map:
    """Where the plan is for."""

    unit: str  # tỉnh, huyện, xã
    name: str  # of that unit
    province: str
    city: str  # the province's capital
    district: str  # that a commune lies in
    areas: tuple[str, ...]  # below the unit, as a table prints them

    @classmethod
    def draw(cls, rng: Random, level: Level, *, reformed: bool) -> "_Map":
        names = data("names")
        province: str = rng.choice(names["provinces"])
        districts: list[str] = rng.sample(names["districts"], 28)
        communes: list[str] = rng.sample(names["communes"], 35)
        own = {"district": districts.pop(), "commune": communes.pop()}
        if level == "commune":
            kind = rng.choice(("Thôn", "Bản", "Khu"))
            areas = [f"{kind} {name}" for name in rng.sample(names["hamlets"], 9)]
        elif level == "district" or reformed:
            town = "Thị trấn" if level == "district" else "Phường"
            number = rng.randint(12, 18) if level == "district" else len(communes)
            kinds = [town, town, *["Xã"] * number]
            areas = [f"{kind} {name}" for kind, name in zip(kinds, communes[:number], strict=False)]
        else:
            styles = (("TP", "TX", "Huyện"), ("Thành phố", "Thị xã", "Huyện"), ("TP", "TX", ""))
            city, town, rest = rng.choice(styles)
            kinds = [city, town, town, *[rest] * len(districts)]
            areas = [f"{kind} {name}".strip() for kind, name in zip(kinds, districts, strict=False)]
        name = own.get(level, province)
        return cls(_UNITS[level], name, province, districts[0], districts[-1], tuple(areas))


@dataclass(frozen=True)
class _Office:
    """Who issues the plan."""

    name: str
    letterhead: tuple[str, ...]
    symbol: str
    code: str  # for the file copy; empty: any
    agencies: dict[str, str]
    coord: str  # the programme's standing office
    reports_to: str  # who is reported to
    upper: str  # whose orders the plan carries out

    @classmethod
    def of(
        cls, programme: dict[str, Any], map_: _Map, level: Level, *, reformed: bool
    ) -> "_Office":
        time = "after" if reformed else "before"
        agencies: dict[str, str] = data("agencies")[f"{level}_{time}"]
        area = f"{map_.unit} {map_.name}"
        if level == "department":
            own = programme["department"][time]
            return cls(
                name=own["name"],
                letterhead=(f"UBND {area}".upper(), own["name"].upper()),
                symbol=f"KH-{own['code']}",
                code=own["code"],
                agencies=agencies,
                coord=own["division"],
                reports_to="Giám đốc Sở",
                upper="UBND tỉnh",
            )
        coord = programme["coord"]
        below_district = level == "commune" and not reformed
        return cls(
            name=f"Ủy ban nhân dân {area}",
            letterhead=("ỦY BAN NHÂN DÂN", area.upper()),
            symbol="KH-UBND",
            code="",
            agencies=agencies,
            coord=agencies.get(coord) or agencies[data("agencies")["stand_in"][coord]],
            reports_to=f"UBND {map_.unit}",
            upper=f"UBND huyện {map_.district}" if below_district else "UBND tỉnh",
        )


def _programme(rng: Random, wishes: Wishes) -> dict[str, Any]:
    """A programme that has plans at the level wished."""
    names = (wishes.programme,) if wishes.programme else PROGRAMMES
    known = [data(f"programmes/{name}") for name in names]
    return rng.choice([p for p in known if wishes.level is None or wishes.level in p["levels"]])


def _words(
    rng: Random,
    map_: _Map,
    office: _Office,
    programmes: tuple[dict[str, Any], ...],
    shape: Shape,
    start: int,
    years: int,
) -> dict[str, Any]:
    """What {…} in a wording stands for."""
    end = start + years - 1
    dash = rng.choice(("-", "-", " - "))
    period = f"năm {end}" if years == 1 else f"giai đoạn {start}{dash}{end}"
    area = f"{map_.unit} {map_.name}"
    bodies = (f"UBND {map_.unit}", f"Ủy ban nhân dân {map_.unit}", f"UBND {area}")
    title = rng.choice(programmes[0]["training_titles" if shape == "training" else "titles"])
    if len(programmes) > 1:
        both = " và ".join(programme["short"] for programme in programmes)
        title = f"Tập huấn, bồi dưỡng kiến thức {both} {{period}} trên địa bàn {{area}}"
    title = title.format(period=period, area=area)
    reformed = start >= _REFORM
    return {
        "year": end,
        "start": start,
        "prev": start - 1,
        "period": period,
        "PERIOD": period.upper(),
        "yearly": f"/{end}" if years == 1 else " hằng năm",
        "unit": map_.unit,
        "area": area,
        "AREA": area.upper(),
        "name": map_.name,
        "city": map_.city,
        "issuer": office.reports_to,
        "body": rng.choice(bodies) if not office.code else office.name,
        "upper": office.upper,
        "coord": office.coord,
        "coord_code": office.code or rng.choice(("NN", "VX", "TH", "KT")),
        "locals": office.agencies["locals"],
        "programme": programmes[0]["short"],
        "title": title,
        "title_inside": small(title),
        "lower_tiers": "cấp xã" if reformed else "cấp huyện, cấp xã",
        "upper_tiers": "cấp tỉnh" if reformed else "cấp tỉnh, cấp huyện",
        "phone": f"0200.{rng.randint(2_000_000, 3_999_999):,}".replace(",", "."),
        "initials": rng.choice(("T", "H", "KhN", "Th", "D")),
        "small": rng.randint(11, 39),
        "big": rng.randint(41, 196),
    }
