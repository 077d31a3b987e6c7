"""What every kind of source offers: pages with the file's own text, with a picture, or both."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from pipeline.errors import DocumentError
from schemas.image import PageImage
from schemas.page import Page
from schemas.plan import Signer


class SourcePage(ABC):
    """One page of a source. Nothing is read before it is asked for."""

    number: int  # from 1

    @property
    @abstractmethod
    def layer(self) -> Page | None:
        """The file's own text, with the verdict on it and its reason; None for mere pictures."""

    @property
    @abstractmethod
    def wants_ocr(self) -> bool:
        """True where the picture should be read, by the verdict and the settings."""

    @abstractmethod
    def image(self) -> PageImage:
        """The page's picture, upright as a reader sees it.

        Raises DocumentError where the picture is damaged or larger than the limit.
        """


class Source(ABC):
    """A file opened for reading; a context manager that closes it."""

    media_type: str
    n_pages: int

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Who signed the file digitally."""
        return ()

    def page(self, number: int) -> SourcePage:
        """Page `number`, from 1. Raises IndexError where there is none."""
        if not 1 <= number <= self.n_pages:
            raise IndexError(f"no page {number} of {self.n_pages}")
        return self._page(number)

    @abstractmethod
    def _page(self, number: int) -> SourcePage: ...

    def close(self) -> None:  # noqa: B027 — most sources hold nothing open
        """Release the file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class TextPage(SourcePage):
    """A page of a file that is text and has no picture."""

    wants_ocr = False

    def __init__(self, layer: Page) -> None:
        self.number = layer.number
        self._layer = layer

    @property
    def layer(self) -> Page:
        """The page's text."""
        return self._layer

    def image(self) -> PageImage:
        """Raises DocumentError: there is no picture."""
        raise DocumentError("sources.no-picture")


class TextSource(Source):
    """A file whose pages are text and known at once."""

    def __init__(self, media_type: str, pages: list[Page]) -> None:
        self.media_type = media_type
        self.n_pages = len(pages)
        self._pages = pages

    def _page(self, number: int) -> SourcePage:
        return TextPage(self._pages[number - 1])
