"""Settings that hold a pickle are not run.

PySide keeps a Python object in settings as a pickle, and runs whatever pickle it meets there: a value
``@Variant(…PySide::PyObjectWrapper…)`` is a program. It looks up Python's reader of pickles once, when it meets the
first one; so it is shown one while that reader is another.
"""

from __future__ import annotations

import pickle

from PySide6.QtCore import QByteArray, QDataStream

_USER_TYPE = b"\0\0\0\x7f"
_NAME = b"PySide::PyObjectWrapper\0"
_HARMLESS = pickle.dumps("a pickle was read", protocol=2)


def forbid() -> None:
    """Let Qt never run a pickle in this process; what it finds in place of one is None."""
    usual, pickle.loads = pickle.loads, _none
    try:
        _read()
    finally:
        pickle.loads = usual


def _none(*_: object, **__: object) -> None:
    """Stand in for the reader of pickles."""


def _read() -> object:
    """Return what Qt makes of a pickle."""
    stream = QDataStream(QByteArray(_variant(_HARMLESS)))
    stream.setVersion(QDataStream.Version.Qt_4_0)  # that of values in settings
    return stream.readQVariant()


def _variant(content: bytes) -> bytes:
    """Return a pickle as Qt writes it: type, name, bytes (https://doc.qt.io/qt-6/datastreamformat.html)."""
    name = len(_NAME).to_bytes(4, "big") + _NAME
    return _USER_TYPE + name + len(content).to_bytes(4, "big") + content
