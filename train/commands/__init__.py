"""The commands of `python -m train`, a module for each and its options."""

from __future__ import annotations

from pathlib import Path

DATA = Path("data/nesmdb.npz")
"""The prepared data set, unless told otherwise."""

RUNS = Path("runs")
"""Where models go: what was just trained does not replace what the program comes with."""
