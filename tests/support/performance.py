"""Plays a script of messages on the real sound device, and notes at which CPU cycle each came. A process of its own.

    python performance.py OUT      plays, and writes [(cycle, message), …] to OUT as a pickle

The notes are all that it takes to render the same offline: see :func:`replayed`.
"""

import pickle
import sys
import threading
import time
from multiprocessing import Pipe, get_context
from pathlib import Path

import numpy as np
from support.songs import tune

from nes_composer.apu.trace import CPU_RATE
from nes_composer.driver.presets import default_instruments
from nes_composer.playback import process
from nes_composer.playback.engine import Engine
from nes_composer.playback.messages import (
    Close,
    Play,
    Preview,
    Seek,
    SetAudible,
    SetInstruments,
    SetLoop,
    SetSong,
    Stop,
)
from nes_composer.playback.player import Player
from nes_composer.playback.sinks import RtmixerSink
from nes_composer.playback.status import SharedStatus
from nes_composer.score.score import P1, TR

RATE = 48_000
BEGINNING = 2.0
"""Seconds of silence before the first message that sounds: the consoles' filters have come to rest by then."""

SONG, OTHER = tune([60, 64, 67, 72, 71, 67, 62, 65] * 2), tune([48, 55, 52, 59, 60, 55, 48, 43] * 2, voice=TR)

SCRIPT = (
    (0.0, SetInstruments(default_instruments())),
    (0.0, SetSong(1, SONG)),
    (BEGINNING, Play(0)),
    (0.7, SetLoop((0, 8))),
    (0.9, SetLoop(None)),
    (0.3, Seek(20)),
    (0.4, SetSong(2, OTHER)),
    (0.5, Preview(P1, 79, 15, 1)),
    (0.3, SetAudible((True, True, False, True))),
    (0.3, SetAudible((True, True, True, True))),
    (0.4, Stop()),
    (0.3, Play(4)),
    (0.6, Stop()),
    (0.3, Close()),
)
"""Seconds since the message before, and a message."""


class Noting(Engine):
    """An engine that notes when messages come.

    Attributes
    ----------
    notes : list of (int, Message)
        CPU cycles since it was switched on, and the message.
    """

    def __init__(self, sample_rate: int) -> None:
        super().__init__(sample_rate)
        self.notes, self.cycles = [], 0
        end_block = self._apu.end_block

        def counting(cycles, *others):
            self.cycles += cycles
            return end_block(cycles, *others)

        self._apu.end_block = counting

    def apply(self, message) -> None:
        self.notes.append((self.cycles, message))
        super().apply(message)


def replayed(notes, cycles_after) -> np.ndarray:
    """Return the samples of the same messages at the same cycles, and of so many cycles after the last one."""
    engine, samples = Noting(RATE), []
    for cycle, message in [*notes, (notes[-1][0] + cycles_after, None)]:
        while engine.cycles < cycle:
            # Half a cycle less: a block is rounded up to whole cycles.
            samples.append(engine.render((cycle - engine.cycles - 0.5) * RATE / CPU_RATE))
        if message is not None:
            engine.apply(message)
    return np.concatenate(samples)


def main() -> None:
    ours, theirs = Pipe()
    sink = RtmixerSink()
    engine = Noting(sink.sample_rate)
    player = Player(engine, sink)
    shared = SharedStatus(get_context("spawn"))

    def perform() -> None:
        for seconds, message in SCRIPT:
            time.sleep(seconds)
            ours.send(message)

    threading.Thread(target=perform).start()
    process._serve(theirs, shared, player)
    Path(sys.argv[1]).write_bytes(pickle.dumps((sink.underruns, engine.notes)))
    sink.close()


if __name__ == "__main__":
    main()
