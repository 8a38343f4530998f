"""What the docks around the rolls have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QDockWidget


def toggle(dock: QDockWidget) -> None:
    """Hide a dock that is seen; show one that is hidden or behind another."""
    dock.setVisible(not dock.isVisible() or dock.visibleRegion().isEmpty())
    dock.raise_()
