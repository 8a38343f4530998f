"""Instruments that are shipped as files."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nes_composer.paths import assets
from nes_composer.score.instrument import Envelope, Instrument, InstrumentError, Instruments, Vibrato
from nes_composer.score.score import VOICES

_ENVELOPES = ("volume", "duty", "arpeggio", "pitch")
_POINTS = ("loop", "release")


def load_instruments(path: Path) -> Instruments:
    """Read the instruments of the four voices from a JSON file.

    It holds one object per voice, ``{"P1": {"name": "lead", "volume": {"values": [15, 12], "loop": 1}}, …}``;
    an envelope that is left out keeps its default.

    Raises
    ------
    InstrumentError
        The file is not such JSON, or a value is out of its range.
    OSError
        The file cannot be read.
    """
    try:
        voices = json.loads(path.read_text(encoding="utf-8"))
        p1, p2, tr, no = (instrument_from_json(voices[voice]) for voice in VOICES)
    except InstrumentError as error:
        raise InstrumentError(f"{path.name}: {error}") from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InstrumentError(f"{path.name}: not a file of four instruments ({error!r})") from None
    return p1, p2, tr, no


def default_instruments() -> Instruments:
    """Return the instruments that a song sounds with unless told otherwise."""
    return load_instruments(assets() / "instruments.json")


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
