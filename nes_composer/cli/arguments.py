"""Types of arguments: what is out of range is wrong usage."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from nes_composer.score.keys import Key
from nes_composer.score.score import VOICES


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return an argument type: whole numbers within limits."""

    def number(text: str) -> int:
        return int(_checked(int(text), low, high))

    return number


def real(low: float, high: float) -> Callable[[str], float]:
    """Return an argument type: numbers within limits."""

    def number(text: str) -> float:
        return _checked(float(text), low, high)

    return number


def seconds(high: float) -> Callable[[str], float]:
    """Return an argument type: seconds from 0 on."""

    def duration(text: str) -> float:
        return _checked(float(text), 0, high)

    return duration


def voices(text: str) -> tuple[int, ...]:
    """Return the voices of a list of names such as ``P1,TR``; an argument type."""
    names = text.split(",")
    if len(set(names)) < len(names) or not set(names) <= set(VOICES):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of {', '.join(VOICES)}")
    return tuple(sorted(VOICES.index(name) for name in names))


def key(text: str) -> Key:
    """Return the key of a name such as ``C minor``; an argument type."""
    try:
        return Key.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _checked(value: float, low: float, high: float) -> float:
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"{value} is not within {low}-{high}")
    return value
