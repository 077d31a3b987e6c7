"""What workers are asked for in tests; here, because processes import it."""

import os
import signal
import time
from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def fail(number: int) -> int:
    raise ValueError(f"no {number}")


def die(number: int) -> int:
    os._exit(number)


def linger(number: int) -> int:
    time.sleep(60)
    return number


def wait_for(path: Path) -> bool:
    """Wait until there is such a file."""
    while not path.exists():
        time.sleep(0.01)
    return True


def hoard(megabytes: int) -> int:
    """Hold so much memory for a while."""
    held = bytearray(os.urandom(1_000_000) * megabytes)
    time.sleep(60)
    return len(held)


def turn_deaf(number: int) -> int:
    """As code that never comes back to Python: no signal is heard."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM, signal.SIGTERM])
    return linger(number)
