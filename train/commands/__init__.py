"""The commands of `python -m train`, a module for each and its options."""

from __future__ import annotations

from pathlib import Path

DATA = Path("data/nesmdb.npz")
"""The prepared data set, unless told otherwise."""
