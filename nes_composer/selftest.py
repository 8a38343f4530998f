"""The program tries itself out: opens the real window with both processes, uses it by mouse, and takes the time."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Literal

from PySide6.QtCore import QEventLoop, QPoint, QSettings, Qt, QTimer
from PySide6.QtTest import QTest

from nes_composer import app
from nes_composer.formats import registry
from nes_composer.generation.client import ModelClient
from nes_composer.playback.client import AudioClient
from nes_composer.score.score import P1, PATTERN_ROWS
from nes_composer.ui.first_paint import FirstPaint
from nes_composer.ui.main_window import MainWindow
from nes_composer.ui.piano_roll import PianoRoll

_IMPORTED = time.monotonic()
_PATIENCE_S = 120.0
_LOOK_MS = 5
_DRAGS = 8
_NOTE_ROWS = 4


class StepError(Exception):
    """A step that did not work; the message says what was in vain."""


def run(audio: Literal["default", "null"], screenshots: Path | None) -> dict[str, Any]:
    """Use the window as a person would.

    Parameters
    ----------
    audio
        ``"null"`` or ``"default"``: what the song is played on.
    screenshots
        Folder for pictures of the window, or None for none.

    Returns
    -------
    dict
        ``ok``, the times ``window_visible_s``, ``models_ready_s``, ``decode_ms`` and ``drag_to_sound_ms`` (the
        latter two are medians; None where it did not come to that), ``continue_s``, ``underruns``, ``device``,
        ``screenshots`` (paths) and ``steps``, each with ``name``, ``ok``, ``seconds`` and ``error``.
    """
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        os.environ["QT_LOGGING_RULES"] = "default.warning=false"  # it remarks on what it does not support
    with TemporaryDirectory() as folder:
        test = SelfTest(audio, Path(folder), screenshots)
        try:
            for step in test.steps:
                if not test.attempt(step):
                    break
        finally:
            test.attempt(test.quit)
    return test.report()


class SelfTest:
    """The steps, and what they found out.

    Parameters
    ----------
    audio, screenshots
        As in :func:`run`.
    folder
        For what the steps save.
    """

    def __init__(self, audio: Literal["default", "null"], folder: Path, screenshots: Path | None) -> None:
        self._folder, self._screenshots = folder, screenshots
        self._audio_device = audio
        self._audio: AudioClient | None = None
        self._window: MainWindow | None = None
        self._outcomes: list[dict[str, Any]] = []
        self._troubles: list[str] = []
        self._found: dict[str, Any] = dict.fromkeys(
            ("window_visible_s", "models_ready_s", "decode_ms", "drag_to_sound_ms", "continue_s", "underruns", "device")
        )
        self._pictures: list[str] = []
        self._decode_seconds: list[float] = []

    @property
    def steps(self) -> list[Callable[[], None]]:
        """The steps in their order, but for `quit`."""
        return [
            self.open_window,
            self.wait_for_models,
            self.play,
            self.drag_sliders,
            self.draw_and_erase,
            self.continue_,
            self.save_and_read_back,
            self.stop,
        ]

    def report(self) -> dict[str, Any]:
        """Return what there is to tell."""
        ok = all(outcome["ok"] for outcome in self._outcomes)
        return {"ok": ok, **self._found, "screenshots": self._pictures, "steps": self._outcomes}

    def attempt(self, step: Callable[[], None]) -> bool:
        """Do one step and note how it went; whatever goes wrong in it is an outcome, too."""
        begin = time.monotonic()
        usual, sys.excepthook = sys.excepthook, self._note_unhandled
        try:
            step()
        except StepError as problem:
            self._troubles.append(str(problem))
        except Exception as problem:
            self._troubles.append(repr(problem))
        finally:
            sys.excepthook = usual
        error = "; ".join(self._troubles)
        self._troubles.clear()
        seconds = round(time.monotonic() - begin, 3)
        name = step.__name__.rstrip("_")
        self._outcomes.append({"name": name, "ok": not error, "seconds": seconds, "error": error})
        return not error

    # The steps

    def open_window(self) -> None:
        """Open the window and wait until it is painted, with the song that the program begins with."""
        app.application()
        self._audio = AudioClient(self._audio_device)
        # Nothing of this is remembered for the person's own window.
        settings = QSettings(str(self._folder / "settings.ini"), QSettings.Format.IniFormat)
        self._window = window = app.build(self._audio, ModelClient, settings)
        window.latent.answered.connect(self._decode_seconds.append)
        window.files.failed.connect(self._troubles.append)
        FirstPaint(window, lambda: self._found.update(window_visible_s=_process_age()))
        window.show()
        app.begin(window, None)
        self.wait(lambda: self._found["window_visible_s"] is not None, "the window is painted")
        if not self.window.document.score.sounding.any():
            raise StepError("there is no song")

    def wait_for_models(self) -> None:
        """Wait for both models."""
        latent, continuation = self.window.latent, self.window.continuation
        self.wait(lambda: latent.ready or latent.problem, "the VAE is ready")
        self.wait(lambda: continuation.ready or continuation.problem, "the LSTM is ready")
        if problem := latent.problem or continuation.problem:
            raise StepError(problem)
        self._found["models_ready_s"] = _process_age()
        self._picture("ready")

    def play(self) -> None:
        """Play the first pattern in a loop, until its third row is heard."""
        self.wait(lambda: self.audio.status().ready, "the sound is ready")
        self._found["device"] = self.audio.status().device
        self.window.transport.set_loop(0, PATTERN_ROWS)
        self.window.commands["play"].trigger()
        self.wait(lambda: self.audio.status().playing and self.audio.status().row >= 2, "the song plays")

    def drag_sliders(self) -> None:
        """Drag sliders while the song plays, each until what it changed is heard."""
        axes = range(min(_DRAGS, len(self.window.latent.values(0))))
        times = [self.drag(axis) for axis in axes]
        if not self.audio.status().playing:
            raise StepError("the music stopped while sliders were dragged")
        self._found["drag_to_sound_ms"] = round(median(times) * 1000, 1)
        self._found["decode_ms"] = round(median(self._decode_seconds) * 1000, 2)
        self._picture("dragged")

    def draw_and_erase(self) -> None:
        """Draw a note with the left button and erase it with the right one."""
        roll, document = self.window.rolls[P1], self.window.document
        row, pitch = self._free_place(roll)
        left, right, none = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier
        QTest.mousePress(roll.viewport(), left, none, _pixel(roll, row, pitch))
        QTest.mouseMove(roll.viewport(), _pixel(roll, row + _NOTE_ROWS - 1, pitch))
        QTest.mouseRelease(roll.viewport(), left, none, _pixel(roll, row + _NOTE_ROWS - 1, pitch))
        if not (document.score.pitch[row, P1] == pitch and document.score.onset[row, P1]):
            raise StepError(f"the note drawn at row {row}, pitch {pitch} is not there")
        self._picture("drawn")
        QTest.mouseClick(roll.viewport(), right, none, _pixel(roll, row, pitch))
        if document.score.pitch[row, P1]:
            raise StepError(f"the note erased at row {row}, pitch {pitch} is still there")

    def continue_(self) -> None:
        """Let the song go on by four bars in four ways, and accept the second one."""
        continuation, document = self.window.continuation, self.window.document
        before = document.score
        continuation.failed.connect(self._troubles.append)
        begin = time.monotonic()
        self.window.commands["continue"].trigger()
        self.wait(lambda: not continuation.waiting, "the song goes on")
        self._found["continue_s"] = round(time.monotonic() - begin, 3)
        if document.score != before:
            raise StepError("the song was changed before a take was accepted")
        self.window.commands["take_next"].trigger()
        self._picture("offered")
        self.window.commands["accept"].trigger()
        if document.score == before or "take 2" not in document.undo_text:
            raise StepError("the song is the same after a take was accepted")
        self._picture("continued")

    def save_and_read_back(self) -> None:
        """Save the song as a project and read that."""
        path, document = self._folder / "selftest.nesproj", self.window.document
        self.window.files.save_path(path)
        self.wait(lambda: document.path == path and not document.dirty, "the song is saved")
        if registry.read_song(path).song != document.song:
            raise StepError("the project that was read is not the song that was saved")

    def stop(self) -> None:
        """Stop the music."""
        self.window.commands["play"].trigger()
        self.wait(lambda: not self.audio.status().playing, "the song stops")
        self._found["underruns"] = self.audio.status().underruns

    def quit(self) -> None:
        """Close the window and end both processes."""
        if self._window is None:
            if self._audio is not None:
                self._audio.close()
            return
        closed = self._window.close()
        self._window.shut_down()
        self._window.deleteLater()
        if not closed:
            raise StepError("the window did not close")
        if multiprocessing.active_children():
            raise StepError(f"processes are left over: {multiprocessing.active_children()}")

    # What the steps have in common

    @property
    def window(self) -> MainWindow:
        """The window, once it is open."""
        assert self._window is not None
        return self._window

    @property
    def audio(self) -> AudioClient:
        """The audio process, once it has been started."""
        assert self._audio is not None
        return self._audio

    def wait(self, condition: Callable[[], object], what: str) -> None:
        """Let the window live until the condition holds; a trouble that is told meanwhile ends the waiting."""
        loop, look, end = QEventLoop(), QTimer(), time.monotonic() + _PATIENCE_S

        def check() -> None:
            if condition() or self._troubles or time.monotonic() > end:
                loop.quit()

        look.timeout.connect(check)
        look.start(_LOOK_MS)
        loop.exec()
        look.stop()
        if not condition() and not self._troubles:
            raise StepError(f"waited {_PATIENCE_S:.0f} s in vain until {what}")

    def drag(self, axis: int) -> float:
        """Drag one slider across its middle; return the seconds until the first sample of its effect is heard."""
        slider = self.window.latent_panel.sliders[axis]
        start, end = (0.25, 0.75) if slider.sigma > 0 else (0.75, 0.25)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        places = [QPoint(round(slider.width() * share), slider.height() // 2) for share in (start, end)]
        version = self.audio.status().rendered_version
        QTest.mousePress(slider, left, none, places[0])
        self.wait(lambda: self.audio.status().rendered_version > version, f"slider {axis + 1} is heard")
        version = self.audio.status().rendered_version
        begin = time.monotonic()
        QTest.mouseMove(slider, places[1])
        self.wait(lambda: self.audio.status().rendered_version > version, f"slider {axis + 1} is heard")
        heard = self.audio.status().version_heard_at
        QTest.mouseRelease(slider, left, none, places[1])
        return heard - begin

    def _free_place(self, roll: PianoRoll) -> tuple[int, int]:
        """Return a row and a pitch that are seen, where there is room for a note."""
        seen, score = roll.coordinates, self.window.document.score
        for row in range(int(seen.first_row) + 1, min(int(seen.first_row + seen.rows), len(score)) - _NOTE_ROWS):
            for pitch in range(int(seen.lowest) + 2, int(seen.lowest + seen.pitches) - 2):
                if pitch not in score.pitch[row - 1 : row + _NOTE_ROWS, roll.voice]:
                    return row, pitch
        raise StepError("there is no free place for a note")

    def _picture(self, name: str) -> None:
        """Save a picture of the window."""
        if self._screenshots is None:
            return
        self._screenshots.mkdir(parents=True, exist_ok=True)
        path = self._screenshots / f"{len(self._pictures) + 1}-{name}.png"
        if not self.window.grab().save(str(path)):
            raise StepError(f"{path}: the picture cannot be saved")
        self._pictures.append(str(path))

    def _note_unhandled(self, _: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        """Note what was raised where nobody catches it: in what Qt calls."""
        self._troubles.append(repr(error))


def _pixel(roll: PianoRoll, row: int, pitch: int) -> QPoint:
    """Return the middle of a cell."""
    seen = roll.coordinates
    return QPoint(round(seen.x(row + 0.5)), round(seen.y(pitch + 0.5)))


def _process_age() -> float:
    """Return the seconds since this process was started; where the system does not say, since it came here."""
    try:
        # Field 22 of proc(5)'s stat: the start in clock ticks after the machine's.
        fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        age = time.monotonic() - _IMPORTED
    return round(age, 3)
