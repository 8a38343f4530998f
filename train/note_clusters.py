"""The most typical ways in which the notes of NES-MDB develop."""

from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from nes_composer.formats import nesmdb_midi
from nes_composer.formats.report import FormatError
from nes_composer.score.score import MAX_VELOCITY, NO, TR
from train.medoids import distances, k_medoids
from train.note_curves import LONGEST, NoteCurve, note_curves, with_release

POOLS = ("pulse", "triangle", "noise")
"""Voices whose notes are looked at together; P1 and P2 are the same hardware."""

KINDS = ("plain", "timbre", "steps", "release")
"""What else than the volume of a note develops. Each kind is clustered by itself."""

_CLUSTERS = {
    "pulse": {"plain": 20, "timbre": 10, "steps": 8, "release": 10},
    "triangle": {"plain": 6, "steps": 10},
    "noise": {"plain": 12, "steps": 10},
}
_WINDOW = {"pulse": 24, "triangle": 16, "noise": 16}
"""Ticks of a note that are compared."""

_RELEASE_WINDOW = 16
_NOTES_PER_SONG = 16
"""Per pool: a song counts no more than this, however long it is."""

_MOST_COMPARED = 2_500
_LEAST_PEAK = 8
"""A quieter note's volume has too few steps to tell its shape."""

_FADED, _SILENT = 4, 2
_LONGEST_STAB = 6
_REST = 2
_ATTACK_TICKS, _JUMP = 8, 6
_PITCH_WEIGHT = 0.15
"""What a noise pitch counts beside the volume: a low drum and a high one have names of their own."""

_LEAST_SONGS = 3
_LEAST_SHARE = 0.002
_LOOSEST = 2.2
"""Mean difference, of a volume of 15, from the medoid above which a cluster is a rest and no shape."""

_NEAR = 0.3
_SAME = 0.9
"""Mean difference, of a volume of 15, under which two clusters are one."""


@dataclass(frozen=True)
class Measured:
    """A note of the data set and what is compared of it.

    Parameters
    ----------
    song, pool, kind
        Where it is from, and what of it develops.
    curve
        Normalised: its loudest tick has the volume 15.
    features : float32 [d]
        Volume, timbre and pitch steps over the ticks of the window, and the release; their mean absolute difference
        is how different two notes of a kind are.
    """

    song: str
    pool: str
    kind: str
    curve: NoteCurve
    features: NDArray[np.float32]


@dataclass(frozen=True)
class Cluster:
    """Notes that develop alike.

    Parameters
    ----------
    pool, kind
        Of all of them.
    curve
        The most typical one's, as far as it can be followed.
    pitch
        The middle of their pitches.
    share
        Of the pool's notes.
    """

    pool: str
    kind: str
    curve: NoteCurve
    pitch: int
    share: float


def measure(songs: Iterable[tuple[str, bytes]], seed: int) -> list[Measured]:
    """Return the notes that can be followed long enough, of each song some, over all cores.

    Parameters
    ----------
    songs
        Names and NES-MDB MIDI files; those that cannot be read are left out.
    seed
        Chooses the notes.
    """
    jobs = ((name, data, seed) for name, data in songs)
    with multiprocessing.Pool() as pool:
        found = pool.imap(_measure_song, jobs, 8)
        return [note for notes in tqdm(found, "measure", unit=" songs") for note in notes]


def clusters(notes: list[Measured], seed: int) -> list[Cluster]:
    """Return the typical notes of each pool and kind, without near-equals and what hardly any song has."""
    random = np.random.default_rng(seed)
    found: list[Cluster] = []
    for pool, counts in _CLUSTERS.items():
        of_pool = [note for note in notes if note.pool == pool]
        for kind, count in counts.items():
            of_kind = [note for note in of_pool if note.kind == kind]
            found += _cluster(of_kind, count, len(of_kind) / max(len(of_pool), 1), random)
    return found


def _measure_song(job: tuple[str, bytes, int]) -> list[Measured]:
    name, data, seed = job
    try:
        voices = note_curves(nesmdb_midi.read_performance(Path(name), data))
    except FormatError:
        return []
    random = np.random.default_rng([seed, zlib.crc32(name.encode())])
    found = []
    for pool, curves in zip(POOLS, ([*voices[0], *voices[1]], voices[TR], voices[NO]), strict=True):
        # Without repeats, so that many notes can be looked through for the few that tell a release.
        distinct = list({curve.volume.tobytes(): curve for curve in curves if not curve.steps.any()}.values())
        usable = [curve for curve in curves if len(curve) > 1 and curve.volume.max() >= _LEAST_PEAK]
        measured = []
        for index in random.permutation(len(usable)):
            curve = usable[index]
            if pool == "pulse" and not curve.steps.any():
                curve = with_release(curve, [other for other in distinct if len(curve) < len(other) < LONGEST])
            note = _measured(name, pool, curve)
            if note is not None:
                measured.append(note)
            if len(measured) == _NOTES_PER_SONG:
                break
        found += measured
    return found


def _measured(song: str, pool: str, curve: NoteCurve) -> Measured | None:
    """Return a note with its features, or None if it ends or is cut off before it has shown how it develops."""
    window = _WINDOW[pool]
    peak = int(curve.volume.max())
    volume, release = _normalised(curve.volume, peak), _normalised(curve.release, peak)
    curve = NoteCurve(volume, curve.timbre, curve.steps, curve.pitch, curve.gap, release)
    kind = "plain"
    if len(release):
        kind = "release"
    elif curve.steps.any():
        kind = "steps"
    elif pool == "pulse" and (curve.timbre != curve.timbre[0]).any():
        kind = "timbre"
    if _starts_again(volume) or not _is_known(pool, kind, curve):
        return None
    ahead = window - len(curve)
    held = np.pad(volume, (0, max(ahead, 0)), "edge" if kind == "release" else "constant")[:window].astype(np.float32)
    parts = [held]
    if kind == "release":
        parts.append(np.pad(release, (0, _RELEASE_WINDOW))[:_RELEASE_WINDOW].astype(np.float32))
    if kind == "timbre":
        timbre = np.pad(curve.timbre, (0, max(ahead, 0)), "edge")[:window]
        parts += [2.0 * (timbre == duty).astype(np.float32) for duty in range(4)]
    if kind == "steps":
        steps = np.pad(curve.steps, (0, max(ahead, 0)), "edge")[:window]
        parts.append(0.7 * np.clip(steps, -12, 12).astype(np.float32))
    return Measured(song, pool, kind, curve, np.concatenate(parts))


def has_ended(pool: str, curve: NoteCurve) -> bool:
    """Return whether the silence after a note belongs to how it develops.

    A drum's does, and that of a tone that has faded or is a stab; others may have been let go by their player.

    Parameters
    ----------
    pool
        Of the note.
    curve
        Normalised.
    """
    last = curve.volume[-1]
    if len(curve.release) or (pool == "pulse" and last > _FADED and len(curve) > _LONGEST_STAB):
        return False
    if len(curve) > _WINDOW[pool] and last > _SILENT:
        return False
    return curve.gap >= (_REST if pool == "noise" or last <= _FADED else len(curve))


def _is_known(pool: str, kind: str, curve: NoteCurve) -> bool:
    """Return whether a note was followed long enough, or to its end by itself. A release may have been cut off."""
    if kind == "release":
        return bool(curve.release[-1] <= _FADED)
    return len(curve) >= _WINDOW[pool] or has_ended(pool, curve)


def _starts_again(volume: NDArray[np.uint8]) -> bool:
    """Return whether a note is rather several: its volume jumps up long after the onset."""
    return bool((np.diff(volume.astype(np.int16))[_ATTACK_TICKS:] >= _JUMP).any())


def _normalised(volume: NDArray[np.uint8], peak: int) -> NDArray[np.uint8]:
    return np.round(volume * (MAX_VELOCITY / peak)).astype(np.uint8)


def _cluster(notes: list[Measured], count: int, weight: float, random: np.random.Generator) -> list[Cluster]:
    """Return the clusters of one kind, whose notes are `weight` of their pool's."""
    if len(notes) > _MOST_COMPARED:
        notes = [notes[index] for index in random.choice(len(notes), _MOST_COMPARED, replace=False)]
    if not notes:
        return []
    between = distances(np.stack([note.features for note in notes]))
    pitches = np.array([[note.curve.pitch * _PITCH_WEIGHT] for note in notes], np.float32)
    far = between + distances(pitches) if notes[0].pool == "noise" else between
    medoids, nearest = k_medoids(far, count, random)
    # Near-equals are one: the notes of the rarer are the commoner's.
    kept: list[int] = []
    for index, medoid in enumerate(medoids):
        kept.append(next((other for other in kept if far[medoid, medoids[other]] < _SAME), index))
    nearest = np.array(kept)[nearest]
    found: list[Cluster] = []
    for index, medoid in enumerate(medoids):
        members = np.flatnonzero(nearest == index)
        share = weight * len(members) / len(notes)
        songs = {notes[member].song for member in members}
        if len(songs) < _LEAST_SONGS or share < _LEAST_SHARE or far[medoid, members].mean() > _LOOSEST:
            continue
        curve = _followed([notes[member].curve for member in members], between[medoid, members])
        pitch = int(np.median([notes[member].curve.pitch for member in members]))
        found.append(Cluster(notes[0].pool, notes[0].kind, curve, pitch, share))
    return sorted(found, key=lambda cluster: -cluster.share)


def _followed(curves: list[NoteCurve], distance: NDArray[np.float32]) -> NoteCurve:
    """Return the curve that can be followed longest, also after its end, among those nearest to the medoid."""
    near = np.flatnonzero(distance <= min(_NEAR, float(np.median(distance))))
    rank = {index: (len(curves[index].release), len(curves[index]), -distance[index]) for index in near}
    return curves[max(near, key=lambda index: rank[index])]
