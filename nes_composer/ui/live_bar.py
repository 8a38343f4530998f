"""The buttons of recording, metronome and tracker piano in the bar below the menus."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from nes_composer.ui import icons, theme
from nes_composer.ui.tracker_piano import TrackerPiano


class LiveBar(QWidget):
    """Shows what is on, and the octave of the tracker piano while that is.

    Attributes
    ----------
    octave : QLabel
    """

    def __init__(self, piano: TrackerPiano, actions: dict[str, QAction]) -> None:
        super().__init__()
        self._piano = piano
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for name, icon in (
            ("record", icons.record()),
            ("step_record", icons.step_record()),
            ("metronome", icons.metronome()),
            ("tracker_piano", icons.piano()),
        ):
            actions[name].setIcon(icon)
            button = QToolButton()
            button.setObjectName("transport")
            button.setDefaultAction(actions[name])
            button.setIconSize(QSize(20, 20))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        self.octave = QLabel()
        self.octave.setFont(theme.font(12, bold=True, digits=True))
        self.octave.setAccessibleName("Octave of the tracker piano")
        row.addWidget(self.octave)
        piano.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        piano = self._piano
        self.octave.setVisible(piano.on)
        self.octave.setText(f"C{piano.octave}")
        self.octave.setToolTip("The piano's lowest key, Z, is this C; Q is the one above it (PgUp, PgDown)")
