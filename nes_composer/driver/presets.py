"""Instruments that are shipped as files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nes_composer import bounded
from nes_composer.paths import assets
from nes_composer.score.instrument import Envelope, Instrument, InstrumentError, Instruments, Vibrato
from nes_composer.score.score import VOICES

_ENVELOPES = ("volume", "duty", "arpeggio", "pitch")
_POINTS = ("loop", "release")

_MOST_BYTES = 4 << 20

_DEFAULTS = ("vibrato lead", "lead 2", "bass", "snare")
"""Names of the presets on which P1, P2, TR and NO of a new song play."""


@dataclass(frozen=True)
class Preset:
    """An instrument to choose.

    Parameters
    ----------
    instrument
        Its name is unique among the presets.
    voices
        Which voices it is meant for.
    share
        Of these voices' notes in NES-MDB, 0-1.
    about
        For people, beside the name.
    """

    instrument: Instrument
    voices: tuple[int, ...]
    share: float
    about: str


@cache
def presets() -> tuple[Preset, ...]:
    """Return the shipped presets (``assets/presets.json``)."""
    return load_presets(assets() / "presets.json")


def default_instruments() -> Instruments:
    """Return the instruments that a song sounds with unless told otherwise."""
    return named(_DEFAULTS)


def named(names: Iterable[str]) -> Instruments:
    """Return the presets of four names, for P1, P2, TR and NO.

    Raises
    ------
    KeyError
        There is none of a name.
    """
    by_name = {preset.instrument.name: preset.instrument for preset in presets()}
    p1, p2, tr, no = (by_name[name] for name in names)
    return p1, p2, tr, no


def load_presets(path: Path) -> tuple[Preset, ...]:
    """Read presets from a file as :func:`presets_to_json` makes it.

    Raises
    ------
    InstrumentError
        The file is not such JSON, a value is out of its range, or two names are the same.
    OSError
        The file cannot be read.
    """
    try:
        found = tuple(_preset(fields) for fields in bounded.parse(bounded.read(path, _MOST_BYTES))["presets"])
    except InstrumentError as error:
        raise InstrumentError(f"{path.name}: {error}") from None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise InstrumentError(f"{path.name}: not a file of presets ({error!r})") from None
    names = [preset.instrument.name for preset in found]
    if len(set(names)) < len(names):
        raise InstrumentError(f"{path.name}: two presets have the same name")
    return found


def presets_to_json(found: Iterable[Preset]) -> str:
    """Return presets as JSON, one a line: ``{"presets": [{"voices": ["TR"], "instrument": {…}, …}, …]}``."""
    lines = [
        json.dumps(
            {
                "voices": [VOICES[voice] for voice in preset.voices],
                "share": preset.share,
                "about": preset.about,
                "instrument": instrument_to_json(preset.instrument),
            }
        )
        for preset in found
    ]
    return '{"presets": [\n' + ",\n".join(lines) + "\n]}\n"


def _preset(fields: dict[str, Any]) -> Preset:
    voices = tuple(VOICES.index(voice) for voice in fields["voices"])
    return Preset(instrument_from_json(fields["instrument"]), voices, float(fields["share"]), str(fields["about"]))


def instrument_from_json(fields: dict[str, Any]) -> Instrument:
    """Return the instrument of a JSON object; what is left out is as in a plain one.

    Raises
    ------
    InstrumentError
        A value is out of its range.
    ValueError, KeyError, TypeError
        It does not describe an instrument.
    """
    envelopes = {name: _envelope(fields[name]) for name in _ENVELOPES if name in fields}
    if not isinstance(fields["name"], str):
        raise TypeError("the name is not text")
    vibrato = fields.get("vibrato")
    return Instrument(fields["name"], **envelopes, vibrato=None if vibrato is None else _vibrato(vibrato))


def instrument_to_json(instrument: Instrument) -> dict[str, Any]:
    """Return the JSON object of an instrument, without what is as in a plain one."""
    document: dict[str, Any] = {"name": instrument.name}
    plain = Instrument(instrument.name)
    for name in _ENVELOPES:
        envelope: Envelope | None = getattr(instrument, name)
        if envelope is not None and envelope != getattr(plain, name):
            document[name] = {"values": list(envelope.values)}
            document[name] |= {point: at for point in _POINTS if (at := getattr(envelope, point)) is not None}
    if instrument.vibrato is not None:
        document["vibrato"] = asdict(instrument.vibrato)
    return document


def _envelope(fields: dict[str, Any]) -> Envelope:
    points = {point: None if fields.get(point) is None else _whole(fields[point]) for point in _POINTS}
    return Envelope(tuple(_whole(value) for value in fields["values"]), **points)


def _vibrato(fields: dict[str, Any]) -> Vibrato:
    rate = fields["rate"]
    if isinstance(rate, bool) or not isinstance(rate, (int, float)):
        raise TypeError("the rate of the vibrato is not a number")
    return Vibrato(_whole(fields["depth"]), rate, _whole(fields.get("delay", 0)))


def _whole(value: object) -> int:
    """Return a value that must be a whole number: Python would take text, and cut what follows a point."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("an envelope's or a vibrato's value is not a whole number")
    return value
