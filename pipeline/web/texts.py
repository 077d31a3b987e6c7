"""The texts of the pages in a language, and numbers and dates as that language writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pipeline.messages import Language, is_said, noun_in, said_again, say_in

LANGUAGES: tuple[Language, ...] = ("vi", "en")


class Fault(Protocol):
    """A key of the message catalogue, and what fills its placeholders."""

    @property
    def code(self) -> str: ...  # noqa: D102

    @property
    def facts(self) -> Mapping[str, object]: ...  # noqa: D102


@dataclass(frozen=True)
class Texts:
    """Texts of the group `web` of the message catalogue; call it with a key and its facts."""

    language: Language

    def __call__(self, key: str, **facts: object) -> str:
        """The text for `key`, its placeholders filled."""
        return say_in(self.language, f"web.{key}", **facts)

    def again(self, text: str | None) -> str:
        """A text that was stored in the language of a run."""
        return said_again(self.language, text or "")

    def fault(self, fault: Fault) -> str:
        """What is wrong: in a document, a form or a call."""
        return say_in(self.language, fault.code, **fault.facts)

    def name(self, kind: str, value: object) -> str:
        """What a value of a closed list is called: ("status", "done"); unknown ones as they are."""
        key = f"{kind}-{value}"
        return self(key) if is_said(f"web.{key}") else str(value)

    def count(self, key: str, number: int | None) -> str:
        """A number with its noun."""
        number = number or 0
        return f"{self.number(number)} {noun_in(self.language, f'web.{key}', number)}"

    def noun(self, key: str, number: float | None) -> str:
        """The noun alone, in the form that the number takes."""
        return noun_in(self.language, f"web.{key}", number or 0)

    def number(self, value: float | None) -> str:
        """1.234,5 in Vietnamese, 1,234.5 in English; nothing for None."""
        if value is None:
            return ""
        told = f"{value:,.10g}" if abs(value) < 1e10 else f"{value:,.0f}"
        if self.language == "vi":
            told = told.translate({ord(","): ".", ord("."): ","})
        return told

    def percent(self, part: float) -> str:
        """A part of one: 87 %."""
        return f"{round(100 * part)} %"

    def date(self, iso: str | None) -> str:
        """An ISO date as people write it: 31/12/2026 in both languages."""
        if not iso:
            return ""
        year, month, day = iso[:10].split("-")
        return f"{day}/{month}/{year}"
