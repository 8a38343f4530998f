"""What a continuation is to be like: bars, takes, temperature, top-p, key, seed, voices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nes_composer.score.keys import NOTE_NAMES, SCALES, Key, best_key
from nes_composer.score.score import VOICES
from nes_composer.ui import icons, key_tips, labels, theme
from nes_composer.ui.continuation import Continuation
from nes_composer.ui.continue_settings import MOST_BARS, MOST_SEED, MOST_TAKES, TEMPERATURES, TOP_PS
from nes_composer.ui.desk import Desk
from nes_composer.ui.panel_parts import caption, line
from nes_composer.ui.voice_button import VoiceButton

_NO_SEED = -1


class ContinueForm(QWidget):
    """Three lines of settings with the buttons that use them.

    Attributes
    ----------
    bars, takes, seed : QSpinBox
    temperature, top_p : QDoubleSpinBox
    key : KeyChooser
    new_seed : QToolButton
        On: a new seed each time.
    voices : list of VoiceButton
    go_on, fill : QPushButton
    """

    def __init__(self, desk: Desk, continuation: Continuation) -> None:
        super().__init__()
        self._desk, self._continuation = desk, continuation
        self._make()
        self._connect()
        continuation.ready_changed.connect(self._show)
        continuation.settings_changed.connect(self._show)
        desk.document.song_changed.connect(self._show_voices)
        self._show()

    def _make(self) -> None:
        self.bars = _whole(1, MOST_BARS, "Bars", " bars", "How many bars each take gets", 58)
        self.takes = _whole(1, MOST_TAKES, "Takes", " takes", "How many takes there are to choose from", 60)
        self.voices = [VoiceButton(voice) for voice in range(len(VOICES))]
        self.temperature = _share(
            *TEMPERATURES, "Temperature", "temp ", "Below 1 the likely becomes likelier, above 1 rarer"
        )
        self.top_p = _share(
            *TOP_PS, "Top-p", "top-p ", "Notes are drawn from the likeliest that make up so much of the odds"
        )
        self.seed = _whole(
            _NO_SEED, MOST_SEED, "Seed", "", "The same seed gives the same takes. Type one and press Enter", 62
        )
        self.seed.setSpecialValueText("new")
        self.new_seed = QToolButton()
        self.new_seed.setIcon(icons.dice())
        self.new_seed.setCheckable(True)
        self.new_seed.setFixedSize(26, 24)
        self.new_seed.setStyleSheet("padding: 0")
        self.new_seed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.new_seed.setAccessibleName("New seed each time")
        self.new_seed.setToolTip("A new seed each time; off: the one on the left again")
        self.key = KeyChooser(self._desk)
        self.go_on = _button("Continue", "Go on after the chosen rows, or after the last note", "continue")
        self.fill = _button("Fill", "Draw the chosen rows anew, so that they lead to what follows", "fill")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(line(self.bars, self.takes, None, *self.voices))
        column.addLayout(line(self.temperature, self.top_p, None, caption("seed"), self.seed, self.new_seed))
        column.addLayout(line(self.key, None, self.go_on, self.fill))

    def _connect(self) -> None:
        for name in ("bars", "takes", "temperature", "top_p"):
            getattr(self, name).valueChanged.connect(lambda value, name=name: self._want(**{name: value}))
        self.seed.valueChanged.connect(self._seed_typed)
        self.seed.lineEdit().returnPressed.connect(lambda: self._seed_typed(self.seed.value()))
        self.new_seed.toggled.connect(lambda on: self._want(seed=None if on else self._shown_seed()))
        self.key.currentIndexChanged.connect(lambda _: self._want(key=self.key.currentData()))
        self.go_on.clicked.connect(self._continuation.run)
        self.fill.clicked.connect(self._continuation.fill)
        for button in self.voices:
            button.toggled.connect(self._voices_toggled)

    def _want(self, **changes: Any) -> None:
        self._continuation.set(replace(self._continuation.settings, **changes))

    def _seed_typed(self, seed: int) -> None:
        self._want(seed=None if seed == _NO_SEED else seed)

    def _shown_seed(self) -> int | None:
        return self.seed.value() if self.seed.value() != _NO_SEED else None

    def _voices_toggled(self) -> None:
        """Take over the buttons that can be pressed; the others keep what was wanted of them."""
        wanted = self._continuation.settings.voices
        on = (b.isChecked() if b.isEnabled() else voice in wanted for voice, b in enumerate(self.voices))
        self._want(voices=tuple(voice for voice, chosen in enumerate(on) if chosen))

    def _show(self) -> None:
        settings, continuation = self._continuation.settings, self._continuation
        for name in ("bars", "takes", "temperature", "top_p"):
            box = getattr(self, name)
            with QSignalBlocker(box):
                box.setValue(getattr(settings, name))
        self.bars.setSuffix(" bar" if settings.bars == 1 else " bars")
        self.takes.setSuffix(" take" if settings.takes == 1 else " takes")
        seed = settings.seed if settings.seed is not None else continuation.latest_seed
        with QSignalBlocker(self.seed), QSignalBlocker(self.new_seed):
            self.seed.setValue(_NO_SEED if seed is None else seed)
            self.new_seed.setChecked(settings.seed is None)
        self.key.show_key(settings.key)
        for button in (self.go_on, self.fill):
            button.setEnabled(continuation.ready)
        self._show_voices()

    def _show_voices(self) -> None:
        continuation, locked = self._continuation, self._desk.document.song.locks.voices
        for voice, button in enumerate(self.voices):
            able = not continuation.ready or voice in continuation.voices
            wanted = voice in continuation.settings.voices
            with QSignalBlocker(button):
                button.setEnabled(able and voice not in locked)
                button.setChecked(wanted and able and voice not in locked)
            title = labels.VOICE_TITLES[voice]
            if voice in locked:
                tip = f"{title} is locked: it stays, and the model hears it"
            elif not able:
                tip = f"The loaded model does not have {title}"
            else:
                tip = f"Draw {title}; while off it stays, and the model hears it"
            button.setAccessibleName(f"Draw {title}")
            button.setToolTip(tip)


class KeyChooser(QComboBox):
    """Which key new notes keep to: none, the song's own, or any other."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFixedHeight(24)
        self.setMinimumWidth(116)
        self.setMaxVisibleItems(20)
        self.setAccessibleName("Key")
        self.setToolTip("New notes of P1, P2 and TR are notes of this key")
        self._fill(None)

    def show_key(self, key: Key | None) -> None:
        """Show what is chosen, without telling anyone."""
        places = [index for index in range(self.count()) if self.itemData(index) == key]
        with QSignalBlocker(self):
            self.setCurrentIndex(places[0])

    def showPopup(self) -> None:  # noqa: N802
        """Offer the key of the song as it is now first."""
        key = self.currentData()
        with QSignalBlocker(self):
            self._fill(best_key(self._desk.document.score))
        self.show_key(key)
        super().showPopup()

    def _fill(self, best: Key | None) -> None:
        self.clear()
        self.addItem("any key", None)
        if best is not None:
            self.addItem(f"{best.name} (song)", best)
        for scale in SCALES:
            for root in range(len(NOTE_NAMES)):
                key = Key(root, scale)
                if key != best:
                    self.addItem(key.name, key)


def _whole(low: int, high: int, name: str, suffix: str, tip: str, width: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setSuffix(suffix)
    _prepare(box, name, tip, width)
    return box


def _share(low: float, high: float, name: str, prefix: str, tip: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(low, high)
    box.setSingleStep(0.05)
    box.setDecimals(2)
    box.setPrefix(prefix)
    _prepare(box, name, tip, 82)
    return box


def _prepare(box: QSpinBox | QDoubleSpinBox, name: str, tip: str, width: int) -> None:
    box.setFixedSize(width, 24)
    box.setFont(theme.font(11))
    box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    box.setKeyboardTracking(False)
    box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    box.setAccessibleName(name)
    box.setToolTip(tip)
    box.lineEdit().returnPressed.connect(box.clearFocus)


def _button(text: str, tip: str, command: str) -> QPushButton:
    button = QPushButton(text)
    key_tips.follow_tip(button, tip, command)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
