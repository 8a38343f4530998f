"""Run before the bundled program: where the system has no PortAudio, the one of the bundle is found.

The system's own comes first, because it knows the system's sound servers.
"""

import ctypes.util
import sys
from contextlib import suppress
from pathlib import Path

_of_system = ctypes.util.find_library


def _find_library(name: str) -> str | None:
    """Return what a library is loaded by."""
    found = _of_system(name)
    return _bundled() if found is None and name == "portaudio" else found


def _bundled() -> str | None:
    folder = Path(getattr(sys, "_MEIPASS", ""), "portaudio")
    # What PortAudio needs is loaded before it, from the system where it has that.
    for pattern in ("libdb-*", "libjack.so.*"):
        for path in sorted(folder.glob(pattern)):
            try:
                ctypes.CDLL(path.name, ctypes.RTLD_GLOBAL)
            except OSError:
                with suppress(OSError):
                    ctypes.CDLL(str(path), ctypes.RTLD_GLOBAL)
    return next((str(path) for path in sorted(folder.glob("libportaudio.so.*"))), None)


if sys.platform == "linux":
    ctypes.util.find_library = _find_library
