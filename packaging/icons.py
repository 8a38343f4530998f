"""Make the icon's files in share/icons from the drawing that the window shows.

`.venv/bin/python packaging/icons.py` after the drawing or the dark look has changed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtSvg import QSvgGenerator

from nes_composer.ui import icons

FOLDER = Path(__file__).parent / "share" / "icons" / "hicolor"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_SCALABLE = 128


def main(folder: Path = FOLDER) -> None:
    """Write the icon in each size that desktops ask for, and one for all others."""
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    for size in SIZES:
        path = picture(folder, size)
        path.parent.mkdir(parents=True, exist_ok=True)
        icons.window().pixmap(size, size).save(str(path))
    path = scalable(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setTitle("nes_composer")
    generator.setSize(QSize(_SCALABLE, _SCALABLE))
    generator.setViewBox(QRect(0, 0, _SCALABLE, _SCALABLE))
    painter = QPainter(generator)
    icons.window().paint(painter, 0, 0, _SCALABLE, _SCALABLE)
    painter.end()
    del app


def picture(folder: Path, size: int) -> Path:
    """Return where the picture of a size is."""
    return folder / f"{size}x{size}" / "apps" / "nes-composer.png"


def scalable(folder: Path) -> Path:
    """Return where the drawing is."""
    return folder / "scalable" / "apps" / "nes-composer.svg"


if __name__ == "__main__":
    main()
