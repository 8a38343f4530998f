"""What a slider does, as small pictures: the pattern with it far to the left, as it is, and far to the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from nes_composer.score.score import Score
from nes_composer.ui import theme
from nes_composer.ui.latent import Latent
from nes_composer.ui.latent_step import Point
from nes_composer.ui.panel_parts import caption
from nes_composer.ui.roll_picture import roll_picture

FAR = 2.0
"""How far to either side, in σ."""

_WIDTH, _HEIGHT = 190, 60


class AxisPreview(QFrame):
    """A frame beside the slider; filled by two decodes that touch no song.

    Attributes
    ----------
    pictures : list of QLabel
        At the left end, now, at the right end.
    hint : QLabel
        What a tooltip would say, which would lie over the pictures.
    """

    def __init__(self, latent: Latent, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip)
        self._latent = latent
        self._asked: object = None
        theme.follow_style(
            self,
            lambda: f"AxisPreview {{ background: {theme.PANEL.name()}; border: 1px solid {theme.BORDER.name()}; }}",
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setSpacing(6)
        self.pictures = [QLabel() for _ in range(3)]
        for row, (text, picture) in enumerate(zip((f"−{FAR:g} σ", "now", f"+{FAR:g} σ"), self.pictures, strict=True)):
            picture.setFixedSize(_WIDTH, _HEIGHT)
            grid.addWidget(caption(text), row, 0)
            grid.addWidget(picture, row, 1)
        self.hint = caption("")
        grid.addWidget(self.hint, len(self.pictures), 0, 1, 2)

    def ask(self, now: Score, z: Point, moved: Callable[[Point, float], Point], beside: QWidget) -> None:
        """Show what a direction does to a pattern once both decodes have come, to the left of a widget.

        Parameters
        ----------
        now
            The pattern as it is.
        z
            Its point.
        moved
            From a point and a value in σ to the point moved there.
        beside
            Where the mouse is.
        """
        self._asked = asked = object()

        def left(score: Score) -> None:
            if self._asked is asked:
                self._latent.preview(moved(z, FAR), lambda right: show([score, now, right]))

        def show(scores: list[Score]) -> None:
            if self._asked is not asked:
                return
            for picture, score in zip(self.pictures, scores, strict=True):
                picture.setPixmap(roll_picture(score, _WIDTH, _HEIGHT, ratio=self.devicePixelRatioF()))
            self.hint.setText(beside.toolTip())
            self.adjustSize()
            corner = beside.mapToGlobal(QPoint(0, beside.height() // 2))
            screen = beside.screen().availableGeometry()
            top = min(max(corner.y() - self.height() // 2, screen.top()), screen.bottom() - self.height())
            self.move(max(corner.x() - self.width() - 8, screen.left()), top)
            self.show()

        self._latent.preview(moved(z, -FAR), left)

    def dismiss(self) -> None:
        """Hide it, also if it is still to come."""
        self._asked = None
        self.hide()
