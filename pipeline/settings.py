"""Options and limits: from defaults, `kehoach.toml`, environment (KEHOACH_…) and flags."""

import hashlib
import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, Self

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from pipeline import __version__

OcrMode = Literal["auto", "redo", "force", "skip"]
OcrEngine = Literal["auto", "program", "library"]


class Settings(BaseSettings):
    """All options of a run. Flags beat the environment, that beats `kehoach.toml`."""

    model_config = SettingsConfigDict(
        env_prefix="KEHOACH_", toml_file="kehoach.toml", extra="ignore", frozen=True
    )

    output: Path = Field(Path("output"), description="folder of the database")
    workers: int = Field(0, ge=0, description="processes; 0: one a core")
    executor: str = Field(
        "local",
        pattern=r"^(local|dask|(tcp|tls)://.+)$",
        description="local: processes of this machine; dask: the same through Dask; tcp://…: a "
        "cluster of Dask that runs",
    )
    password: str | None = Field(None, description="for encrypted PDF files")

    ocr: OcrMode = Field(
        "auto",
        description="auto: pages without a trustworthy text layer; redo: also where the layer "
        "came from OCR; force: every page; skip: none",
    )
    ocr_of: dict[str, OcrMode] = Field(
        {},
        description="the same for some documents, by the path that `documents.source` tells or a "
        'pattern of it, the first that fits: {"fax/*.pdf" = "force"}',
    )
    ocr_language: str = "vie"
    ocr_engine: OcrEngine = Field(
        "auto",
        description="program: the installed tesseract; library: Tesseract in this process, "
        "through tesserocr; auto: the library where it is installed",
    )
    ocr_dpi: int = Field(200, ge=70, le=1200, description="where a page must be rendered")
    ocr_timeout: float = Field(60, gt=0, description="seconds a page")

    follow_links: bool = Field(False, description="take links in folders for what they lead to")
    max_file_mb: float = Field(500, gt=0)
    max_unpacked_mb: float = Field(1000, gt=0, description="of all that a DOCX file holds")
    max_unpacked_ratio: float = Field(
        300, gt=0, description="how many times as large a part of a DOCX file may become"
    )
    max_pages: int = Field(5000, gt=0)
    max_megapixels: float = Field(250, gt=0, description="of the picture of a page")
    max_worker_mb: float = Field(
        4000, gt=0, description="memory that a worker may hold, with the programs it starts (Linux)"
    )
    max_minutes: float = Field(
        10, gt=0, description="for a step of a document: opening it, eight pages, its records"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then the environment, then the file; no .env, no secrets folder."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def database(self) -> Path:
        """The database that runs write."""
        return self.output / "plans.db"

    def __hash__(self) -> int:
        """By what they say: frozen as they are, they hold a dictionary."""
        return hash(self.model_dump_json())

    def of(self, source: str) -> Self:
        """The settings for a document."""
        modes = (mode for pattern, mode in self.ocr_of.items() if fnmatchcase(source, pattern))
        mode = next(modes, self.ocr)
        return self if mode == self.ocr else self.model_copy(update={"ocr": mode})

    def fingerprint(self, *versions: str) -> str:
        """What the reading of a page depends on: program, options of reading, `versions`."""
        told = self.model_dump(
            mode="json", include={"ocr", "ocr_language", "ocr_dpi", "ocr_timeout", "max_megapixels"}
        )
        seed = json.dumps([__version__, told, versions], sort_keys=True)
        return hashlib.sha256(seed.encode()).hexdigest()[:16]
