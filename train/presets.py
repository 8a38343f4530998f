"""Presets of instruments, measured from NES-MDB: `assets/presets.json`, and a page that tells what they are."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nes_composer import atomic
from nes_composer.driver.presets import Preset, presets_to_json
from nes_composer.score.instrument import Envelope, Instrument, Vibrato
from nes_composer.score.score import NO, P1, P2, TR
from train.midi_archive import midi_songs
from train.note_clusters import Cluster, clusters, has_ended, measure
from train.note_curves import NoteCurve
from train.preset_names import fade_ticks, name_of, numbered
from train.preset_report import report

SEED = 1
_ONE_SONG_IN = 3
"""Of the songs of the train split so many are measured: minutes instead of a quarter of an hour."""

_STEADY_TICKS, _TREMOLO_TICKS = 24, 16
_VIBRATO = Vibrato(depth=12, rate=5.5, delay=20)

_VOICES = {"pulse": (P1, P2), "triangle": (TR,), "noise": (NO,)}
_KEPT = {
    "pulse": {"plain": 16, "timbre": 4, "steps": 2, "release": 4},
    "triangle": {"plain": 3, "steps": 5},
    "noise": {"plain": 8, "steps": 5},
}


def make_presets(folder: Path, out: Path, page: Path, seed: int = SEED) -> list[Preset]:
    """Measure the presets and write them and their page.

    Parameters
    ----------
    folder
        Holds NES-MDB's MIDI archive.
    out, page
        Files to write.
    seed
        Chooses songs and notes.
    """
    notes = measure(
        (file for file in midi_songs(folder, "train") if zlib.crc32(f"{seed} {file[0]}".encode()) % _ONE_SONG_IN == 0),
        seed,
    )
    presets = presets_of(clusters(notes, seed))
    atomic.write_bytes(out, presets_to_json(presets).encode())
    atomic.write_bytes(page, report(presets, notes).encode())
    return presets


def presets_of(found: list[Cluster]) -> list[Preset]:
    """Return the presets of the most common clusters of each pool and kind, named, without equals."""
    presets: list[Preset] = []
    for pool, counts in _KEPT.items():
        others: list[Instrument] = []
        for kind, count in counts.items():
            chosen = [cluster for cluster in found if (cluster.pool, cluster.kind) == (pool, kind)][:count]
            for cluster in chosen:
                instrument = instrument_of(cluster)
                if all(replace(instrument, name=other.name) != other for other in others):
                    others.append(instrument)
                    presets.append(
                        Preset(instrument, _VOICES[pool], round(cluster.share, 3), _about(cluster, instrument))
                    )
    names = numbered(preset.instrument.name for preset in presets)
    named = [
        replace(preset, instrument=replace(preset.instrument, name=name))
        for preset, name in zip(presets, names, strict=True)
    ]
    lead = next((at for at, preset in enumerate(named) if preset.instrument.name == "lead"), None)
    return named if lead is None else [*named[: lead + 1], _with_vibrato(named[lead]), *named[lead + 1 :]]


def _with_vibrato(lead: Preset) -> Preset:
    """Return a preset that is not measured: NES-MDB's notes are whole semitones, and tell nothing about vibrato."""
    instrument = replace(lead.instrument, name=f"vibrato {lead.instrument.name}", vibrato=_VIBRATO)
    return Preset(instrument, lead.voices, 0.0, f"{lead.about}, with a vibrato that is not measured")


def instrument_of(cluster: Cluster) -> Instrument:
    """Return what plays notes as those of a cluster."""
    curve = cluster.curve
    instrument = Instrument(
        "",
        volume_envelope(curve, has_ended(cluster.pool, curve)),
        Envelope(_trimmed(curve.timbre)) if cluster.kind == "timbre" else None,
        Envelope(_trimmed(curve.steps)) if cluster.kind == "steps" else Envelope((0,)),
    )
    return replace(instrument, name=name_of(cluster, instrument))


def volume_envelope(curve: NoteCurve, ended: bool) -> Envelope:
    """Return a note's volume as an envelope: its tremolo as a loop, its fall after the end as a release.

    Parameters
    ----------
    curve
        Normalised.
    ended
        It is silent after its last tick, even if it is held.
    """
    volume = np.pad(curve.volume, (0, int(ended)))
    release = np.trim_zeros(curve.release, "b").tolist()
    steady = steady_part(volume)
    loop = None
    if steady is None:
        held = _trimmed(volume)
    else:
        # What follows a long steady part is not its nature but where its player let it go.
        start, period = steady
        held = tuple(volume[: start + period].tolist())
        loop = start if period > 1 else None
    return Envelope((*held, *release), loop, len(held) if release else None)


def steady_part(volume: NDArray[np.uint8]) -> tuple[int, int] | None:
    """Return where a volume begins to repeat itself and in how many ticks, 1 where it stays; None if it does neither.

    Staying takes 24 ticks; a tremolo is three equal periods that swing by 2, in at least 16 ticks.
    """
    for period in range(1, len(volume) // 3 + 1):
        needed = _STEADY_TICKS if period == 1 else max(3 * period, _TREMOLO_TICKS)
        edges = np.flatnonzero(np.diff(volume[period:] == volume[:-period], prepend=False, append=False))
        for start, end in edges.reshape(-1, 2):
            repeated = volume[start : end + period]
            if len(repeated) >= needed and (period == 1 or np.ptp(repeated) >= 2):
                return int(start), period
    return None


def _trimmed(values: NDArray[np.generic]) -> tuple[int, ...]:
    """Return values without the repeats of the last one."""
    changes = np.flatnonzero(values[1:] != values[:-1])
    return tuple(values[: changes[-1] + 2 if len(changes) else 1].tolist())


def _about(cluster: Cluster, instrument: Instrument) -> str:
    """Return what is to be known of a preset beside its name."""
    faded = fade_ticks(instrument.volume)
    said = ["goes on while it is held" if faded is None else f"{faded} ticks long"]
    if instrument.release_ticks:
        said.append(f"{instrument.release_ticks} ticks after its end")
    if cluster.pool == "noise":
        said.append(f"suits pitches about {cluster.pitch}")
    return ", ".join(said)
