"""The ready-made questions of `questions.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.messages import Language
from pipeline.vietnamese.letters import fold

Told = Mapping[Language, str]


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ChartOf(_Closed):
    """What is drawn of a question's rows: columns for categories, colours and lengths."""

    kind: Literal["bars", "grouped", "lines"]
    label: str
    value: str
    series: str | None = None


class Parameter(_Closed):
    """A parameter: its choices as a SELECT, or free text (`folded`: without marks)."""

    choices: str | None = None
    needed: bool = False
    folded: bool = False

    def bound(self, given: str) -> str:
        """The value for SQL."""
        return fold(given) if self.folded else given


class Question(_Closed):
    """A question: one SELECT, in plain words."""

    id: str
    title: Told
    about: Told
    sql: str
    columns: Mapping[str, Told]
    parameters: Mapping[str, Parameter] = {}
    chart: ChartOf | None = None


@cache
def questions() -> Mapping[str, Question]:
    """All questions by id, in the order of the file."""
    text = files("pipeline.web").joinpath("questions.toml").read_text("utf-8")
    made = (Question.model_validate(told) for told in tomllib.loads(text)["question"])
    return {question.id: question for question in made}
