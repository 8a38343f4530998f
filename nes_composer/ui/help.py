"""The sheet of keys, and who made this."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QTextBrowser, QVBoxLayout, QWidget

from nes_composer import __version__


def show_keys(parent: QWidget, html: str) -> None:
    """Show the sheet of keys beside the work; the window stays usable."""
    sheet = QDialog(parent)
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sheet.setWindowTitle("Keys and gestures")
    text = QTextBrowser()
    text.setHtml(html)
    QVBoxLayout(sheet).addWidget(text)
    sheet.resize(560, 640)
    sheet.show()


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
