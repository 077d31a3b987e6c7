"""What can go wrong, each with its exit status; the words are in pipeline/messages."""

from typing import ClassVar

from pipeline.messages import say


class KehoachError(Exception):
    """A fault that a user can do something about: told in one line, never with a traceback.

    `code` is a key of the message catalogue (`sources.empty-file`), `facts` fill its placeholders.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process borders by pickling; the default forgets keyword arguments.
        return (_rebuild, (type(self), self.code, self.facts))

    def __str__(self) -> str:
        # In one line that a terminal can show, whatever a library or a file's name has to say.
        line = " ".join(say(self.code, **self.facts).split())
        return "".join(letter if letter.isprintable() else "\ufffd" for letter in line)


class UsageError(KehoachError):
    """The command was called wrongly."""

    exit_status = 2


class DocumentError(KehoachError):
    """One document cannot be processed; the others go on."""

    exit_status = 3


class MissingRequirement(KehoachError):
    """Something that the run needs is not installed."""

    exit_status = 5


def _rebuild(kind: type[KehoachError], code: str, facts: dict[str, object]) -> KehoachError:
    return kind(code, **facts)
