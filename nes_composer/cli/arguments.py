"""Types of arguments: what is out of range is wrong usage."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return an argument type: whole numbers within limits."""

    def number(text: str) -> int:
        return int(_checked(int(text), low, high))

    return number


def seconds(high: float) -> Callable[[str], float]:
    """Return an argument type: seconds from 0 on."""

    def duration(text: str) -> float:
        return _checked(float(text), 0, high)

    return duration


def _checked(value: float, low: float, high: float) -> float:
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"{value} is not within {low}-{high}")
    return value
