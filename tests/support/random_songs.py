"""Songs by chance: none is like another, and each is the same again."""

import io
import tarfile
from pathlib import Path

import numpy as np

from nes_composer.formats import registry
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, TICK_RATE, TR, Score
from nes_composer.score.song import Song
from train.song_reading import Tune


def random_score(seed: int, notes: int = 48, ticks_per_row: int = 6) -> Score:
    """Return a melody on P1, a bass on TR and beats on NO, which has a note every two rows."""
    random = np.random.default_rng(seed)
    drawn = [Note(P1, 2 * at, 2, int(pitch), 12, 2) for at, pitch in enumerate(random.integers(60, 80, notes))]
    drawn += [Note(TR, 4 * at, 3, int(pitch)) for at, pitch in enumerate(random.integers(40, 55, notes // 2))]
    drawn += [Note(NO, 3 * at, 1, int(pitch), 9) for at, pitch in enumerate(random.integers(1, 16, 2 * notes // 3))]
    return draw(Score.silent(2 * notes, TICK_RATE / ticks_per_row), drawn)


def tune_of(score: Score, fit: float = 1.0) -> Tune:
    """Return a score as a tune of a corpus."""
    return Tune(score.pitch, score.onset, fit, score.ticks_per_row)


def write(path: Path, score: Score) -> Path:
    """Write a score as what its name says, in folders that are made, and return the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    registry.write_song(path, Song(score))
    return path


def pack(archive: Path, folder: Path) -> Path:
    """Pack what is in a folder as NES-MDB's archives are packed, and return the archive."""
    with tarfile.open(archive, "w:xz") as tar:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                info = tarfile.TarInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}")
                info.size = path.stat().st_size
                tar.addfile(info, io.BytesIO(path.read_bytes()))
    return archive
