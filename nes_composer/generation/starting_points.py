"""The shelf of starting points: places in the latent space that are worth beginning from.

::

    {"format": "nes_composer starting points", "version": 1, "checkpoint": "vae-full c07798820c29", "points": [
     {"name": "Night train", "seed": 7, "way": "Random, then …", "song_seed": 3, "key": "A minor", "ticks_per_row": 6,
      "instruments": ["pluck", "lead 2", "bass", "snare"], "z": [0.12, …],
      "P1": [[start, length, pitch], …], "P2": …, "TR": …, "NO": …}, …]}

The instruments are presets. The notes are what the checkpoint makes of z, so that a point is seen and heard before any
model is loaded; start and length are in rows. Velocity and timbre are those of everything that a model decodes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nes_composer import bounded, paths
from nes_composer.driver import presets
from nes_composer.models.codec import DECODED_TIMBRE, DECODED_VELOCITY
from nes_composer.score.instrument import Instruments
from nes_composer.score.keys import Key
from nes_composer.score.notes import note_table
from nes_composer.score.score import PATTERN_ROWS, TICK_RATE, VOICES, Score

_FORMAT, _VERSION = "nes_composer starting points", 1
_MOST_BYTES = 4 << 20
_DECIMALS = 2


class StartingPointsError(ValueError):
    """A file of starting points that cannot be used; the message says which one and why."""


@dataclass(frozen=True)
class StartingPoint:
    """A place in latent space, and how it is to be heard.

    Parameters
    ----------
    name
        How it sounds, in a word or two.
    seed
        What chance began with when it was found.
    way
        How it was found, in a sentence.
    song_seed
        Seed of the variations and of the bridge of a song that begins with it.
    key
        That its notes are in.
    z
        Latent point, in the few digits that decode to the same notes.
    rows
        Its pattern, at its tempo.
    instruments
        What it is best heard on.
    """

    name: str
    seed: int
    way: str
    song_seed: int
    key: Key
    z: tuple[float, ...]
    rows: Score
    instruments: Instruments


@dataclass(frozen=True)
class StartingPoints:
    """All starting points of a checkpoint, in the order in which they are shown.

    Parameters
    ----------
    checkpoint
        Name and hash.
    points
    """

    checkpoint: str
    points: tuple[StartingPoint, ...]

    def belong_to(self, model: str) -> bool:
        """Return whether they are points of the checkpoint of that name and hash: a file may be called anything."""
        return self.checkpoint.rpartition(" ")[2] == model.rpartition(" ")[2]


def rounded(z: Sequence[float]) -> tuple[float, ...]:
    """Return a latent point in as many digits as the file has."""
    return tuple(round(float(number), _DECIMALS) + 0.0 for number in z)


def load(path: Path | None = None) -> StartingPoints:
    """Read the starting points of a file; the shipped ones if None.

    Raises
    ------
    StartingPointsError
        The file is missing, or is not such a file.
    """
    path = paths.assets() / "starting_points.json" if path is None else path
    try:
        document = bounded.parse(bounded.read(path, _MOST_BYTES))
        if not isinstance(document, dict) or document.get("format") != _FORMAT:
            raise StartingPointsError(f"{path}: not a file of starting points")
        if document.get("version") != _VERSION:
            raise StartingPointsError(f"{path}: version {document.get('version')}, where this program has {_VERSION}")
        return StartingPoints(str(document["checkpoint"]), tuple(_point(fields) for fields in document["points"]))
    except OSError as error:
        raise StartingPointsError(f"{path}: {error.strerror or error}") from error
    except StartingPointsError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise StartingPointsError(f"{path}: a damaged starting point ({error!r})") from error


def to_json(found: StartingPoints) -> str:
    """Return the text of a file, one point a line."""
    head = json.dumps({"format": _FORMAT, "version": _VERSION, "checkpoint": found.checkpoint})
    lines = ",\n".join(json.dumps(_fields(point), ensure_ascii=False, separators=(",", ":")) for point in found.points)
    return f'{head[:-1]}, "points": [\n{lines}\n]}}\n'


def _fields(point: StartingPoint) -> dict[str, Any]:
    return {
        "name": point.name,
        "seed": point.seed,
        "way": point.way,
        "song_seed": point.song_seed,
        "key": point.key.name,
        "ticks_per_row": round(point.rows.ticks_per_row, 6),
        "instruments": [instrument.name for instrument in point.instruments],
        "z": list(point.z),
    } | {
        name: [[start, length, pitch] for start, length, pitch, _ in note_table(point.rows, voice).tolist()]
        for voice, name in enumerate(VOICES)
    }


def _point(fields: dict[str, Any]) -> StartingPoint:
    return StartingPoint(
        str(fields["name"]),
        int(fields["seed"]),
        str(fields["way"]),
        int(fields["song_seed"]),
        Key.parse(fields["key"]),
        tuple(float(number) for number in fields["z"]),
        _rows([fields[name] for name in VOICES], TICK_RATE / float(fields["ticks_per_row"])),
        presets.named(fields["instruments"]),
    )


def _rows(voices: list[list[list[int]]], rows_per_second: float) -> Score:
    """Return the pattern of the notes of each voice: start, length and pitch."""
    pitch = np.zeros((PATTERN_ROWS, len(VOICES)), np.uint8)
    onset = pitch > 0
    for voice, notes in enumerate(voices):
        for start, length, height in notes:
            if not 0 <= start < start + length <= PATTERN_ROWS:
                raise ValueError(f"a note on row {start}, {length} rows long")
            pitch[start : start + length, voice] = height
            onset[start, voice] = True
    sounding = pitch > 0
    return Score(pitch, onset, sounding * DECODED_VELOCITY, sounding * DECODED_TIMBRE, rows_per_second)
