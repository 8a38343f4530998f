"""Songs as NES-MDB has them, whose notes develop tick by tick as a test says."""

import numpy as np

from nes_composer.formats import nesmdb_midi
from nes_composer.score.score import TICK_RATE, Score
from nes_composer.score.song import Song


def tick_song(path, *notes):
    """Return the bytes of an NES-MDB MIDI file of notes one after the other.

    Each is (voice, volumes, ticks of silence after it) and may go on with (pitch of each tick, timbre of each tick).
    """
    columns = {name: [] for name in ("pitch", "onset", "velocity", "timbre")}
    for index, (voice, volumes, gap, *rest) in enumerate(notes):
        ticks = len(volumes)
        pitches = rest[0] if rest else [50 + index % 5 if voice < 3 else 8 + index % 5] * ticks
        timbres = rest[1] if len(rest) > 1 else [0] * ticks
        onsets = [tick == 0 or pitches[tick] != pitches[tick - 1] for tick in range(ticks)]
        for name, values in (("pitch", pitches), ("onset", onsets), ("velocity", volumes), ("timbre", timbres)):
            column = np.zeros((ticks + gap, 4), np.uint8)
            column[:ticks, voice] = values
            columns[name].append(column)
    arrays = {name: np.concatenate(column) for name, column in columns.items()}
    score = Score(arrays["pitch"], arrays["onset"] > 0, arrays["velocity"], arrays["timbre"], TICK_RATE)
    nesmdb_midi.write(path, Song(score))
    return path.read_bytes()
