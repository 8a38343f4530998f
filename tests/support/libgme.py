"""Debian's libgme0 through ctypes: blargg's NSF player, which we did not write (game-music-emu, gme.h)."""

import ctypes
from functools import cache

import numpy as np
from numpy.typing import NDArray

P1, P2, TR, NO, DMC = (1 << voice for voice in range(5))


class _Equalizer(ctypes.Structure):
    """Treble in dB at about 15 kHz, and where the bass begins in Hz."""

    _fields_ = (("treble", ctypes.c_double), ("bass", ctypes.c_double), ("unused", ctypes.c_double * 8))


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL("libgme.so.0")
    for name in ("gme_open_data", "gme_start_track", "gme_play"):
        getattr(library, name).restype = ctypes.c_char_p
    library.gme_delete.restype = None
    return library


def reason_to_skip() -> str:
    """Return why there is no libgme here; nothing if there is."""
    try:
        _library()
    except OSError as error:
        return f"libgme is not installed ({error})"
    return ""


class Player:
    """An NSF being played from its start, use as a context manager.

    Parameters
    ----------
    nsf
        Content of the file.
    sample_rate
        Samples per second.
    voices
        Sum of P1, P2, TR, NO, DMC: what is heard.
    treble
        In dB at about 15 kHz, for its steps; -1 is an NES.
    bass
        Corner of its high-pass, in Hz, about; 80 is an NES.
    """

    def __init__(
        self,
        nsf: bytes,
        sample_rate: int = 48_000,
        voices: int = P1 | P2 | TR | NO | DMC,
        treble: float | None = None,
        bass: float = 80.0,
    ) -> None:
        self._gme, self._emulator = _library(), ctypes.c_void_p()
        self._check(self._gme.gme_open_data(nsf, len(nsf), ctypes.byref(self._emulator), sample_rate))
        if treble is not None:
            self._gme.gme_set_equalizer(self._emulator, ctypes.byref(_Equalizer(treble, bass)))
        self._gme.gme_ignore_silence(self._emulator, 1)
        self._gme.gme_mute_voices(self._emulator, ~voices & 0x1F)
        self._check(self._gme.gme_start_track(self._emulator, 0))

    def __enter__(self) -> "Player":
        return self

    def __exit__(self, *_: object) -> None:
        self._gme.gme_delete(self._emulator)

    def play(self, count: int) -> NDArray[np.int16]:
        """Return the next samples, left and right: int16 [count, 2]."""
        samples = np.empty((count, 2), np.int16)
        self._check(self._gme.gme_play(self._emulator, 2 * count, samples.ctypes.data_as(ctypes.c_void_p)))
        return samples

    def _check(self, error: bytes | None) -> None:
        if error:
            raise RuntimeError(f"libgme: {error.decode()}")
