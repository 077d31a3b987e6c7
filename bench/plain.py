"""Plain Tesseract, as anybody would run it: what reading is measured against."""

import os
import subprocess
from pathlib import Path


def plainly(picture: Path) -> str:
    """What `tesseract -l vie --psm 3`, in one thread, makes of the picture."""
    done = subprocess.run(
        ["tesseract", str(picture), "-", "-l", "vie", "--psm", "3"],
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
