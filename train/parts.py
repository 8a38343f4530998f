"""What has been read so far, kept beside the data set that it is for: an interrupted preparation goes on from there."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from nes_composer import atomic
from train.song_reading import Tune
from train.sources import SourceFile, printable

_VERSION = 1
"""To be raised when songs are read in another way."""


@dataclass(frozen=True)
class Reading:
    """What reading a file gave.

    Parameters
    ----------
    key
        Of the file, its content and what is kept of it.
    tunes
        By grid.
    fault
        Why there are none, for a file that cannot be read.
    """

    key: str
    tunes: dict[str, Tune] = field(default_factory=dict)
    fault: str = ""


def key_of(file: SourceFile, seconds: float) -> str:
    """Return what a reading of a file is found again by."""
    text = f"{_VERSION}\n{file.source.resolve()}\n{file.inside}\n{file.stamp}\n{seconds}"
    return hashlib.sha256(printable(text).encode()).hexdigest()


class Parts:
    """The folder ``NAME.parts`` beside a data set; made when something is kept.

    Parameters
    ----------
    out
        The data set.
    """

    def __init__(self, out: Path) -> None:
        self._folder = out.with_name(out.stem + ".parts")

    def load(self) -> dict[str, Reading]:
        """Return all readings by key. A damaged part is passed over: its files are read again."""
        readings: dict[str, Reading] = {}
        for path in sorted(self._folder.glob("*.npz")):
            try:
                readings |= _load(path)
            except Exception:  # whatever a damaged archive can trip over
                path.unlink()
        return readings

    def add(self, readings: Iterable[Reading]) -> None:
        """Keep some readings as one file.

        Raises
        ------
        OSError
            It cannot be written.
        """
        readings = list(readings)
        tunes = [tune for reading in readings for tune in reading.tunes.values()]
        contents = [
            [
                reading.key,
                reading.fault,
                {grid: [len(tune), tune.fit, tune.ticks_per_row] for grid, tune in reading.tunes.items()},
            ]
            for reading in readings
        ]
        nothing = np.zeros((0, 4), np.uint8)
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256("".join(reading.key for reading in readings).encode()).hexdigest()[:16]
        with atomic.replacing(self._folder / f"{name}.npz") as temporary, temporary.open("wb") as file:
            np.savez_compressed(
                file,
                contents=np.array(json.dumps(contents)),
                pitch=np.concatenate([nothing, *(tune.pitch for tune in tunes)]),
                onset=np.concatenate([nothing > 0, *(tune.onset for tune in tunes)]),
            )

    def remove(self) -> None:
        """Remove the folder: its data set is there."""
        if self._folder.exists():
            shutil.rmtree(self._folder)


def _load(path: Path) -> dict[str, Reading]:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
        contents, pitch, onset = json.loads(str(file["contents"])), file["pitch"], file["onset"]
    readings = {}
    end = 0
    for key, fault, described in contents:
        tunes = {}
        for grid, (rows, fit, ticks_per_row) in described.items():
            begin, end = end, end + rows
            tunes[grid] = Tune(pitch[begin:end], onset[begin:end], fit, ticks_per_row)
        readings[key] = Reading(key, tunes, fault)
    return readings
