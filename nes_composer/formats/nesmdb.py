"""NES-MDB's pickled score forms, exprsco and seprsco: 24 frames a second of what each voice plays.

An exprsco holds ``(rate, samples, uint8 [N, 4, 3])``, the last axis note, velocity, timbre; a seprsco
holds the notes alone, ``uint8 [N, 4]`` (Donahue, Mao, McAuley: The NES Music Database, ISMIR 2018).
Samples are the length at 44,100 a second, and the triangle has no velocity.
"""

from __future__ import annotations

from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nes_composer.atomic import write_bytes
from nes_composer.formats import restricted_pickle
from nes_composer.formats.report import FormatError, Imported
from nes_composer.score.performance import FRAME_RATE
from nes_composer.score.score import HIGHEST, LOWEST, MAX_ROWS, MAX_VELOCITY, TR, VOICES, Score, ScoreError
from nes_composer.score.song import Song

EXPRSCO, SEPRSCO = ".exprsco.pkl", ".seprsco.pkl"

SEPRSCO_VELOCITY = 12
"""A seprsco does not say how loud its notes are."""

_SAMPLE_RATE = 44_100
_ROUNDING = 1e-6
"""In frames and rows: a frame that begins with a row shows it, whatever the tempo's last digit is."""

_REATTACK = 3
"""A rise of velocity by this much at one pitch is a new attack: decays and swells move by less per frame."""


def write(path: Path, song: Song) -> None:
    """Save a song as an exprsco or, where the name ends so, as a seprsco.

    A score of 24 rows a second comes back as it was, but for attacks of a pitch that sounds already, which these forms
    tell by a rise of velocity by 3 or more only; a seprsco has no velocity and no timbre at all. Other tempos are
    sampled: each frame shows the row that it begins in, so that rows shorter than a frame may vanish, others differ
    by a frame in length, and the tempo is 24 rows a second from then on. Beats and bars, instruments and patterns are
    not kept.

    Raises
    ------
    FormatError
        The song has more frames than can be read again.
    OSError
        The file cannot be written; an older one is kept.
    """
    score = song.score
    frames = ceil(score.seconds * FRAME_RATE - _ROUNDING)
    if frames > MAX_ROWS:
        raise FormatError(f"{path}: {frames} frames are more than the {MAX_ROWS} that are read")
    rows = np.floor(np.arange(frames) * (score.rows_per_second / FRAME_RATE) + _ROUNDING).astype(np.int64)
    rows = np.minimum(rows, len(score) - 1)
    if path.name.lower().endswith(SEPRSCO):
        array = score.pitch[rows]
    else:
        velocity = score.velocity.copy()
        velocity[:, TR] = 0
        array = np.stack([score.pitch, velocity, score.timbre], axis=2)[rows]
    samples = round(frames / FRAME_RATE * _SAMPLE_RATE)
    write_bytes(path, restricted_pickle.dump(FRAME_RATE, samples, array))


def read(path: Path, data: bytes) -> Imported:
    """Read an exprsco or a seprsco; the array's shape tells which.

    A note starts where the pitch changes, after silence, and where the velocity rises by 3 or more at the
    same pitch. Duty and noise mode of silent frames are not music and are left out uncounted.

    Parameters
    ----------
    path
        For messages and the title.
    data
        The file's bytes.

    Raises
    ------
    FormatError
        The pickle is damaged or asks for more than arrays, or the array is not a score.
    """
    try:
        rate, frames = _unpack(restricted_pickle.load(data))
        expressive = frames.ndim == 3
        score, dropped = _to_score(rate, frames if expressive else _expressive(frames))
    except (restricted_pickle.PickleError, ScoreError) as error:
        raise FormatError(f"{path}: {error}") from error
    title = path.name
    for end in (EXPRSCO, SEPRSCO):
        title = title[: -len(end)] if title.lower().endswith(end) else title
    return Imported(Song(score, title=title), "NES-MDB exprsco" if expressive else "NES-MDB seprsco", dropped=dropped)


def _unpack(content: object) -> tuple[float, NDArray[np.uint8]]:
    """Return frames per second and frames, uint8 [N, 4] or [N, 4, 3]."""
    match content:
        case (float() | int() as rate, float() | int(), restricted_pickle.PickledArray() as pickled):
            frames = pickled.array()
        case _:
            raise ScoreError("not a score of NES-MDB: expected its rate, its length and one array")
    if frames.shape[1:] not in ((len(VOICES),), (len(VOICES), 3)):
        raise ScoreError(f"its array has the shape {frames.shape}, expected frames by 4 voices (by 3)")
    if len(frames) > MAX_ROWS:
        raise ScoreError(f"its {len(frames)} frames are more than the {MAX_ROWS} rows that a score may have")
    return float(rate), frames


def _expressive(notes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the frames [N, 4, 3] of a seprsco [N, 4], all notes equally loud."""
    return np.stack([notes, np.full_like(notes, SEPRSCO_VELOCITY), np.zeros_like(notes)], axis=2)


def _to_score(rate: float, frames: NDArray[np.uint8]) -> tuple[Score, dict[str, int]]:
    """Return the score of frames [N, 4, 3], and how many notes of what kind it cannot hold."""
    pitch, velocity, timbre = (frames[:, :, field].copy() for field in range(3))
    velocity[:, TR] = MAX_VELOCITY
    onset = _onsets(pitch, velocity)
    dropped = {}
    for reason, wrong in (
        ("out-of-range notes", (pitch > 0) & ((pitch < LOWEST) | (pitch > HIGHEST))),
        ("silent notes", (pitch > 0) & (velocity == 0)),
    ):
        count = int(_onsets(np.where(wrong, pitch, 0), velocity).sum())
        if count:
            dropped[reason] = count
        pitch[wrong] = 0
    sounding = pitch > 0
    # A frame that was dropped no longer carries the note on: what follows it starts anew.
    onset |= sounding & np.vstack([np.ones((1, len(VOICES)), bool), ~sounding[:-1]])[: len(sounding)]
    return Score(pitch, onset & sounding, velocity * sounding, timbre * sounding, rate), dropped


def _onsets(pitch: NDArray[np.uint8], velocity: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return where notes start, bool [N, 4]."""
    before = np.zeros((1, len(VOICES)), np.int16)
    pitch_before = np.vstack([before, pitch])[:-1] if len(pitch) else pitch
    rise = np.diff(velocity.astype(np.int16), axis=0, prepend=before)
    onset: NDArray[np.bool_] = (pitch > 0) & ((pitch != pitch_before) | (rise >= _REATTACK))
    return onset
