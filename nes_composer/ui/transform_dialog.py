"""The dialog of an operation: its parameters, its result as ghosts and as sound while they change."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from nes_composer.score.bundle import Change
from nes_composer.ui import theme
from nes_composer.ui.choice import chosen_notes, counted
from nes_composer.ui.desk import Desk
from nes_composer.ui.transform import Transform


class TransformDialog(QDialog):
    """Shows and sounds the result of an operation on the chosen notes.

    OK is one undo step, Cancel leaves everything as it was. Those who inherit tell the verb, add fields and return the
    operation.

    Attributes
    ----------
    hear : QPushButton
    buttons : QDialogButtonBox
    """

    verb: ClassVar[str]

    def __init__(self, desk: Desk, transform: Transform, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._transform = desk, transform
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{self.verb} {counted(chosen_notes(desk))}")
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(theme.MARGIN * 2)
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        theme.follow_style(self._problem, lambda: f"color: {theme.ERROR.name()}")
        self._problem.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.hear = QPushButton("&Hear")
        self.hear.setToolTip("Play from the first of the notes, or stop; it sounds as it would become (Alt+H)")
        self.hear.setAutoDefault(False)
        self.buttons.addButton(self.hear, QDialogButtonBox.ButtonRole.ActionRole)
        self.hear.clicked.connect(transform.hear)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(self._form)
        column.addWidget(self._problem)
        column.addWidget(self.buttons)
        self.setMinimumWidth(300)

    def operation(self) -> Change:
        """Return what the fields say."""
        raise NotImplementedError

    def show_result(self) -> None:
        """Bring ghosts and sound up to date."""
        problem = self._transform.show(self.operation())
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not problem)

    def accept(self) -> None:
        """Do it."""
        self._transform.accept(self.verb)
        super().accept()

    def reject(self) -> None:
        """Leave everything as it was."""
        self._transform.cancel()
        super().reject()

    # Fields

    def add_number(self, label: str, low: int, high: int, value: int, tip: str, unit: str = "") -> QSpinBox:
        """Add a field for a whole number."""
        box = QSpinBox()
        box.setRange(low, high)
        box.setValue(value)
        box.setSuffix(unit)
        box.valueChanged.connect(self.show_result)
        self.add_field(label, box, tip)
        return box

    def add_choice(self, label: str, choices: tuple[str, ...], tip: str) -> QComboBox:
        """Add a field for one of several."""
        box = QComboBox()
        box.addItems(choices)
        box.currentIndexChanged.connect(self.show_result)
        self.add_field(label, box, tip)
        return box

    def add_field(self, label: str, field: QWidget, tip: str) -> None:
        """Add a field with its label, which names it for those who hear the window, too."""
        field.setToolTip(tip)
        field.setAccessibleName(label.replace("&", ""))
        self._form.addRow(label, field)
