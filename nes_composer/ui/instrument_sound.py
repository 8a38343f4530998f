"""Which note lets a voice's instrument be heard."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nes_composer.score.score import NO, TR
from nes_composer.ui.desk import Desk

_PITCH = {TR: 45, NO: 12}
_OTHER_PITCH = 69


class Sounded(NamedTuple):
    """A note without a place."""

    voice: int
    pitch: int
    velocity: int
    timbre: int


def usual_note(desk: Desk, voice: int) -> Sounded:
    """Return a note in the middle of the pitches that the voice plays in the song, drawn with its pen."""
    pitches = desk.document.score.pitch[:, voice]
    sounding = pitches[pitches > 0]
    pitch = int(np.median(sounding)) if len(sounding) else _PITCH.get(voice, _OTHER_PITCH)
    pen = desk.pens[voice]
    return Sounded(voice, pitch, pen.velocity, pen.timbre)
