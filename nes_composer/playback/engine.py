"""The sequencer and the chip as one source of samples. Pure: no thread, no clock, no device."""

from __future__ import annotations

from math import ceil
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.apu import Apu
from nes_composer.apu.gain import GAIN
from nes_composer.apu.trace import CPU_RATE
from nes_composer.driver.driver import Writes
from nes_composer.driver.perform import tick_cycle
from nes_composer.driver.presets import default_instruments
from nes_composer.driver.sequencer import Sequencer
from nes_composer.playback.messages import (
    Close,
    LetGo,
    Message,
    Play,
    Press,
    Preview,
    Seek,
    SetAudible,
    SetConsole,
    SetGain,
    SetInstruments,
    SetLoop,
    SetMetronome,
    SetSong,
    Stop,
)
from nes_composer.playback.metronome import CountIn, Metronome, accent_of
from nes_composer.score.score import TICK_RATE, TR, Score

Levels = tuple[float, float, float, float]

_CYCLES_PER_TICK = CPU_RATE / TICK_RATE
_VOLUME_REGISTERS = {0x4000: 0, 0x4004: 1, 0x4008: TR, 0x400C: 3}


class Engine:
    """Messages in, samples out.

    Parameters
    ----------
    sample_rate
        In Hz.

    Attributes
    ----------
    version : int
        Version of the score that sounds.
    """

    def __init__(self, sample_rate: int) -> None:
        self.version = 0
        self._apu = Apu(sample_rate)
        self._cycles_per_sample = CPU_RATE / sample_rate
        self._sequencer = Sequencer(Score.silent(0), default_instruments())
        self._sequencer.playing = False
        self._set_version = 0
        self._tick, self._cycle = 0, 0  # ticks and cycles since the tick clock was started
        self._tick_row = 0.0
        self._levels = [0.0, 0.0, 0.0, 0.0]
        self._gain = self._set_gain = 1.0
        self._metronome, self._clicks = Metronome(sample_rate), False
        self._count_in: CountIn | None = None

    @property
    def playing(self) -> bool:
        """Whether the song runs, or is counted in: until it is stopped or at its end."""
        return self._count_in is not None or (self._sequencer.playing and not self._sequencer.finished)

    @property
    def row(self) -> float:
        """Position of the next sample in the song, in rows; before its start while it is counted in."""
        ticks_to_come = (tick_cycle(self._tick) - self._cycle) / _CYCLES_PER_TICK
        if not self.playing or ticks_to_come <= 0:
            return self._next_row
        return self._tick_row + (1 - ticks_to_come) / self._sequencer.score.ticks_per_row

    @property
    def _next_row(self) -> float:
        """Position of the next tick in the song, in rows."""
        return self._sequencer.row - (self._count_in.rows_left if self._count_in else 0)

    @property
    def levels(self) -> Levels:
        """Volume of P1, P2, TR, NO, each 0-1; 0 where muted."""
        p1, p2, tr, no = (level * on for level, on in zip(self._levels, self._apu.audible, strict=True))
        return p1, p2, tr, no

    @property
    def tapped(self) -> bool:
        """Whether the levels of the voices are kept, from the next block on."""
        return self._apu.tapped

    @tapped.setter
    def tapped(self, tapped: bool) -> None:
        self._apu.tapped = tapped

    @property
    def taps(self) -> NDArray[np.uint8]:
        """Levels of P1, P2, TR, NO over the latest block, [n, 4]; of no time unless tapped."""
        return self._apu.taps

    def apply(self, message: Message) -> None:
        """Do what a message says, from the next sample or tick on."""
        sequencer = self._sequencer
        match message:
            case SetInstruments(instruments):
                sequencer.instruments = instruments
            case SetSong(version, score):
                sequencer.score, self._set_version = score, version
                self._write(sequencer.refresh())
            case Play(row, count_in):
                sequencer.seek(row)
                self._count_in = CountIn(count_in, sequencer.score) if count_in else None
                sequencer.playing = self._count_in is None
                self._tick_now()
            case Stop() | Close():
                self._count_in, sequencer.playing = None, False
                if isinstance(message, Close):
                    sequencer.let_all_go()
                self._tick_now()
            case Seek(row):
                sequencer.seek(row)
            case SetLoop(rows):
                sequencer.loop = rows
            case SetAudible() | SetGain() | SetConsole() | SetMetronome():
                self._set(message)
            case Preview() | Press() | LetGo():
                self._sound(message)
            case _:
                assert_never(message)

    def _set(self, message: SetAudible | SetGain | SetConsole | SetMetronome) -> None:
        """Take over a setting of the output."""
        match message:
            case SetAudible(voices):
                self._apu.audible = voices
            case SetGain(factor):
                self._set_gain = factor
            case SetConsole(console):
                self._apu.console = console
            case SetMetronome(on):
                self._clicks = on

    def _sound(self, message: Preview | Press | LetGo) -> None:
        """Begin or end a note that is not the song's, from the next sample on while the song is stopped.

        While it plays its ticks stay where they are: a preview waits for the next, a pressed note does not.
        """
        sequencer = self._sequencer
        match message:
            case Preview(voice, pitch, velocity, timbre):
                sequencer.preview(voice, pitch, velocity, timbre)
            case Press(voice, pitch, velocity, timbre):
                sequencer.press(voice, pitch, velocity, timbre)
                if self.playing:
                    self._write(sequencer.held_now())
            case LetGo(voice, pitch):
                sequencer.let_go(voice, pitch)
        if not self.playing:
            self._tick_now()

    def render(self, most: int) -> NDArray[np.float32]:
        """Return the next samples: up to the next tick, but about `most` of them at most.

        So what changes at a tick (row, version) changes at the first sample of a block.

        Returns
        -------
        float32 [n]
            Mono, within -1 to 1, as loud as a sound file at a gain of 1.
        """
        if self._cycle >= tick_cycle(self._tick):
            self._play_tick()
        cycles = min(ceil(most * self._cycles_per_sample), tick_cycle(self._tick) - self._cycle)
        self._cycle += cycles
        samples = self._amplified(self._apu.end_block(cycles))
        self._metronome.add_to(samples)
        return samples

    def _tick_now(self) -> None:
        """Start the tick clock anew, so that nobody waits for a tick to come."""
        self._tick, self._cycle = 0, 0

    def _play_tick(self) -> None:
        """Write what the driver wants written at this tick, and click where a beat begins."""
        self._tick_row = self._next_row
        accent = self._counted()
        self._write(self._sequencer.tick())
        self._tick += 1
        self.version = self._set_version
        # What ends has ended: rows added to the song later do not start it again.
        self._sequencer.playing = self._sequencer.playing and not self._sequencer.finished
        if accent is None and self._clicks:
            accent = accent_of(self._sequencer.started, self._sequencer.score)
        # A tick is the first sample of a block, and so is the click.
        if accent is not None:
            self._metronome.start(accent)

    def _counted(self) -> bool | None:
        """Go a tick on in what is counted, and start the song after it; return the accent of a beat that begins."""
        if self._count_in is None:
            return None
        if self._count_in.over:
            self._count_in, self._sequencer.playing = None, True
            return None
        return self._count_in.tick()

    def _write(self, writes: Writes) -> None:
        """Write registers at the next sample, and look at the volumes among them."""
        for address, value in writes:
            self._apu.write(0, address, value)
            voice = _VOLUME_REGISTERS.get(address)
            if voice is not None:
                self._levels[voice] = float(value & 0x7F > 0) if voice == TR else (value & 0x0F) / 15
            self.version = self._set_version

    def _amplified(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Apply the gain; a change of gain is spread over the block, for a step would click."""
        before, self._gain = self._gain, self._set_gain
        return samples * np.linspace(GAIN * before, GAIN * self._gain, len(samples), dtype=np.float32)
