"""A latent-space composer for the Nintendo Entertainment System's sound chip.

``import nes_composer as nes`` has the functions and classes of :mod:`nes_composer.api`; docs/api.md shows them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nes_composer.api import Lstm, Song, Vae, load, render, save

__all__ = ["Lstm", "Song", "Vae", "__version__", "load", "render", "save"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the API when somebody asks for it: every module of the program passes here, and most need none of it."""
    if name in __all__:
        return getattr(import_module("nes_composer.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return what is here, also what is not loaded yet."""
    return sorted({*globals(), *__all__})
