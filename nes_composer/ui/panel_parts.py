"""What the panels beside the rolls are put together from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from nes_composer.ui import theme


def line(*widgets: QWidget | None, right: int = 0) -> QHBoxLayout:
    """Return widgets side by side, None for room that stretches; `right` pixels stay free at the end."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, right, 0)
    row.setSpacing(5)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row


def dialog_button(text: str, tip: str, run: Callable[[], object]) -> QPushButton:
    """Return a button of a dialog, which Return in a field does not press."""
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: run())
    return button


def caption(text: str) -> QLabel:
    """Return a small, dim word beside a widget."""
    label = QLabel(text)
    theme.follow_style(label, lambda: f"color: {theme.DIM.name()}; font-size: 11px")
    return label
