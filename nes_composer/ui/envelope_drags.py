"""What a drag on an envelope's lane does to the envelope, from press to release. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from nes_composer.score import envelopes
from nes_composer.score.instrument import Envelope
from nes_composer.ui.envelope_kinds import Kind
from nes_composer.ui.envelope_view import EnvelopeView, Part


class Drag(Protocol):
    """A drag that is going on.

    Attributes
    ----------
    text : str
        What it does, for the undo text.
    """

    text: str

    def move(self, x: float, y: float) -> Envelope:
        """Return the envelope after the mouse has come to a place."""


class DrawValues:
    """Draws values, in straight lines from one place of the mouse to the next."""

    text = "Draw"

    def __init__(self, envelope: Envelope, kind: Kind, view: EnvelopeView) -> None:
        self._envelope, self._kind, self._view = envelope, kind, view
        self._at: envelopes.Place | None = None

    def move(self, x: float, y: float) -> Envelope:
        """Draw on."""
        place = (self._view.tick(x), self._kind.values[self._view.row(y)])
        self._envelope = envelopes.drawn(self._envelope, self._at or place, place)
        self._at = place
        return self._envelope


class DragPoint:
    """Moves a point; what it pushes aside on its way comes back."""

    def __init__(self, text: str, place: Callable[[float], int], put: Callable[[int], Envelope]) -> None:
        self.text, self._place, self._put = text, place, put

    def move(self, x: float, y: float) -> Envelope:
        """Put the point where the mouse is."""
        return self._put(self._place(x))


def begin(part: Part, envelope: Envelope, kind: Kind, view: EnvelopeView) -> Drag | None:
    """Return the drag that a left press on a part of the lane begins, or None."""
    match part:
        case Part.LENGTH:
            return DragPoint("Set length of", view.edge, lambda count: envelopes.resized(envelope, count))
        case Part.LOOP:
            return DragPoint("Loop", view.tick, lambda tick: envelopes.with_loop(envelope, tick))
        case Part.RELEASE:
            return DragPoint("Set release of", view.tick, lambda tick: envelopes.with_release(envelope, tick))
        case Part.BARS:
            return DrawValues(envelope, kind, view)
    return None
