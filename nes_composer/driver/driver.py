"""The sound driver: notes and instruments in, one burst of register writes per tick out, as NES games do it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nes_composer.driver.periods import noise_interval, period
from nes_composer.score.instrument import Envelope, Instruments
from nes_composer.score.score import NO, P2, TR

Writes = list[tuple[int, int]]
"""Register writes in order: (address, value)."""

_RESET: tuple[tuple[int, int], ...] = (
    (0x4015, 0x0F),  # all voices on, so that the length counters below can be loaded
    (0x4017, 0x40),  # four-step frame counter, no interrupt
    (0x4000, 0x30),  # pulses and noise: length counter halted, constant volume 0
    (0x4001, 0x08),  # sweep off; negate, so that it does not mute low pitches
    (0x4002, 0x00),
    (0x4003, 0x08),  # length counter loaded with 254, and halted there
    (0x4004, 0x30),
    (0x4005, 0x08),
    (0x4006, 0x00),
    (0x4007, 0x08),
    (0x4008, 0x80),  # triangle: linear counter reloads 0, so it stands still
    (0x400A, 0x00),
    (0x400B, 0x08),
    (0x400C, 0x30),
    (0x400E, 0x00),
    (0x400F, 0x08),
)

_NARROW_BEND = 50
"""Cents up to which a bend is vibrato or detuning: a part of the note, and not worth a phase reset."""

_ATTACK = 3
"""Least rise of volume that tells a new note from a held one: so a reader of register logs counts them."""


@dataclass
class _Note:
    """What a voice plays; pitch 0 is silence. Both counts are those of the tick that sounds, -1 before the first."""

    pitch: int = 0
    velocity: int = 0
    timbre: int = 0
    shaped: bool = False
    age: int = -1  # ticks since the onset
    released: int | None = None  # ticks since the end, while it sounds on

    def advance(self) -> None:
        """Go on by a tick."""
        self.age += 1
        if self.released is not None:
            self.released += 1

    def value(self, envelope: Envelope) -> int:
        """Return what an envelope gives now."""
        return envelope.at(max(self.age, 0), None if self.released is None else max(self.released, 0))


class Driver:
    """Plays notes of four voices on the chip, with the least audible writes.

    A register is written only when its value changes. The upper timer bits share theirs with a phase reset, which
    clicks: they are written only when they differ, never for a mere re-attack.

    Parameters
    ----------
    instruments
        One per voice.
    """

    def __init__(self, instruments: Instruments) -> None:
        self.instruments = instruments
        self._notes = [_Note() for _ in range(4)]
        self._registers: dict[int, int] = {}

    def reset(self) -> Writes:
        """Return the writes that bring the chip from any state to silence, ready to play."""
        self._notes = [_Note() for _ in range(4)]
        self._registers = dict(_RESET)
        return list(_RESET)

    def start(self, voice: int, pitch: int, velocity: int, timbre: int, shaped: bool = False) -> None:
        """Start a note from the next tick on.

        `shaped` says that the velocities of its rows are its volume envelope, as in a song recorded from a game: the
        instrument's own does not bend it a second time.
        """
        self._notes[voice] = _Note(pitch, velocity, timbre, shaped)

    def hold(self, voice: int, velocity: int, timbre: int) -> None:
        """Go on with the note of a voice at another velocity and timbre from the next tick on."""
        self._notes[voice].velocity, self._notes[voice].timbre = velocity, timbre

    def release(self, voice: int) -> None:
        """End the note of a voice from the next tick on.

        Its envelopes jump to their release points, and when its volume is through, it is silent; at once where its
        volume has no release point, or is shaped.
        """
        note = self._notes[voice]
        if note.shaped or not self.instruments[voice].release_ticks:
            note.pitch = 0
        elif note.released is None:
            note.released = -1

    def stop(self, voice: int) -> None:
        """Silence a voice from the next tick on."""
        self._notes[voice].pitch = 0

    def held_pitch(self, voice: int) -> int:
        """Return the pitch that a voice holds; 0 if it is silent, or only sounds on."""
        note = self._notes[voice]
        return note.pitch if note.released is None else 0

    @property
    def ringing(self) -> bool:
        """Whether a note sounds on after its end."""
        return any(note.pitch and note.released is not None for note in self._notes)

    def would_merge(self, voice: int, pitch: int, velocity: int, shaped: bool) -> bool:
        """Return whether a note that starts after the next tick cannot be told from the one that sounds at it.

        It cannot where the pitch is the same and the volume rises by less than 3: the pulses and the noise are not
        started anew by a write, as it would click, and the triangle has no volume.
        """
        note = replace(self._notes[voice])
        note.advance()
        volume = self._volume(voice, note)
        if volume == 0 or note.pitch != pitch:
            return False
        return voice == TR or self._volume(voice, _Note(pitch, velocity, shaped=shaped)) < volume + _ATTACK

    def tick(self) -> Writes:
        """Let every note go on by a tick and return the writes of it."""
        for note, instrument in zip(self._notes, self.instruments, strict=True):
            note.advance()
            if note.released is not None and note.released >= instrument.release_ticks:
                note.pitch = 0
        return self.update()

    def update(self) -> Writes:
        """Return the writes that make the chip play the notes as they are, between two ticks."""
        writes: Writes = []
        for voice, note in enumerate(self._notes):
            for address, value in self._voice_registers(voice, note):
                if self._registers.get(address) != value:
                    self._registers[address] = value
                    writes.append((address, value))
        return writes

    def _voice_registers(self, voice: int, note: _Note) -> Writes:
        """Return all registers of a voice as its note wants them now."""
        volume = self._volume(voice, note)
        if voice == TR:
            if volume == 0:
                return [(0x4008, 0x80)]
            return [*self._timer_registers(voice, note), (0x4008, 0xFF)]
        base = 0x400C if voice == NO else 0x4000 + 4 * voice
        if volume == 0:
            return [(base, self._registers.get(base, 0x30) & 0xF0)]
        instrument = self.instruments[voice]
        timbre = note.timbre if instrument.duty is None else note.value(instrument.duty)
        if voice == NO:
            index = noise_interval(note.pitch + note.value(instrument.arpeggio))
            return [(0x400E, (timbre & 1) << 7 | index), (base, 0x30 | volume)]
        return [*self._timer_registers(voice, note), (base, timbre << 6 | 0x30 | volume)]

    def _volume(self, voice: int, note: _Note) -> int:
        """Return velocity × envelope / 15, rounded, but not to 0 while both are above it."""
        if note.pitch == 0:
            return 0
        if note.shaped:
            return note.velocity
        level = note.velocity * note.value(self.instruments[voice].volume)
        return max((level + 7) // 15, min(level, 1))

    def _timer_registers(self, voice: int, note: _Note) -> Writes:
        """Return both timer registers of P1, P2 or TR."""
        instrument = self.instruments[voice]
        pitch = note.pitch + note.value(instrument.arpeggio)
        cents = note.value(instrument.pitch)
        if instrument.vibrato is not None:
            cents += instrument.vibrato.at(max(note.age, 0))
        timer = period(pitch + cents / 100, voice)
        if abs(cents) <= _NARROW_BEND:
            upper = period(pitch, voice) & 0x700
            timer = max(upper, min(timer, upper | 0xFF))
        base = {TR: 0x4008, P2: 0x4004}.get(voice, 0x4000)
        return [(base + 2, timer & 0xFF), (base + 3, 0x08 | timer >> 8)]
