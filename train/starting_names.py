"""Names of starting points, given by whoever has listened to them: by the seed with which each was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nes_composer.generation.starting_points import StartingPoint
from train import starting_moods


@dataclass(frozen=True)
class Given:
    """What ears have decided.

    Parameters
    ----------
    name
    instruments
        Of P1, P2, TR, NO; empty for those that the mood has chosen.
    """

    name: str
    instruments: tuple[str, ...] = ()


CHECKPOINT = "c07798820c29"
"""Hash of the checkpoint that the names are about: a seed finds something else in another one."""

THEME = 0
"""Seed of the point that is the theme of the first song."""

NAMES: dict[int, Given] = {}


def named(points: Sequence[StartingPoint], checkpoint: str) -> list[StartingPoint]:
    """Return points with the names that were given to them; the others keep those of their mood, told apart."""
    given = NAMES if checkpoint.endswith(CHECKPOINT) else {}
    found: list[StartingPoint] = []
    for point in points:
        known = given.get(point.seed, Given(_another(point.name, [other.name for other in found])))
        instruments = point.instruments
        if known.instruments:
            p1, p2, tr, no = known.instruments
            instruments = starting_moods.named((p1, p2, tr, no))
        found.append(replace(point, name=known.name, instruments=instruments))
    return found


def _another(name: str, taken: Sequence[str]) -> str:
    """Return a name, or the first with a number that is not taken."""
    number = 1
    while (found := name if number == 1 else f"{name} {number}") in taken:
        number += 1
    return found
