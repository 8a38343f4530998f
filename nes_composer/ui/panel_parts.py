"""What the panels beside the rolls are put together from."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

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


def caption(text: str) -> QLabel:
    """Return a small, dim word beside a widget."""
    label = QLabel(text)
    theme.follow_style(label, lambda: f"color: {theme.DIM.name()}; font-size: 11px")
    return label
