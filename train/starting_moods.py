"""What a starting point is like: where it is among others, what it plays on, what it is called."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.driver import presets
from nes_composer.models import codec
from nes_composer.models.grids import GRIDS
from nes_composer.score.instrument import Instruments
from nes_composer.score.keys import best_key
from nes_composer.score.score import NO, P1, P2, TR, Score
from train.attributes import measure

FEATURES = ("tempo", "mode", "notes a second", "height", "bass", "syncopation", "length", "noise", "leaps")

_BRIEF, _LONG = 0.16, 0.42
"""Seconds of a note on the average: what is shorter is plucked, what is longer is held."""

_TUNES = {
    "brief": ("lead", "long pluck", "pluck", "echoing lead", "stab"),
    "middle": ("lead 2", "decay", "echoing lead", "decay 2", "hollow-attack lead", "ringing lead"),
    "long": ("vibrato lead", "ringing lead", "soft lead", "long decay", "ringing organ"),
}
_SECONDS = {
    "brief": ("pluck", "stab", "long pluck 2", "short pluck", "pluck 2"),
    "middle": ("lead 2", "long pluck", "decay 2", "thin-attack lead", "soft lead"),
    "long": ("slow decay", "organ 2", "soft lead", "swell", "long decay"),
}


def features(score: Score) -> NDArray[np.float64]:
    """Return where a pattern is among others, [F]: what people hear first."""
    tokens = codec.encode(score)[None]
    key = best_key(score)

    def measured(voice: str, kind: str) -> float:
        return float(np.nan_to_num(measure(tokens, (voice, kind), GRIDS["rows"])[0]))

    tonal = score.pitch[:, :TR][score.onset[:, :TR]]
    bass = score.pitch[score.onset[:, TR], TR]
    return np.array(
        [
            np.log(score.rows_per_second),
            1.0 if key is not None and key.scale == "major" else 0.0,
            np.log(max(int(score.onset[:, :NO].sum()), 1) / score.seconds),
            tonal.mean() if len(tonal) else 60.0,
            bass.mean() if len(bass) else 45.0,
            measured("all", "syncopation"),
            np.log(note_seconds(score, P1)),
            np.log1p(float(score.onset[:, NO].sum())),
            measured("P1", "leaps"),
        ]
    )


def note_seconds(score: Score, voice: int) -> float:
    """Return how long a note of a voice sounds on the average; a second for none."""
    count = int(score.onset[:, voice].sum())
    return float(score.sounding[:, voice].sum()) / count / score.rows_per_second if count else 1.0


def instruments_of(score: Score, seed: int) -> Instruments:
    """Return presets that suit a pattern: by how long notes are and how high the noise is, of several by the seed."""
    names = (
        _one_of(_TUNES[_length(score, P1)], seed),
        _one_of(_SECONDS[_length(score, P2)], seed // 7),
        "bass" if note_seconds(score, TR) > _BRIEF else "short bass 2",
        _noise(score),
    )
    return presets.named(names)


def name_of(score: Score) -> str:
    """Return what a pattern is called if nobody has listened to it: how fast, how high, in which key."""
    key = best_key(score)
    pace = "Slow" if score.beats_per_minute < 105 else "Fast" if score.beats_per_minute > 160 else "Steady"
    tune = score.pitch[score.onset[:, P1], P1]
    height = "high" if len(tune) and tune.mean() > 76 else "low" if len(tune) and tune.mean() < 66 else "middle"
    return f"{pace}, {height}, {key.name if key is not None else 'no key'}"


def _length(score: Score, voice: int) -> str:
    seconds = note_seconds(score, voice)
    return "brief" if seconds < _BRIEF else "long" if seconds > _LONG else "middle"


def _noise(score: Score) -> str:
    """Return what the noise plays on: hats for what is high or fast, a snare for what is low and slow."""
    onset = score.onset[:, NO]
    if not onset.any():
        return "closed hi-hat"
    height, rate = float(score.pitch[onset, NO].mean()), float(onset.sum() / score.seconds)
    if height < 9:
        return "snare 2" if rate < 4 else "kick"
    return "closed hi-hat 2" if rate > 7 else "closed hi-hat" if rate > 4 else "open hi-hat"


def _one_of(choices: tuple[str, ...], number: int) -> str:
    return choices[number % len(choices)]
