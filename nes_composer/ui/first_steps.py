"""What a new user tries first: drag a slider, draw a note, let the song go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from nes_composer.ui import key_tips
from nes_composer.ui.gestures import draw
from nes_composer.ui.pointing_card import PointingCard

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow

_SETTING, _SEEN = "first_steps", "seen"
_PAUSE_MS = 1200
"""For so long a step is shown as done before the next one comes."""


def wanted(settings: QSettings) -> bool:
    """Return whether the steps were neither done nor closed yet."""
    return str(settings.value(_SETTING)) != _SEEN


@dataclass(frozen=True)
class _Step:
    """One thing to try.

    Parameters
    ----------
    title, text
        What to do, and how, as things are now.
    target
        Where.
    leftwards
        The card points to the left.
    """

    title: str
    text: Callable[[], str]
    target: Callable[[], QWidget]
    leftwards: bool


class FirstSteps(QObject):
    """Shows one step after the other beside the work; each goes when it is done, and all when they are closed.

    Parameters
    ----------
    window
        What they are about.
    settings
        Where it is kept that they are over.

    Attributes
    ----------
    card : PointingCard
    current : int or None
        The step that is shown: drag, draw, continue.
    """

    def __init__(self, window: MainWindow, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self.card = PointingCard(window)
        self.current: int | None = None
        self._done = [False] * 3
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._go_on_after_drag)
        self._steps = (
            _Step("Drag a slider", self._about_sliders, lambda: window.latent_panel.sliders[0], leftwards=False),
            _Step("Draw a note", self._about_drawing, self._roll, leftwards=True),
            _Step("Let it go on", self._about_takes, lambda: window.takes_panel.form.go_on, leftwards=False),
        )
        self.card.next_clicked.connect(self._next)
        self.card.close_clicked.connect(self.skip)
        window.latent.made.connect(lambda _: self._did(0))
        window.document.history_changed.connect(self._look_for_note)
        window.continuation.begun.connect(lambda _: self._did(2))
        window.latent.ready_changed.connect(self._show)
        window.continuation.ready_changed.connect(self._show)
        window.desk.focus.changed.connect(self._show)
        key_tips.follow(self, self._show)

    def begin(self) -> None:
        """Show the first step."""
        self._pause.stop()
        self._done = [False] * len(self._steps)
        self.current = 0
        self._show()

    def skip(self) -> bool:
        """Show no step any more, now and at later starts; return whether one was shown."""
        if self.current is None:
            return False
        self._pause.stop()
        self.current = None
        self.card.put_away()
        self._settings.setValue(_SETTING, _SEEN)
        return True

    # What the person does

    def _look_for_note(self) -> None:
        if self._window.document.undo_text == draw.TEXT:
            self._did(1)

    def _did(self, step: int) -> None:
        """Tick a step off; if it is the one that is shown, the next one comes soon."""
        if self.current is None or self._done[step]:
            return
        self._done[step] = True
        if step == self.current:
            self._pause.start()
        self._show()

    def _next(self) -> None:
        if self.current is not None:
            self._done[self.current] = True
            self._go_on()

    def _go_on_after_drag(self) -> None:
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._go_on()
        else:
            self._pause.start()

    def _go_on(self) -> None:
        self._pause.stop()
        left = [step for step, done in enumerate(self._done) if not done]
        if left:
            self.current = left[0]
            self._show()
        else:
            self.skip()

    # What is shown

    def _show(self) -> None:
        if self.current is None:
            return
        step = self._steps[self.current]
        self.card.say(self.current, tuple(self._done), step.title, step.text())
        self.card.point_at(step.target(), step.leftwards)
        self.card.show()
        self.card.raise_()

    def _roll(self) -> QWidget:
        rolls = self._window.rolls
        return next((roll for roll in rolls if roll.isVisible()), rolls[0])

    def _about_sliders(self) -> str:
        if self._window.latent.problem:
            return self._window.latent.problem
        if self._window.latent.ready:
            return "Each one moves the music in a direction that the model has found. You see and hear what it does."
        plays = key_tips.key("play")
        meanwhile = f"Meanwhile {plays} plays and stops the song." if plays else ""
        return f"They wake up in a few seconds, when the models are loaded. {meanwhile}".rstrip()

    def _about_drawing(self) -> str:
        return "Drag where a roll is empty; a right-click erases. What you draw stays when sliders move."

    def _about_takes(self) -> str:
        if self._window.continuation.problem:
            return self._window.continuation.problem
        key = key_tips.key("continue")
        do = f"Press {key}" if key else "Click Continue"
        return f"{do}: the model offers several ways to go on after the last note. Tab hears the next, Return keeps it."
