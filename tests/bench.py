"""How fast the parts are on this machine, as JSON: `python3 dev.py bench --json OUT`.

Ratios are of things measured in the same run, so that they mean the same on a slow machine.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np

from nes_composer import paths
from nes_composer.apu.render import render
from nes_composer.driver.perform import perform
from nes_composer.driver.presets import default_instruments
from nes_composer.models.inference import LatentComposer
from nes_composer.playback.engine import Engine
from nes_composer.playback.messages import Play, SetSong
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR, Score

_RATE, _BLOCK = 48_000, 256


def busy_score(rows: int) -> Score:
    """Return rows in which every voice starts a note every second row."""
    starts = range(0, rows, 2)
    voices = ((P1, 72), (P2, 60), (TR, 48), (NO, 8))
    notes = [Note(v, s, 2, pitch + s % 7, 12, 1 if v != TR else 0) for v, pitch in voices for s in starts]
    return draw(Score.silent(rows), notes)


def seconds(work) -> float:
    """Return how long a call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def realtime_factor() -> float:
    """Return how many seconds of sound are rendered in a second."""
    trace = perform(busy_score(600), default_instruments())
    samples = len(render(trace, _RATE))
    return samples / _RATE / min(seconds(lambda: render(trace, _RATE)) for _ in range(3))


def block_p99_fraction() -> float:
    """Return the 99th percentile of the time that a block of 256 samples takes, driver included, in blocks."""
    engine = Engine(_RATE)
    engine.apply(SetSong(1, busy_score(600)))
    engine.apply(Play(0))
    times = [seconds(lambda: engine.render(_BLOCK)) for _ in range(4000)]
    return float(np.percentile(times, 99)) / (_BLOCK / _RATE)


def decode_p95_ms() -> float:
    """Return the 95th percentile of the time that a decode takes in this process."""
    composer = LatentComposer(paths.default_vae())
    random = np.random.default_rng(0)
    points = [composer.axes.random(random) for _ in range(200)]
    composer.decode(points[0], 10.0)
    return float(np.percentile([seconds(lambda z=z: composer.decode(z, 10.0)) for z in points], 95)) * 1000


def main() -> None:
    """Measure everything and write it."""
    parser = argparse.ArgumentParser("bench")
    parser.add_argument("--json", type=Path, required=True)
    out = parser.parse_args().json
    measures = (("apu_realtime_factor", realtime_factor), ("apu_block_p99_fraction", block_p99_fraction))
    report = {name: round(measure(), 4) for name, measure in (*measures, ("decode_p95_ms", decode_p95_ms))}
    out.write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
