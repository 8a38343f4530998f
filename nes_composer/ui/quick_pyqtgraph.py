"""Loads pyqtgraph without its copies of Qt.

PySide makes each of Qt's classes when it is first asked for. pyqtgraph, which works with several bindings, copies all
names of Qt into modules of its own, by which all classes are made: a third of the time that it takes to load. Here it
finds PySide's own modules in place of those, and nothing to copy.
"""

from __future__ import annotations

import sys
from importlib import import_module

from PySide6 import QtCore, QtGui, QtWidgets

_NAME = "pyqtgraph"
_LISTING = "__dir__"
"""The function of a module that lists its names (https://peps.python.org/pep-0562/)."""


def load() -> None:
    """Load it, if nobody has yet."""
    if _NAME in sys.modules:
        return
    modules = {module.__name__.rpartition(".")[2]: module for module in (QtCore, QtGui, QtWidgets)}
    listings = {name: getattr(module, _LISTING) for name, module in modules.items()}
    for name, module in modules.items():
        sys.modules[f"{_NAME}.Qt.{name}"] = module
        setattr(module, _LISTING, list)
    try:
        import_module(_NAME)
    finally:
        for name, module in modules.items():
            setattr(module, _LISTING, listings[name])
