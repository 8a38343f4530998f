"""Operations in pitch. On the noise voice a semitone is a step of its 16 periods."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nes_composer.score.bundle import Bundle, Ints
from nes_composer.score.keys import SCALES, Key
from nes_composer.score.score import HIGHEST, LOWEST, NO, VOICES

OCTAVE = 12
NOISE_OCTAVE = 4
"""Periods that an octave is on the noise voice: a quarter of what it has."""


def transposed(bundle: Bundle, semitones: int) -> Bundle:
    """Shift pitches, all by the same, as far as each voice reaches; noise only where nothing else is among the notes.

    Whole octaves stay whole octaves.
    """
    if not len(bundle):
        return bundle
    noise = bundle.voice == NO
    unit = OCTAVE if semitones % OCTAVE == 0 else 1
    if noise.all():
        semitones, unit = (semitones // OCTAVE * NOISE_OCTAVE, NOISE_OCTAVE) if unit == OCTAVE else (semitones, 1)
    shifted = np.full(len(bundle), noise.all()) | ~noise
    low = int((LOWEST[bundle.voice] - bundle.pitch)[shifted].max())
    high = int((HIGHEST[bundle.voice] - bundle.pitch)[shifted].min())
    by = min(max(semitones, -(-low // unit) * unit), high // unit * unit)
    return replace(bundle, pitch=bundle.pitch + by * shifted)


def transposed_in_key(bundle: Bundle, steps: int, key: Key) -> Bundle:
    """Shift pitches by steps of a scale, all by the same, as far as each voice reaches; noise stays.

    A note beside the scale stays beside it: as far above the note of the scale below it as it was, or as there is room.
    """
    tuned = np.flatnonzero(bundle.voice != NO)
    if not len(tuned):
        return bundle
    scale = _scale(key)
    pitch, voice = bundle.pitch[tuned], bundle.voice[tuned]
    degree = np.searchsorted(scale, pitch, side="right") - 1
    beside = pitch - scale[degree]
    for by in range(steps, 0, -1 if steps > 0 else 1):
        room = scale[degree + by + 1] - scale[degree + by] - 1
        shifted = scale[degree + by] + np.minimum(beside, room)
        if ((shifted >= LOWEST[voice]) & (shifted <= HIGHEST[voice])).all():
            result = bundle.pitch.copy()
            result[tuned] = shifted
            return replace(bundle, pitch=result)
    return bundle


def inverted(bundle: Bundle, around: int | None = None) -> Bundle:
    """Turn each voice upside down, around its own middle or around a pitch; noise around its own.

    What a voice cannot play comes out as near by octaves as it can.
    """
    pitch = bundle.pitch.copy()
    for voice in np.unique(bundle.voice).tolist():
        of = bundle.voice == voice
        twice = int(pitch[of].min() + pitch[of].max()) if around is None or voice == NO else 2 * around
        pitch[of] = twice - pitch[of]
    return folded(replace(bundle, pitch=pitch))


def folded(bundle: Bundle) -> Bundle:
    """Return notes that their voices can play: what lies beyond a voice's range comes into it by octaves."""
    pitch = bundle.pitch.copy()
    for voice in range(len(VOICES)):
        of, low, high = bundle.voice == voice, int(LOWEST[voice]), int(HIGHEST[voice])
        octave = NOISE_OCTAVE if voice == NO else OCTAVE
        pitch[of] += -(-np.maximum(low - pitch[of], 0) // octave) * octave
        pitch[of] -= -(-np.maximum(pitch[of] - high, 0) // octave) * octave
    return replace(bundle, pitch=pitch)


def _scale(key: Key) -> Ints:
    """Return the pitches of a key from far below to far above what can be played, upwards."""
    octaves = np.arange(-20, 40) * OCTAVE
    return np.asarray((octaves[:, None] + key.root + np.array(SCALES[key.scale])).ravel(), np.int64)
