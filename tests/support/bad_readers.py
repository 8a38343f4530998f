"""Readers with one fault each, to see that fuzzing finds it."""

import os
import time
from pathlib import Path

import numpy as np


class OwnError(ValueError):
    """What these readers may raise."""


def careful(path: Path) -> bytes:
    """Read anything, or refuse it as one should."""
    data = path.read_bytes()
    if not data.startswith(b"good"):
        raise OwnError(f"{path}: does not start with 'good'")
    return data


def raising(path: Path) -> bytes:
    """Let another error escape."""
    data = careful(path)
    return data[: data.index(b"file")]


def hanging(path: Path) -> bytes:
    """Never come back from one file in many."""
    data = careful(path)
    while b"file" not in data:
        pass
    return data


def slow(path: Path) -> int:
    """Take seconds for one file in many."""
    end = time.process_time() + (0 if b"file" in careful(path) else 1.2)
    turns = 0
    while time.process_time() < end:
        turns += 1
    return turns


def greedy(path: Path) -> int:
    """Take memory for one file in many, and tell nobody."""
    return 0 if b"file" in careful(path) else int(np.ones(700 << 20, np.uint8).sum())


def greedier(path: Path) -> int:
    """Take more memory than there is, and hide that behind its own error."""
    try:
        return 0 if b"file" in careful(path) else len(bytearray(1 << 50))
    except MemoryError:
        raise OwnError(f"{path}: does not please") from None


def nameless(path: Path) -> bytes:
    """Refuse a file without naming it."""
    try:
        return careful(path)
    except OwnError:
        raise OwnError("it is damaged") from None


def dying(path: Path) -> bytes:
    """Take the whole process along."""
    data = careful(path)
    if b"file" not in data:
        os.abort()
    return data


def picky(path: Path) -> bytes:
    """Refuse good files too."""
    raise OwnError(f"{path}: not today")
