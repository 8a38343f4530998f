"""What a sound card gets is what is rendered offline, sample by sample."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
from support import performance
from support.jack import PERIOD, jack

__all__ = ["jack"]

LOUD = 0.05
LEAST_SECONDS = 4.0
FINEST = 2**-22
"""A step of float32 at the loudest samples, and of the recording, is finer than that."""
TRIES = 3
MOST_LOST = 40
"""Periods that a busy machine may keep a program from its server at once."""


def test_a_performance_with_loops_seeks_and_mutes_is_recorded_as_it_is_rendered(jack, tmp_path):
    """A busy machine disturbs some performances; of these all is compared up to there."""
    for _ in range(TRIES):
        underruns, heard, meant = performed(jack, tmp_path)
        assert len(heard) > LEAST_SECONDS * performance.RATE
        differs = np.flatnonzero(np.abs(heard - meant) > FINEST)
        if not len(differs):
            return
        assert disturbed(heard, meant, int(differs[0]), underruns)


def performed(jack, folder):
    """Return underruns, and what was heard and is rendered offline, from the first sound on and equally long."""
    notes_file = folder / "notes"
    here = {**os.environ, "PYTHONPATH": str(Path(performance.__file__).parents[1])}
    with jack.recording(bits=32) as recording:
        subprocess.run([sys.executable, performance.__file__, str(notes_file)], env=here, check=True, timeout=120)
    underruns, notes = pickle.loads(notes_file.read_bytes())  # our own, of this test
    rendered = performance.replayed(notes, 0)
    heard, meant = (
        samples[np.flatnonzero(np.abs(samples) > LOUD)[0] :] for samples in (recording.samples, rendered)
    )  # fmt: skip
    length = min(len(heard), len(meant))
    return underruns, heard[:length], meant[:length]


def disturbed(heard, meant, at, underruns):
    """Return whether what is wrong at a sample is no fault of the sound.

    Our ring was empty, or the server did not get the program in time: then it plays a period again or leaves out some.
    """
    after = heard[at : at + 64]
    again = heard[at - PERIOD : at - PERIOD + 64]
    lost = (meant[at + n * PERIOD :][:64] for n in range(1, MOST_LOST))
    return (
        (underruns > 0 and not after.any())
        or np.array_equal(after, again)
        or any(len(later) == len(after) and np.abs(after - later).max() <= FINEST for later in lost)
    )
