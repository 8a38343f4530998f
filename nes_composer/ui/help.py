"""The sheet of keys, and who made this."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import zip_longest

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox, QTextBrowser, QVBoxLayout, QWidget

from nes_composer import __version__
from nes_composer.ui import theme
from nes_composer.ui.actions import Command
from nes_composer.ui.follower import Follower
from nes_composer.ui.key_bindings import KeyBindings

Lines = list[tuple[str, str]]


class KeySheet(QDialog):
    """All keys and gestures beside the work, in two columns; the window stays usable.

    Parameters
    ----------
    gestures
        What the mouse does: gesture, effect.

    Attributes
    ----------
    filter : QLineEdit
        Only lines with all of its words are shown.
    text : QTextBrowser
    """

    def __init__(
        self,
        commands: Sequence[Command],
        bindings: KeyBindings,
        gestures: Sequence[tuple[str, str]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._commands, self._bindings, self._gestures = commands, bindings, gestures
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys and gestures")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter: a key, a gesture or what it does")
        self.filter.setAccessibleName("Filter")
        self.filter.setToolTip("Show only lines with all of these words")
        self.filter.setClearButtonEnabled(True)
        self.text = QTextBrowser()
        self.text.setAccessibleName("Keys and gestures")
        self.text.setToolTip("Other keys are chosen in Edit, Settings")
        column = QVBoxLayout(self)
        column.addWidget(self.filter)
        column.addWidget(self.text)
        self.filter.textChanged.connect(self._show)
        Follower(bindings.changed, self._show, self)
        theme.changed.connect(self._show)
        self.resize(1040, 660)
        self.filter.setFocus()

    def _show(self) -> None:
        sections = filtered(self._sections(), self.filter.text())
        self.text.setHtml(sheet(sections, theme.DIM.name()) if sections else "<p>There is no such key.</p>")

    def _sections(self) -> dict[str, Lines]:
        sections: dict[str, Lines] = {"Mouse": list(self._gestures)}
        for command in self._commands:
            if keys := self._bindings.keys(command.name):
                shown = (QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
                sections.setdefault(command.chapter, []).append((" or ".join(shown), command.tip.rstrip(".")))
        return sections


def filtered(sections: dict[str, Lines], words: str) -> dict[str, Lines]:
    """Return the lines that have all words in their key, their effect or their section's title."""
    wanted = words.casefold().split()
    kept = {
        title: [line for line in lines if all(word in f"{title} {' '.join(line)}".casefold() for word in wanted)]
        for title, lines in sections.items()
    }
    return {title: lines for title, lines in kept.items() if lines}


def sheet(sections: dict[str, Lines], dim: str) -> str:
    """Return sections as HTML in two columns of about the same height; `dim` is the colour of titles.

    All is one table, as Qt takes twice as long to lay out tables within a table.
    """
    columns: tuple[list[str], list[str]] = ([], [])
    for title, lines in sections.items():
        # A section stays whole; the order is kept as far as that goes.
        shorter = min(columns, key=len)
        shorter += _section(title, lines, dim, first=not shorter)
    rows = (f"<tr>{left}<td width='2%'></td>{right}</tr>" for left, right in zip_longest(*columns, fillvalue=_EMPTY))
    return f"<table width='100%' cellspacing='2'>{''.join(rows)}</table>"


_EMPTY = "<td></td><td></td>"


def _section(title: str, lines: Lines, dim: str, first: bool) -> list[str]:
    """Return the cells of a section's rows, beneath its title."""
    heading = f"<td colspan='2'><b style='color: {dim}; font-size: large'>{escape(title)}</b></td>"
    rows = (
        f"<td width='18%'><b>{escape(key, quote=False)}</b></td><td width='31%'>{escape(effect, quote=False)}</td>"
        for key, effect in lines
    )
    return [*([] if first else ["<td colspan='2'>&nbsp;</td>"]), heading, *rows]


def show_about(parent: QWidget) -> None:
    """Say what this program is."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("About nes_composer")
    box.setText(f"<h3>nes_composer {__version__}</h3>")
    box.setInformativeText(
        "A latent-space composer for the Nintendo Entertainment System's sound chip.\n\n"
        "Move the sliders, draw and fix notes by hand, and save what any other program or a real NES plays."
    )
    box.open()
