"""An address and who answers there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Route:
    """`pattern` matches the path of an address; its named groups are the parts of it.

    `handler` is a page: Visit → Reply. With `is_async` it is (Site, Request, Texts) → Reply, has no
    connection, and may read what was sent. `writes`: only for those who have shown the token.
    `keeps`: it says itself how long browsers may keep the answer.
    """

    pattern: str
    handler: Callable[..., Any]
    is_async: bool = False
    writes: bool = False
    keeps: bool = False
