"""What every schema shares: frozen, closed, and numbers that are really numbers."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that no stage can change after it was made; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
