"""What measured instruments are called: by how their notes develop, in the words of players."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from nes_composer.score.instrument import Envelope, Instrument
from train.note_clusters import Cluster

_AHEAD, _PHRASE = 96, 32
_FADED = 2
"""Volume that counts as silence."""

_DECAYS = ((5, "short pluck"), (10, "pluck"), (20, "long pluck"), (48, "decay"), (_AHEAD, "long decay"))
_SNARES = ((2, "rim shot"), (5, "tight snare"), (10, "snare"), (24, "long snare"), (_AHEAD, "wash"))
_ATTACK_DUTY = ("thin", "reedy", "hollow", "reedy")
"""How 12.5, 25, 50 and 75 % sound."""


def name_of(cluster: Cluster, instrument: Instrument) -> str:
    """Return the name of an instrument that was made of a cluster."""
    if cluster.pool == "noise":
        return _noise_name(cluster.pitch, instrument)
    if cluster.pool == "triangle":
        return _triangle_name(instrument)
    name = _pulse_shape(instrument.volume)
    if instrument.duty is not None:
        name = f"{_ATTACK_DUTY[instrument.duty.at(0)]}-attack {name}"
    return f"{_attack_pitch(instrument.arpeggio)}{name}"


def numbered(names: Iterable[str]) -> list[str]:
    """Return the names with numbers from 2 on where one comes again."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return found


def fade_ticks(volume: Envelope) -> int | None:
    """Return after how many ticks a held note is silent for good; None if it goes on."""
    values = [volume.at(tick) for tick in range(_AHEAD)]
    heard = [tick for tick, value in enumerate(values) if value > _FADED]
    return None if volume.loop is not None or heard[-1] == _AHEAD - 1 else heard[-1] + 1


def _pulse_shape(volume: Envelope) -> str:
    release = () if volume.release is None else volume.values[volume.release :]
    if not release:
        return _held_shape(volume)
    return ("echoing " if len(release) > 2 and len(set(release)) == 1 else "ringing ") + _held_shape(volume)


def _held_shape(volume: Envelope) -> str:
    """Return what the volume of a pulse is like while it is held: the first that fits."""
    values = [volume.at(tick) for tick in range(_AHEAD)]
    rises = [later - value for value, later in pairwise(values)]
    stays = values[10] - values[_PHRASE] <= 2 and values[_PHRASE] > _FADED + 1
    faded = fade_ticks(volume)
    shapes = [
        ("tremolo", volume.loop is not None),
        ("swell", values[0] < 12 and values.index(max(values)) >= 3),
        ("echo", max(rises[2:]) >= 3),
        ("organ", min(values[:_PHRASE]) >= 12),
        ("lead", stays and values[_PHRASE] >= 7),
        ("soft lead", stays),
        ("slow decay", faded is None),
        ("stab", min(values[:faded]) >= 10),
        *((name, faded is not None and faded <= ticks) for ticks, name in _DECAYS),
    ]
    return next(name for name, fits in shapes if fits)


def _attack_pitch(arpeggio: Envelope) -> str:
    """Return how the pitch begins, before the name of what follows; empty if it stays."""
    first, last = arpeggio.values[0], arpeggio.values[-1]
    if first == last:
        return ""
    if abs(first - last) == 12:
        return "octave-attack "
    if -3 <= first - last < 0:
        return "scooped "
    if first - last >= 3:
        return "falling "
    return "grace-note " if first - last > 0 else "rising "


def _triangle_name(instrument: Instrument) -> str:
    faded = fade_ticks(instrument.volume)
    first, last = instrument.arpeggio.values[0], instrument.arpeggio.values[-1]
    if first - last >= 3 and faded is not None and faded <= 8 and abs(first - last) != 12:
        return "bass drum"
    if last < first and abs(first - last) <= 3:
        return "falling bass"
    length = "bass"
    if faded is not None:
        length = "staccato bass" if faded <= 3 else "short bass" if faded <= 6 else "gated bass"
    return f"{_attack_pitch(instrument.arpeggio)}{length}"


def _noise_name(pitch: int, instrument: Instrument) -> str:
    faded = fade_ticks(instrument.volume) or _AHEAD
    if pitch >= 12:
        drum = "closed hi-hat" if faded <= 5 else "open hi-hat" if faded <= 14 else "crash"
    elif pitch >= 8:
        drum = next(name for ticks, name in _SNARES if faded <= ticks)
    else:
        drum = "kick" if faded <= 8 else "tom" if faded <= 24 else "rumble"
    if faded > 3 and min(instrument.volume.at(tick) for tick in range(faded)) >= 10:
        drum = f"gated {drum}"
    first, last = instrument.arpeggio.values[0], instrument.arpeggio.values[-1]
    if first == last:
        return drum
    return f"punched {drum}" if first - last <= -4 else f"snapped {drum}" if first < last else f"falling {drum}"
