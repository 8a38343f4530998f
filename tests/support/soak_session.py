"""Somebody works without a pause while the song plays: slides, continues, edits, scrolls, exports.

    python soak_session.py SECONDS [SEED]     prints what came of it as JSON; a process of its own

Keys: ``underruns``, ``sound_ms`` (of each drag until its first changed sample is heard), ``actions`` by name,
``growth_mb`` (memory of all processes from the first minute, or a quarter of the time, to the end), ``left`` (processes
and threads that are there after quitting), ``quit_s``.
"""

import json
import multiprocessing
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from support.drag_session import AXES, Dragging, Watch

from nes_composer.formats import registry
from nes_composer.score.score import PATTERN_ROWS
from nes_composer.ui.continue_settings import ContinueSettings

WARM_UP_S = 60.0
_MOST_ROWS = 16 * PATTERN_ROWS
_STEPS_BACK = 40


def memory_mb():
    """Return what this process and those it has started have written to memory, in MB.

    Pages of programs and libraries are not counted: the system reads them in and drops them as it likes.
    """
    total = 0.0
    for process in ["self", *(str(child.pid) for child in multiprocessing.active_children())]:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith(("Anonymous:", "Swap:")):
                total += int(line.split()[1]) / 1024
    return total


class Soak(Dragging):
    """The self-test's window, worked in for as long as one likes."""

    def work(self, seconds, seed, watch):
        random, done, sound = np.random.default_rng(seed), Counter(), []
        begin, first = time.monotonic(), None
        warm_up = min(WARM_UP_S, seconds / 4)
        actions = [self.slide, self.slide, self.slide, self.edit, self.scroll, self.continue_on, self.undo, self.export]
        while (now := time.monotonic() - begin) < seconds:
            if first is None and now >= warm_up:
                first = memory_mb()
            action = actions[random.integers(len(actions))]
            action(random, watch, sound)
            done[action.__name__] += 1
            if not self.audio.status().playing:
                self.window.transport.play(0)
        self.wait(lambda: not self.window.continuation.waiting, "the last continuation ends")
        return {"sound_ms": sound, "actions": done, "growth_mb": memory_mb() - first}

    def slide(self, random, watch, sound):
        begin, heard = self.drag_across(self.window.latent_panel.sliders[random.integers(AXES)], watch)
        sound.append((heard - begin) * 1000)

    def edit(self, random, watch, sound):
        roll = self.window.rolls[random.integers(3)]
        seen = roll.coordinates
        row = int(random.integers(seen.first_row, max(seen.first_row + seen.rows - 6, seen.first_row + 1)))
        pitch = int(random.integers(seen.lowest + 1, seen.lowest + seen.pitches - 1))
        if row + 4 >= len(self.window.document.score):
            return
        places = [QPoint(round(seen.x(r + 0.5)), round(seen.y(pitch + 0.5))) for r in (row, row + 3)]
        button = Qt.MouseButton.LeftButton if random.random() < 0.7 else Qt.MouseButton.RightButton
        QTest.mousePress(roll.viewport(), button, pos=places[0])
        QTest.mouseMove(roll.viewport(), places[1])
        QTest.mouseRelease(roll.viewport(), button, pos=places[1])
        self.look()

    def scroll(self, random, watch, sound):
        time_view = self.window.time_view
        for _ in range(10):
            if random.random() < 0.5:
                time_view.scroll(float(random.uniform(-32, 32)))
            else:
                time_view.zoom(float(random.uniform(0.7, 1.4)), time_view.first + time_view.span / 2)
            self.look()
        time_view.show_rows(0, 128)

    def continue_on(self, random, watch, sound):
        continuation, document = self.window.continuation, self.window.document
        if continuation.waiting:
            return
        if continuation.takes.on_offer:
            continuation.takes.choose(int(random.integers(len(continuation.takes.takes))))
            if len(document.score) < _MOST_ROWS and random.random() < 0.5:
                continuation.accept()
            else:
                continuation.cancel()
            self.look()
            return
        continuation.set(ContinueSettings(bars=int(random.integers(1, 17)), takes=int(random.integers(1, 5))))
        # After the first pattern, so that the song does not grow without end.
        self.window.selection.choose_rows((0, PATTERN_ROWS))
        self.window.commands["continue"].trigger()

    def undo(self, random, watch, sound):
        document = self.window.document
        for _ in range(int(random.integers(1, _STEPS_BACK))):
            (document.undo if random.random() < 0.6 else document.redo)()
            self.look()

    def export(self, random, watch, sound):
        end = (".vgm", ".nsf", ".mid", ".nesproj")[random.integers(4)]
        song, path, ended = self.window.document.song, self._folder / f"soak{end}", []
        self.window.tasks.run(lambda: registry.write_song(path, song), lambda _, error: ended.append(error))
        self.wait(lambda: bool(ended), "the export ends")
        assert ended == [None]

    def look(self):
        """Let the window live for a frame."""
        end = time.monotonic() + 0.016
        self.wait(lambda: time.monotonic() >= end, "a frame")


def main():
    watch, seconds = Watch(), float(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with TemporaryDirectory() as folder:
        session = Soak("default", Path(folder), None)
        try:
            for step in (session.open_window, session.wait_for_models, session.play):
                step()
            session.window.transport.set_loop(0, 2 * PATTERN_ROWS)
            before = session.audio.status().underruns
            found = session.work(seconds, seed, watch)
            found["underruns"] = session.audio.status().underruns - before
        finally:
            session.window.document.mark_saved(session.window.document.song, Path(folder) / "kept")
            begin = time.monotonic()
            session.quit()
        found["quit_s"] = time.monotonic() - begin
    threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    found["left"] = [process.name for process in multiprocessing.active_children()] + threads
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
