"""Which drum of General MIDI stands for which noise (MIDI Association: General MIDI System Level 1, percussion map).

Each of the 16 pitches in both modes has a drum of its own: long random noise is drums, cymbals and hi-hats from low to
high, short metallic noise is what is struck and rings, from congas to the triangle.
"""

from __future__ import annotations

from nes_composer.score.score import HIGHEST, NO

_LONG = (35, 36, 41, 43, 45, 47, 48, 50, 38, 40, 39, 49, 46, 44, 42, 51)
"""By pitch 1-16: two bass drums, six toms, two snares, clap, crash, open, pedal and closed hi-hat, ride."""

_SHORT = (64, 63, 62, 61, 60, 66, 65, 68, 67, 77, 76, 37, 75, 56, 53, 81)
"""By pitch 1-16: congas, bongos, timbales, agogos, wood blocks, side stick, claves, cowbell, ride bell, triangle."""

_OTHERS = {
    52: (12, 0),  # Chinese cymbal
    54: (15, 0),  # tambourine
    55: (13, 0),  # splash cymbal
    57: (12, 0),  # crash cymbal 2
    58: (9, 1),  # vibraslap
    59: (16, 0),  # ride cymbal 2
    69: (15, 0),  # cabasa
    70: (16, 0),  # maracas
    71: (16, 1),  # short whistle
    72: (16, 1),  # long whistle
    73: (13, 0),  # short guiro
    74: (13, 0),  # long guiro
    78: (7, 1),  # mute cuica
    79: (6, 1),  # open cuica
    80: (15, 1),  # mute triangle
}

NOISES = {drum: (pitch, mode) for mode, drums in enumerate((_LONG, _SHORT)) for pitch, drum in enumerate(drums, 1)}
NOISES |= _OTHERS
"""Pitch 1-16 and mode 0-1 of each drum 35-81."""


def drum(pitch: int, mode: int) -> int:
    """Return the drum that stands for a noise.

    Parameters
    ----------
    pitch
        1-16, 16 the highest.
    mode
        0 for the long sequence, 1 for the short one.
    """
    if not 1 <= pitch <= HIGHEST[NO]:
        raise ValueError(f"pitch {pitch} is no noise")
    return (_LONG, _SHORT)[mode][pitch - 1]
