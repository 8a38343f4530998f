"""Reckoning with colours: mixtures, and how well one is read on another."""

from __future__ import annotations

from PySide6.QtGui import QColor

_LINEAR_BELOW = 0.04045
_WEIGHTS = (0.2126, 0.7152, 0.0722)
_FLARE = 0.05


def mix(a: QColor, b: QColor, share: float) -> QColor:
    """Return the colour that is `share` (0-1) of `b` and the rest of `a`."""
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )


def translucent(color: QColor, alpha: int) -> QColor:
    """Return a colour with an opacity of 0-255."""
    return QColor(color.red(), color.green(), color.blue(), alpha)


def luminance(color: QColor) -> float:
    """Return the relative luminance by WCAG 2, from 0 for black to 1 for white."""
    parts = (color.redF(), color.greenF(), color.blueF())
    return sum(weight * _linear(part) for weight, part in zip(_WEIGHTS, parts, strict=True))


def contrast(a: QColor, b: QColor) -> float:
    """Return the contrast ratio by WCAG 2, from 1 for the same luminance to 21 for black on white."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + _FLARE) / (low + _FLARE)


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4)
