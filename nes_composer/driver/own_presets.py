"""Instruments that the person keeps, in a file of their own; it has the form of the shipped presets'."""

from __future__ import annotations

from pathlib import Path

from nes_composer import atomic, paths
from nes_composer.driver.presets import Preset, load_presets, presets_to_json
from nes_composer.score.instrument import Instrument, InstrumentError

_MOST_BYTES = 1 << 20
_ABOUT = "Your own"


def path() -> Path:
    """Return where they are; the file need not be there yet."""
    return paths.data() / "instruments.json"


def own_presets() -> tuple[Preset, ...]:
    """Return them in the order in which they were kept; none without a file.

    Raises
    ------
    InstrumentError
        The file cannot be read, or does not hold presets; the message says so in a sentence.
    """
    file = path()
    try:
        if not file.exists():
            return ()
        if file.stat().st_size > _MOST_BYTES:
            raise InstrumentError(f"{file} is larger than a file of instruments can be")
        return load_presets(file)
    except OSError as error:
        raise InstrumentError(f"your own instruments cannot be read ({error})") from error


def keep(instrument: Instrument, voice: int) -> None:
    """Add an instrument, in place of one of the same name.

    Parameters
    ----------
    instrument
        What to keep.
    voice
        Whose it is; the pulses share theirs.

    Raises
    ------
    InstrumentError
        It has no name, or the file cannot be read or written; it is then as it was before.
    """
    if not instrument.name.strip():
        raise InstrumentError("an instrument needs a name to be kept")
    voices = (0, 1) if voice in (0, 1) else (voice,)
    _write((*_without(instrument.name), Preset(instrument, voices, 0.0, _ABOUT)))


def forget(name: str) -> None:
    """Remove the instrument of this name, if there is one.

    Raises
    ------
    InstrumentError
        As :func:`keep`.
    """
    _write(_without(name))


def _without(name: str) -> tuple[Preset, ...]:
    return tuple(preset for preset in own_presets() if preset.instrument.name != name)


def _write(kept: tuple[Preset, ...]) -> None:
    file = path()
    data = presets_to_json(kept).encode()
    if len(data) > _MOST_BYTES:
        raise InstrumentError("there is no room for more instruments: forget some")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(file, data)
    except OSError as error:
        raise InstrumentError(f"the instrument cannot be kept ({error})") from error
