"""What a sound card gets is what is rendered offline, sample by sample."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
from support import performance
from support.jack import jack

__all__ = ["jack"]

LOUD = 0.05
LEAST_SECONDS = 4.0
FINEST = 2**-22
"""A step of float32 at the loudest samples, and of the recording, is finer than that."""


def test_a_performance_with_loops_seeks_and_mutes_is_recorded_as_it_is_rendered(jack, tmp_path):
    notes_file = tmp_path / "notes"
    here = {**os.environ, "PYTHONPATH": str(Path(performance.__file__).parents[1])}
    with jack.recording(bits=32) as recording:
        subprocess.run([sys.executable, performance.__file__, str(notes_file)], env=here, check=True, timeout=120)
    underruns, notes = pickle.loads(notes_file.read_bytes())  # our own, of this test
    rendered = performance.replayed(notes, 0)
    begins = [int(np.flatnonzero(np.abs(samples) > LOUD)[0]) for samples in (recording.samples, rendered)]
    heard, meant = recording.samples[begins[0] :], rendered[begins[1] :]
    length = min(len(heard), len(meant))
    assert length > LEAST_SECONDS * performance.RATE
    if underruns:
        # A machine that was too slow for once has put silence in between; up to there all is as it should be.
        length = int(np.flatnonzero(np.abs(heard[:length] - meant[:length]) > FINEST)[0])
        assert not heard[length : length + 64].any()
    else:
        assert np.abs(heard[:length] - meant[:length]).max() <= FINEST
