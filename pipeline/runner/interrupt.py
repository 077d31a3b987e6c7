"""Ctrl-C at a moment of our choosing."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Self


class Interrupt:
    """Within this context, Ctrl-C is noted, and `check` raises KeyboardInterrupt.

    Raised wherever the program happens to be, it could leave a lock taken that another thread
    waits for, and the program would never end. Ctrl-C a second time is raised at once.
    """

    def __init__(self) -> None:
        self._wanted = False
        self._installed = False

    def check(self) -> None:
        """Raise KeyboardInterrupt if it was asked for."""
        if self._wanted:
            raise KeyboardInterrupt

    def __enter__(self) -> Self:
        # Only the main thread is told of signals; where they are ignored (nohup) they stay so.
        main = threading.current_thread() is threading.main_thread()
        if main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._note)
            self._installed = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._installed:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._wanted = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
