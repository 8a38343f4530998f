"""Every state that a song has been in, in little memory. No widgets.

States near the present one are held as they are. Those further away are packed: their rows are cut into blocks, a block
that several states have alike is held once, and each is compressed. A state costs what it has changed.
"""

from __future__ import annotations

import weakref
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from hashlib import blake2b
from typing import Any

import numpy as np

from nes_composer.score.score import FIELDS, VOICES, Score
from nes_composer.score.song import Pattern, Song

BUDGET = 200_000_000
"""Bytes that all states together may take; beyond that the oldest are given up."""

_NEAR = 4
"""So many states before and after the present one are held as they are."""
_BLOCK_ROWS = 256
_ROW_BYTES = len(FIELDS) * len(VOICES)
_KEY_BYTES = 16
_PLAIN_BYTES = 4000
"""About what a state takes apart from its rows, and a pattern apart from its decode: their objects and texts."""


@dataclass
class _State:
    """A song, or what it is made of again, and what was done to get it from the one before."""

    song: Song | _Packed
    text: str


@dataclass(frozen=True, eq=False)
class _Packed:
    """What a song is made of.

    Parameters
    ----------
    same
        The very song, as long as somebody else holds it: who compares by identity finds it again.
    rest, tempo
        The fields of the song but for its score, and those of the score but for its arrays.
    rows
        Of the score.
    blocks
        The rows, compressed.
    """

    same: weakref.ref[Song]
    rest: dict[str, Any]
    tempo: dict[str, Any]
    rows: int
    blocks: tuple[bytes, ...]


class States:
    """The states of a song in their order, one of them the present one.

    Attributes
    ----------
    lost : bool
        The oldest states were given up, because the budget was used up.
    """

    def __init__(self, song: Song, budget: int = BUDGET) -> None:
        self._budget = budget
        self.begin(song)

    def begin(self, song: Song) -> None:
        """Forget everything; this song is the only state."""
        self._index = 0
        self._shared: dict[bytes, bytes] = {}
        self._uses: dict[int, int] = {}
        self._bytes = 0
        self.lost = False
        self._states = [self._held(song, "")]

    def __len__(self) -> int:
        """Return the number of states."""
        return len(self._states)

    @property
    def size(self) -> int:
        """About what all states take, in bytes."""
        return self._bytes

    @property
    def song(self) -> Song:
        """The present state."""
        return self._at(self._index)

    @property
    def before(self) -> Song:
        """The state before the present one."""
        return self._at(self._index - 1)

    @property
    def undo_text(self) -> str:
        """What led to the present state; empty if it is the first one."""
        return self._states[self._index].text if self._index else ""

    @property
    def redo_text(self) -> str:
        """What led from the present state to the next; empty if it is the last one."""
        return self._states[self._index + 1].text if self._index + 1 < len(self._states) else ""

    def add(self, song: Song, text: str) -> None:
        """Go on to a new state; those after the present one are gone."""
        self._cut(self._index + 1)
        self._states.append(self._held(song, text))
        self._index += 1
        self._pack_far()
        while self._bytes > self._budget and self._index > 0:
            self._release(self._states.pop(0))
            self._index -= 1
            self.lost = True

    def replace(self, song: Song) -> None:
        """Put another song in the place of the present state."""
        text = self._states[self._index].text
        self._release(self._states[self._index])
        self._states[self._index] = self._held(song, text)

    def drop(self) -> None:
        """Give up the present state and all after it; the one before it is the present one."""
        self._cut(self._index)
        self._index -= 1

    def travel(self, steps: int) -> bool:
        """Go to another state; return whether there is such a one."""
        if not 0 <= self._index + steps < len(self._states):
            return False
        self._index += steps
        self._pack_far()
        return True

    def _at(self, index: int) -> Song:
        state = self._states[index]
        if isinstance(state.song, _Packed):
            song = state.song.same() or _unpacked(state.song)
            self._free_blocks(state.song)
            self._bytes += _row_bytes(song)
            state.song = song
        return state.song

    def _cut(self, end: int) -> None:
        for state in self._states[end:]:
            self._release(state)
        del self._states[end:]

    def _pack_far(self) -> None:
        """Pack what has just come to be further away than what is held as it is."""
        for index in (self._index - _NEAR - 1, self._index + _NEAR + 1):
            if 0 <= index < len(self._states):
                state = self._states[index]
                if isinstance(state.song, Song):
                    self._bytes -= _row_bytes(state.song)
                    state.song = self._packed(state.song)

    def _packed(self, song: Song) -> _Packed:
        blocks = tuple(self._share(block) for block in _blocks(song.score))
        rest = {field.name: getattr(song, field.name) for field in fields(song) if field.name != "score"}
        tempo = {f.name: getattr(song.score, f.name) for f in fields(Score) if f.name not in FIELDS}
        return _Packed(weakref.ref(song), rest, tempo, len(song.score), blocks)

    def _share(self, block: bytes) -> bytes:
        """Return a block compressed, the same object for the same content."""
        key = blake2b(block, digest_size=_KEY_BYTES).digest()
        if key not in self._shared:
            # The key goes with it, so that it can be found again when nobody uses the block any more.
            self._shared[key] = key + zlib.compress(block, 1)
            self._bytes += len(self._shared[key])
        self._use(self._shared[key])
        return self._shared[key]

    def _held(self, song: Song, text: str) -> _State:
        """Return a new state, and count its memory."""
        self._bytes += _PLAIN_BYTES + _row_bytes(song)
        if self._use(song.patterns):
            self._bytes += sum(_pattern_bytes(pattern) for pattern in song.patterns if self._use(pattern))
        return _State(song, text)

    def _release(self, state: _State) -> None:
        """Count a state's memory as free again."""
        self._bytes -= _PLAIN_BYTES
        if isinstance(state.song, Song):
            self._bytes -= _row_bytes(state.song)
            patterns = state.song.patterns
        else:
            self._free_blocks(state.song)
            patterns = state.song.rest["patterns"]
        if self._disuse(patterns):
            self._bytes -= sum(_pattern_bytes(pattern) for pattern in patterns if self._disuse(pattern))

    def _free_blocks(self, packed: _Packed) -> None:
        for block in packed.blocks:
            if self._disuse(block):
                del self._shared[block[:_KEY_BYTES]]
                self._bytes -= len(block)

    def _use(self, shared: object) -> bool:
        """Count another use of an object; return whether it is the first one."""
        self._uses[id(shared)] = self._uses.get(id(shared), 0) + 1
        return self._uses[id(shared)] == 1

    def _disuse(self, shared: object) -> bool:
        """Count one use less; return whether it was the last one."""
        self._uses[id(shared)] -= 1
        if self._uses[id(shared)]:
            return False
        del self._uses[id(shared)]
        return True


def _row_bytes(song: Song) -> int:
    return len(song.score) * _ROW_BYTES


def _pattern_bytes(pattern: Pattern) -> int:
    return 0 if pattern.z is None else _PLAIN_BYTES + len(pattern.decoded or ()) * _ROW_BYTES


def _blocks(score: Score) -> Iterable[bytes]:
    arrays = np.hstack([getattr(score, name).view(np.uint8) for name in FIELDS])
    for start in range(0, len(arrays), _BLOCK_ROWS):
        yield arrays[start : start + _BLOCK_ROWS].tobytes()


def _unpacked(packed: _Packed) -> Song:
    data = b"".join(zlib.decompress(block[_KEY_BYTES:]) for block in packed.blocks)
    arrays = np.frombuffer(data, np.uint8).reshape(packed.rows, _ROW_BYTES)
    pitch, onset, velocity, timbre = np.split(arrays, len(FIELDS), axis=1)
    return Song(Score(pitch, onset.view(np.bool_), velocity, timbre, **packed.tempo), **packed.rest)
