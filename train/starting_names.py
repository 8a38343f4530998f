"""Names of starting points, given by whoever has listened to them: by the seed with which each was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nes_composer.driver import presets
from nes_composer.generation.starting_points import StartingPoint


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

THEME = 2350
"""Seed of the point that is the theme of the first song."""

NAMES: dict[int, Given] = {
    640: Given("First light", ("hollow-attack lead", "long pluck", "bass", "closed hi-hat")),
    3080: Given("Sunken hall"),
    1428: Given("Night watch", ("ringing lead", "slow decay", "bass", "closed hi-hat")),
    3964: Given("Ice cave", ("ringing organ", "swell", "bass", "snapped closed hi-hat")),
    655: Given("Market morning", ("long pluck", "thin-attack lead", "bass", "closed hi-hat")),
    3400: Given("Rain on tin", ("decay 2", "short pluck", "bass", "snapped closed hi-hat 2")),
    3396: Given("Clockwork", ("pluck", "short pluck", "short bass", "closed hi-hat")),
    2526: Given("Lazy river"),
    2443: Given("Thief's steps", ("echoing lead", "pluck 2", "short bass", "closed hi-hat")),
    127: Given("Sleeping giant", ("soft lead", "reedy-attack soft lead", "scooped bass", "snare 2")),
    1509: Given("Harbour lights", ("vibrato lead", "decay 2", "bass", "closed hi-hat 2")),
    2774: Given("Open road", ("vibrato lead", "ringing lead 2", "short bass 2", "open hi-hat")),
    2350: Given("Castle gate", ("ringing lead", "lead 2", "bass", "snare")),
    3516: Given("Caravan", ("hollow-attack lead", "thin-attack long pluck", "bass", "closed hi-hat 2")),
    1433: Given("Neon alley"),
    1517: Given("Haunted stairs", ("thin-attack lead", "stab", "short bass 2", "closed hi-hat")),
    2141: Given("Night train", ("echoing lead", "long pluck 2", "short bass 2", "closed hi-hat 2")),
    765: Given("Factory floor", ("lead", "stab", "short bass", "gated closed hi-hat")),
    2262: Given("Sky ferry", ("ringing organ", "thin-attack lead", "short bass 2", "closed hi-hat 2")),
    103: Given("Toy parade", ("long pluck", "pluck", "short bass", "closed hi-hat 2")),
    3791: Given("Escape tunnel", ("lead", "stab", "bass", "closed hi-hat 2")),
    623: Given("Carousel"),
    798: Given("Red alert", ("falling stab", "lead 2", "falling bass", "snapped closed hi-hat")),
    165: Given("Last lap", ("lead", "short pluck", "short bass", "closed hi-hat")),
}


def named(points: Sequence[StartingPoint], checkpoint: str) -> list[StartingPoint]:
    """Return points with the names that were given to them; the others keep those of their mood, told apart."""
    given = NAMES if checkpoint.endswith(CHECKPOINT) else {}
    found: list[StartingPoint] = []
    for point in points:
        known = given.get(point.seed, Given(_another(point.name, [other.name for other in found])))
        instruments = presets.named(known.instruments) if known.instruments else point.instruments
        found.append(replace(point, name=known.name, instruments=instruments))
    return found


def _another(name: str, taken: Sequence[str]) -> str:
    """Return a name, or the first with a number that is not taken."""
    number = 1
    while (found := name if number == 1 else f"{name} {number}") in taken:
        number += 1
    return found
