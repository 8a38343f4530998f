"""What is in the patterns, as small as their band is: one pixel wide for each row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.score import NO, P1, P2, TR, Score
from nes_composer.ui import theme
from nes_composer.ui.note_raster import premultiplied

MOST_ROWS = 4096
"""More of them on a screen are less than a pixel each."""

_STARTING, _HELD = 230, 130
"""Opacity of a row on which a note starts, and of one on which it is held, so that repeated notes are told apart."""
_FEWEST_PITCHES = 24


def compass(score: Score) -> tuple[int, int]:
    """Return the lowest and the highest pitch of the tonal voices; 0 and 0 for silence."""
    pitch = score.pitch[:, :NO]
    highest = int(pitch.max(initial=0))
    return int(np.min(pitch, initial=highest, where=pitch > 0)), highest


def overview(
    score: Score, first: int, last: int, pitches: tuple[int, int], height: int, thickness: int
) -> NDArray[np.uint32]:
    """Return a picture of rows, premultiplied ARGB [height, last - first].

    The tonal voices share one pitch axis; the noise is at the bottom.

    Parameters
    ----------
    score
        The song.
    first, last
        Rows of it, the last one exclusive.
    pitches
        What :func:`compass` returns for the whole song, so that nothing moves up or down when that is scrolled.
    height
        Pixels of the picture.
    thickness
        Pixels of a note.
    """
    picture = np.zeros((height, last - first), np.uint32)
    lowest, highest = pitches
    lanes = max(highest - lowest, _FEWEST_PITCHES)
    highest += (lanes - (highest - lowest)) // 2  # a narrow tune is in the middle
    room = height - 2 * thickness - 1  # the last lane is the noise's
    for voice in (TR, P2, P1, NO):  # the melody over what it meets
        pitch, onset = score.pitch[first:last, voice].astype(int), score.onset[first:last, voice]
        if voice == NO:
            top = np.full(len(pitch), height - thickness)
        else:
            top = np.clip((highest - pitch) * room // lanes, 0, room)
        column = np.flatnonzero(pitch)
        color = premultiplied([theme.translucent(theme.VOICES[voice], alpha) for alpha in (_HELD, _STARTING)])
        for line in range(thickness):
            picture[top[column] + line, column] = color[onset[column].astype(int)]
    return picture
