import pytest
from PySide6.QtGui import QImage, QPainter

from nes_composer.score.instrument import Envelope, Vibrato
from nes_composer.score.score import NO, P1
from nes_composer.ui import theme
from nes_composer.ui.envelope_kinds import kinds
from nes_composer.ui.envelope_picture import EnvelopePicture
from nes_composer.ui.envelope_view import EnvelopeView, seen_ticks

VOLUME, DUTY, ARPEGGIO, PITCH = kinds(P1)


def painted(kind, envelope, voice=P1, vibrato=None):
    view = EnvelopeView(300, 220, seen_ticks(len(envelope.values) if envelope else 1), len(kind.values))
    image = QImage(300, 220, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    picture = EnvelopePicture(kind, envelope, envelope or Envelope((kind.values[0],)), view, voice)
    picture.paint(painter, "")
    if vibrato:
        picture.paint_vibrato(painter, vibrato)
    painter.end()
    return image, view


def filled(image, view, tick, color):
    """How many pixels in the middle of a tick have a colour."""
    x = round(view.x(tick + 0.5))
    return sum(image.pixelColor(x, y).rgb() == color.rgb() for y in range(round(view.top), round(view.bottom)))


def test_bars_are_as_high_as_their_values(qapp):
    image, view = painted(VOLUME, Envelope((0, 5, 10, 15)))
    heights = [filled(image, view, tick, theme.VOICES[P1]) for tick in range(5)]
    assert heights[0] == pytest.approx(2, abs=1)
    assert heights[1:4] == pytest.approx([(value + 1) * view.row_height for value in (5, 10, 15)], abs=2)
    assert heights[4] == 0


def test_bars_go_up_and_down_from_0(qapp):
    kind = ARPEGGIO.within(12)
    image, view = painted(kind, Envelope((12, -12, 0)))
    up, down, none = (filled(image, view, tick, theme.VOICES[P1]) for tick in range(3))
    assert up == pytest.approx(down, abs=2)
    assert up > 10 * none > 0
    middle = round(view.y(12.5))
    assert image.pixelColor(round(view.x(0.5)), middle - 20).rgb() == theme.VOICES[P1].rgb()
    assert image.pixelColor(round(view.x(1.5)), middle + 20).rgb() == theme.VOICES[P1].rgb()


def test_what_is_left_to_the_notes_has_no_bars(qapp):
    image, view = painted(DUTY, None)
    assert filled(image, view, 0, theme.VOICES[P1]) == 0
    image, view = painted(DUTY, Envelope((0,)))
    assert filled(image, view, 0, theme.VOICES[P1]) > 5


def test_what_comes_after_the_note_s_end_is_darker(qapp):
    image, view = painted(VOLUME, Envelope((15, 15, 15), release=2))
    assert filled(image, view, 1, theme.VOICES[P1]) > 100
    assert filled(image, view, 2, theme.VOICES[P1]) == 0


def test_points_and_vibrato_are_seen(qapp):
    kind, envelope = PITCH.within(50), Envelope((0,) * 8)
    plain, _ = painted(kind, envelope)
    for other in (
        painted(kind, Envelope((0,) * 8, loop=3))[0],
        painted(kind, Envelope((0,) * 8, release=3))[0],
        painted(kind, envelope, vibrato=Vibrato(40, 6.0))[0],
    ):
        assert other != plain


def test_what_is_silent_says_so_without_bars(qapp):
    kind = kinds(NO)[3].within(50)
    image, view = painted(kind, Envelope((30,) * 9), NO)
    assert all(filled(image, view, tick, theme.VOICES[NO]) == 0 for tick in range(9))


def test_the_longest_envelope_is_painted_to_its_end(qapp):
    image, view = painted(VOLUME, Envelope((15,) * 1000))
    assert filled(image, view, 990, theme.VOICES[P1]) > 100
    assert filled(image, view, 1010, theme.VOICES[P1]) == 0
