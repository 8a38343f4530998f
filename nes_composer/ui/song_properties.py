"""What a song is called, who wrote it, and where it is from."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from nes_composer.score.song import Song
from nes_composer.ui import theme
from nes_composer.ui.document import Document

_FIELDS = {
    "title": ("&Title", "What the song is called; saved in projects, register logs and trackers' files"),
    "author": ("&Author", "Who wrote it"),
    "game": ("&Game", "Where it is from"),
}
_LONGEST = 200
_WIDTH = 420


class SongProperties(QDialog):
    """Edits them as one undo step.

    Attributes
    ----------
    fields : dict of str to QLineEdit
    """

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Song properties")
        self.fields = {name: QLineEdit(getattr(document.song, name)) for name in _FIELDS}
        form = QFormLayout()
        form.setVerticalSpacing(theme.MARGIN)
        for name, (text, tip) in _FIELDS.items():
            field = self.fields[name]
            field.setMaxLength(max(_LONGEST, len(field.text())))
            field.setAccessibleName(text.replace("&", ""))
            field.setToolTip(tip)
            form.addRow(text, field)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * theme.MARGIN] * 4)
        column.setSpacing(2 * theme.MARGIN)
        column.addLayout(form)
        column.addWidget(buttons)
        self.setMinimumWidth(_WIDTH)

    def accept(self) -> None:
        """Put what is written into the song."""
        title, author, game = (self.fields[name].text().strip() for name in _FIELDS)

        def changed(song: Song) -> Song:
            return replace(song, title=title, author=author, game=game)

        self._document.change("Change song properties", changed)
        super().accept()
