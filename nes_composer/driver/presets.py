"""Instruments that are shipped as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nes_composer.paths import assets
from nes_composer.score.instrument import Envelope, Instrument, InstrumentError, Instruments
from nes_composer.score.score import VOICES

_ENVELOPES = ("volume", "duty", "arpeggio", "pitch")


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
    """Return the instrument of a JSON object; an envelope that is left out keeps its default.

    Raises
    ------
    InstrumentError
        A value is out of its range.
    ValueError, KeyError, TypeError
        It does not describe an instrument.
    """
    envelopes = {
        name: Envelope(tuple(int(value) for value in fields[name]["values"]), fields[name].get("loop"))
        for name in _ENVELOPES
        if name in fields
    }
    return Instrument(str(fields["name"]), **envelopes)


def instrument_to_json(instrument: Instrument) -> dict[str, Any]:
    """Return the JSON object of an instrument, without what is as in a plain one."""
    document: dict[str, Any] = {"name": instrument.name}
    plain = Instrument(instrument.name)
    for name in _ENVELOPES:
        envelope: Envelope | None = getattr(instrument, name)
        if envelope is not None and envelope != getattr(plain, name):
            document[name] = {"values": list(envelope.values)}
            if envelope.loop is not None:
                document[name]["loop"] = envelope.loop
    return document
