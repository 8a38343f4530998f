"""Help, Report a problem: what the program knows of itself and of the machine, in one text to copy; never music."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from nes_composer import atomic, log
from nes_composer.ui import theme

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow

_MOST_TEXT = 80
_LOG_BYTES = 16_000
_HINT = "Read it before you pass it on: it names the files that could not be read, and holds no music."


class ReportDialog(QDialog):
    """Shows the text, which is to be copied or saved; nothing is sent anywhere.

    Parameters
    ----------
    text
        What there is to report.

    Attributes
    ----------
    text : QPlainTextEdit
    state : QLabel
        What became of copying or saving.
    copy_button, save_button : QPushButton
    """

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Report a problem")
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setAccessibleName("Report")
        self.text.setToolTip("What goes with a report of what went wrong (Ctrl+A, Ctrl+C copy it, too)")
        self.state = QLabel(_HINT)
        self.state.setWordWrap(True)
        theme.follow_style(self.state, lambda: f"color: {theme.DIM.name()}")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button = buttons.addButton("&Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_button.setToolTip("Put all of the text on the clipboard (Alt+C)")
        self.copy_button.setDefault(True)
        self.save_button = buttons.addButton("&Save…", QDialogButtonBox.ButtonRole.ActionRole)
        self.save_button.setToolTip("Write all of the text to a file (Alt+S)")
        self.copy_button.clicked.connect(self._copy)
        self.save_button.clicked.connect(self._ask_where)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (self.text, self.state, buttons):
            column.addWidget(widget)
        self.resize(820, 560)

    def save(self, path: Path) -> None:
        """Write the text to a file, and say whether that worked."""
        try:
            atomic.write_bytes(path, self.text.toPlainText().encode())
        except OSError as error:
            self.state.setText(f"{path}: {error.strerror or error}")
        else:
            self.state.setText(f"Saved {path.name}")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.state.setText("Copied")

    def _ask_where(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save report", "nes_composer-report.txt", "Text (*.txt)")
        if name:
            self.save(Path(name))


def show(window: MainWindow, settings: QSettings) -> None:
    """Show what there is to report of a window, beside it."""
    ReportDialog(report(window, settings), window).show()


def report(window: MainWindow, settings: QSettings) -> str:
    """Return versions, machine, sound, models, settings and the end of the logs, for people."""
    sound, screen = window.transport.status, window.screen()
    size = screen.size()
    parts = (
        ("Program", log.versions().replace("; ", "\n")),
        (
            "Window",
            f"Qt {qVersion()} on {QGuiApplication.platformName()}, "
            f"{size.width()}×{size.height()} at {screen.devicePixelRatio():g}, {screen.refreshRate():g} Hz",
        ),
        (
            "Sound",
            f"{sound.device or 'no device yet'}, {sound.sample_rate} Hz, {sound.latency_s * 1000:.0f} ms, "
            f"{sound.underruns} underruns" + (f"; {sound.error}" if sound.error else ""),
        ),
        ("Models", "\n".join(user.model or user.problem or "loading" for user in (window.latent, window.continuation))),
        ("Settings", settings_text(settings)),
        ("Log", log.tail(_LOG_BYTES)),
    )
    return "\n\n".join(f"== {title}\n{without_places(text.strip())}" for title, text in parts) + "\n"


def settings_text(settings: QSettings) -> str:
    """Return names and values of the settings, one a line; of lists, paths and long ones only their length."""
    return "\n".join(f"{name} = {_shown(settings.value(name))}" for name in sorted(settings.allKeys()))


def without_places(text: str) -> str:
    """Return a text in which the files of the person are without the folders that they are in."""
    home = str(Path.home())
    if len(home) <= 1:
        return text
    marked = text.replace("\0", "").replace(home, "\0")
    return re.sub(r"\0/(?:[^/\n\0:]*[^/\n\0:\s]/)+", "~/…/", marked).replace("\0", "~")


def _shown(value: object) -> str:
    if isinstance(value, (bool, int, float)):
        return str(value)
    if isinstance(value, str) and len(value) <= _MOST_TEXT and not re.search(r"[/\\]", value) and value.isprintable():
        return value
    return f"{type(value).__name__} of {len(value)}" if hasattr(value, "__len__") else type(value).__name__
