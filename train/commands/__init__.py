"""The commands of `python -m train`, a module for each and its options."""

from __future__ import annotations

import sys
from pathlib import Path

DATA = Path("data/nesmdb.npz")
"""The prepared data set, unless told otherwise."""

RUNS = Path("runs")
"""Where models go: what was just trained does not replace what the program comes with."""

_SCRIPT = "nes-composer-train"


def program() -> str:
    """Return what a person types before a command: what this was started by."""
    return _SCRIPT if Path(sys.argv[0]).stem == _SCRIPT else "python -m train"
