"""How fast the parts are on this machine, as JSON: `python3 dev.py bench --json OUT`.

Ratios are of things measured in turn in the same run, so that they mean the same on a slow machine or a busy one.
"""

import argparse
import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from support import jack, libgme, screen
from support.module_loop import draw_rows

from nes_composer import paths
from nes_composer.apu.render import render
from nes_composer.apu.trace import CPU_RATE, Trace
from nes_composer.driver.perform import perform
from nes_composer.driver.presets import default_instruments
from nes_composer.formats import archive, nesmdb_midi, nsf, vgm
from nes_composer.generation.client import ModelClient
from nes_composer.generation.requests import Decoded, Event, VaeReady
from nes_composer.models import checkpoint
from nes_composer.models.continuation import Continuer
from nes_composer.models.novelty import TrainingIndex
from nes_composer.models.sampling import Sampling
from nes_composer.playback.engine import Engine
from nes_composer.playback.messages import Play, SetSong
from nes_composer.score.edits import draw
from nes_composer.score.instrument import PLAIN
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, PATTERN_ROWS, TR, Score
from nes_composer.ui.latent_map_raster import picture

_RATE, _BLOCK = 48_000, 256
_TIMES = 9
_DRAGS = 500
_STARTS = 6
_LONG = 600.0
"""Seconds after which an answer is given up."""

_NESMDB = Path(os.environ.get("NESMDB_DIR", Path(__file__).parents[2] / "shared" / "data"))
_NESMDB_SONGS = ("322_SuperMarioBros__00_01RunningAbout", "045_Castlevania_01_02VampireKiller")
_NESMDB_SONGS += ("225_MegaMan2_17_18DrWilyStage1",)
_LOAD = """
import time
begin = time.perf_counter()
from nes_composer.apu.apu import Apu
Apu()
print(time.perf_counter() - begin)
"""


def busy_score(rows: int) -> Score:
    """Return rows in which every voice starts a note every second row."""
    starts = range(0, rows, 2)
    voices = ((P1, 72), (P2, 60), (TR, 48), (NO, 8))
    notes = [Note(v, s, 2, pitch + s % 7, 12, 1 if v != TR else 0) for v, pitch in voices for s in starts]
    return draw(Score.silent(rows), notes)


def sparse_score(rows: int) -> Score:
    """Return rows with one long note of a pulse and the triangle each, and silence in between."""
    notes = [
        Note(v, s, 20, pitch + s // 32 % 5, 15, 0) for v, pitch in ((P1, 69), (TR, 45)) for s in range(0, rows, 32)
    ]
    return draw(Score.silent(rows), notes)


def songs() -> Iterator[tuple[str, Trace]]:
    """Yield the name and the register writes of two songs of our own, and of some of NES-MDB where that is."""
    yield "busy", perform(busy_score(600), default_instruments())
    yield "sparse", perform(sparse_score(600), default_instruments())
    for log in sorted((_NESMDB / "vgm").glob("*.vgm")):
        yield log.stem, vgm.read_trace(log.read_bytes(), log.name)
    packed = _NESMDB / "nesmdb_midi.tar.xz"
    for name, data in archive.files(packed, (".mid",)) if packed.exists() else ():
        if Path(name).stem in _NESMDB_SONGS:
            yield Path(name).stem, perform(nesmdb_midi.read(Path(name), data).song.score, PLAIN)


def seconds(work: Callable[[], object]) -> float:
    """Return how long a call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def realtime_factor() -> float:
    """Return how many seconds of sound are rendered in a second."""
    trace = perform(busy_score(600), default_instruments())
    samples = len(render(trace, _RATE))
    return samples / _RATE / min(seconds(lambda: render(trace, _RATE)) for _ in range(3))


def faster_than_libgme() -> dict[str, float]:
    """Return how many times as fast as libgme each song becomes samples, by the best of several turns.

    We go from the bytes of a `.vgm` to float32, mono; libgme from the bytes of the same song's `.nsf` to int16, twice.
    """
    if libgme.reason_to_skip():
        return {}
    ratios = {}
    for name, trace in songs():
        log, program, count = vgm.trace_bytes(trace), nsf.trace_bytes(trace), int(trace.cycles / CPU_RATE * _RATE)

        def ours(log: bytes = log) -> None:
            render(vgm.read_trace(log, "log"), _RATE)

        def theirs(program: bytes = program, count: int = count) -> None:
            with libgme.Player(program, _RATE) as player:
                player.play(count)

        ours()
        turns = [(seconds(theirs), seconds(ours)) for _ in range(_TIMES)]
        ratios[name] = float(np.divide(*np.min(turns, axis=0)))
    return ratios


def block_p99_fraction() -> float:
    """Return the 99th percentile of the time that a block of 256 samples takes, driver included, in blocks."""
    engine = Engine(_RATE)
    engine.apply(SetSong(1, busy_score(600)))
    engine.apply(Play(0))
    times = [seconds(lambda: engine.render(_BLOCK)) for _ in range(4000)]
    return float(np.percentile(times, 99)) / (_BLOCK / _RATE)


def kernel_load_s() -> tuple[float, float]:
    """Return how long a new process takes until the chip can play: with compiling it, and without."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": folder}
        command = [sys.executable, "-c", _LOAD]
        outputs = [subprocess.run(command, env=environment, capture_output=True, check=True).stdout for _ in range(3)]
    cold, *warm = map(float, outputs)
    return cold, min(warm)


def decode_p95_ms() -> float:
    """Return the 95th percentile of the time from asking the model process for a decode to having it."""
    answers: queue.Queue[Event] = queue.Queue()
    client = ModelClient(answers.put)
    try:
        client.load(paths.default_vae(), "vae")
        ready = answers.get(timeout=_LONG)
        assert isinstance(ready, VaeReady), ready
        random = np.random.default_rng(0)
        points = [tuple(ready.axes.random(random).tolist()) for _ in range(200)]

        def decode(z: tuple[float, ...]) -> None:
            client.decode(0, z, 10.0)
            answer = answers.get(timeout=_LONG)
            assert isinstance(answer, Decoded), answer

        decode(points[0])
        return float(np.percentile([seconds(lambda z=z: decode(z)) for z in points], 95)) * 1000
    finally:
        client.close()


def continuation_s() -> tuple[float, float]:
    """Return how long four takes of four bars take from nothing: ours, and by a loop over torch's modules.

    Each is the best of several turns; of the loop, with one thread or with two.
    """
    path = paths.default_lstm()
    continuer, model = Continuer(path), checkpoint.load(path, "lstm").model
    nothing, sampling = Score.silent(0), Sampling()
    rows, takes, tempo = PATTERN_ROWS, 4, round(nothing.ticks_per_row)

    def ours() -> None:
        continuer.continue_rows(nothing, rows, takes, sampling)

    def loop(threads: int) -> None:
        torch.set_num_threads(threads)
        draw_rows(model, rows, takes, tempo, sampling.temperature)

    ours()
    turns = [(seconds(ours), seconds(lambda: loop(1)), seconds(lambda: loop(2))) for _ in range(_TIMES)]
    best, *loops = np.min(turns, axis=0).tolist()
    return best, min(loops)


def speed() -> dict[str, object]:
    """Measure rendering."""
    return {"apu_realtime_factor": realtime_factor(), "apu_block_p99_fraction": block_p99_fraction()}


def against_libgme() -> dict[str, object]:
    """Measure rendering against libgme; its keys are missing where it is not installed."""
    ratios = faster_than_libgme()
    return {"apu_to_libgme": min(ratios.values()), "apu_to_libgme_songs": ratios} if ratios else {}


def load() -> dict[str, object]:
    """Measure loading."""
    cold, warm = kernel_load_s()
    return {"kernel_load_cold_s": cold, "kernel_load_warm_s": warm}


def decode() -> dict[str, object]:
    """Measure the model."""
    return {"decode_p95_ms": decode_p95_ms()}


def continuation() -> dict[str, object]:
    """Measure the model that goes on."""
    ours, loop = continuation_s()
    return {"continue_4x4_s": ours, "continue_vs_module_loop": loop / ours}


def aids() -> dict[str, object]:
    """Measure what is shown beside the models: the dots of the latent map as a picture, and a song compared."""
    random, pixels = np.random.default_rng(0), (1280, 240)
    x, y = (random.standard_normal(30_000).astype(np.float32) * side / 6 + side / 2 for side in pixels)
    colors = np.arange(256, dtype=np.uint32)
    index, song = TrainingIndex.load(paths.training_index()), busy_score(2000)
    picture(x, y, *pixels, colors)
    return {
        "latent_map_picture_ms": 1000
        * float(np.median([seconds(lambda: picture(x, y, *pixels, colors)) for _ in range(_TIMES)])),
        "novelty_first_s": seconds(lambda: index.longest_run(song)),
        "novelty_s": float(np.median([seconds(lambda: index.longest_run(song)) for _ in range(_TIMES)])),
    }


def drags() -> dict[str, object]:
    """Measure how soon a dragged slider is heard and seen at JACK's 256-sample periods, beside endless continuations.

    Its keys are missing where there is no JACK.
    """
    if jack.reason_to_skip():
        return {}
    script = Path(__file__).parent / "support" / "drag_session.py"
    with tempfile.TemporaryDirectory() as folder, jack.jack_server(Path(folder)), screen.server() as environment:
        here = environment | {name: value for name, value in os.environ.items() if name.startswith("JACK_")}
        here["PYTHONPATH"] = str(script.parents[1])
        command = [sys.executable, str(script), str(_DRAGS)]
        told = subprocess.run(command, env=here, capture_output=True, text=True, check=True).stdout
    found = json.loads(told.splitlines()[-1])
    return {
        "drag_to_sound_p95_ms": float(np.percentile(found["sound_ms"], 95)),
        "drag_to_repaint_p95_ms": float(np.percentile(found["repaint_ms"], 95)),
        "drag_underruns": found["underruns"],
        "drag_continuations": found["continuations"],
    }


def pasting() -> dict[str, object]:
    """Measure a paste of 5,000 notes into a song of 20,000, and its undo, until all is painted."""
    from support.paste_speed import paste_and_undo_ms

    paste, undo = paste_and_undo_ms()
    return {"paste_5000_ms": paste, "undo_5000_ms": undo}


def rolls() -> dict[str, object]:
    """Measure how long it takes to scroll or zoom a song of 20,000 notes by a step, on a screen in software.

    Where there is no such screen, the window is painted nowhere.
    """
    script = Path(__file__).parent / "support" / "roll_session.py"

    def frames(here: dict[str, str]) -> list[float]:
        command = [sys.executable, str(script)]
        here = here | {"PYTHONPATH": str(script.parents[1])}
        told = subprocess.run(command, env=here, capture_output=True, text=True, check=True).stdout
        found: list[float] = json.loads(told.splitlines()[-1])
        return found

    if screen.reason_to_skip():
        found = frames(dict(os.environ) | {"QT_QPA_PLATFORM": "offscreen"})
    else:
        with screen.server() as environment:
            found = frames(environment)
    return {"roll_frame_p95_ms": float(np.percentile(found, 95)), "roll_frame_median_ms": float(np.median(found))}


def start() -> dict[str, object]:
    """Measure how soon the real program's window is seen, beside `import torch` alone, and how soon Space is heard.

    On a screen in software, with JACK where that is; its keys are missing where there is no such screen.
    """
    if screen.reason_to_skip():
        return {}
    script, turns = Path(__file__).parent / "support" / "start_session.py", []
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        if not jack.reason_to_skip():
            stack.enter_context(jack.jack_server(folder))
        here = stack.enter_context(screen.server())
        here |= {variable: value for variable, value in os.environ.items() if variable.startswith("JACK_")}
        here |= {"XDG_CONFIG_HOME": str(folder), paths.DATA_VARIABLE: name, "PYTHONPATH": str(script.parents[1])}
        # As it is where a program was started before: what Python compiles is kept, for both.
        here |= {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
        torch_alone = [sys.executable, "-c", "import torch"]
        for _ in range(_STARTS):
            imported = seconds(lambda: subprocess.run(torch_alone, env=here, check=True))
            command = [sys.executable, str(script), "measure", name, str(time.monotonic())]
            told = subprocess.run(command, env=here, capture_output=True, text=True, check=True).stdout
            found = json.loads(told.splitlines()[-1])
            turns.append((found["visible_s"] / imported, found["visible_s"], found["sound_s"]))
    ratio, visible, sound = np.median(turns[1:], axis=0).tolist()  # the first one compiles and warms the disk's cache
    return {"window_visible_vs_import_torch": ratio, "window_visible_s": visible, "paint_to_sound_s": sound}


def training() -> dict[str, object]:
    """Measure training steps a second against a plain loop of the same steps; the worse of both kinds of model."""
    from support.training_speed import ratio_to_plain_loop

    ratios = {kind: ratio_to_plain_loop(kind) for kind in ("vae", "lstm")}
    return {"train_vs_plain_loop": min(ratios.values()), "train_vs_plain_loop_models": ratios}


def rounded(measured: object) -> object:
    """Return a number, or each of several, to four decimals."""
    return (
        {name: rounded(value) for name, value in measured.items()} if isinstance(measured, dict) else round(measured, 4)
    )


def main() -> None:
    """Measure everything, or what is asked for, and write it."""
    parts = {
        part.__name__: part
        for part in (speed, against_libgme, load, decode, continuation, aids, drags, pasting, rolls, start, training)
    }
    parser = argparse.ArgumentParser("bench")
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=parts, default=list(parts))
    options = parser.parse_args()
    report = {key: rounded(value) for name in options.only for key, value in parts[name]().items()}
    options.json.write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
