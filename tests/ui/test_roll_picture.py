import numpy as np
import pytest
from PySide6.QtGui import QImage

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR, Score
from nes_composer.ui import theme
from nes_composer.ui.roll_picture import roll_picture


def where(picture, voice, tolerance=40):
    """Where a picture has about the colour of a voice: bool, height by width in device pixels."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    color = theme.VOICES[voice]
    return (np.abs(data[:, :, 2::-1].astype(int) - [color.red(), color.green(), color.blue()]) < tolerance).all(axis=2)


@pytest.fixture
def passage():
    notes = [Note(P1, 0, 8, 76), Note(P2, 16, 8, 64), Note(TR, 32, 8, 45), Note(NO, 48, 8, 8)]
    return draw(Score.silent(64), notes)


@pytest.mark.parametrize(("width", "height"), [(64, 28), (200, 60)])
def test_every_voice_is_seen_at_its_time_and_the_higher_pitch_above(qapp, passage, width, height):
    picture = roll_picture(passage, width, height)
    lines = []
    for voice in (P1, P2, TR, NO):
        y, x = np.nonzero(where(picture, voice))
        assert len(x) >= 6, f"voice {voice} cannot be seen"
        assert x.min() >= width * voice / 4 - 1
        assert x.max() <= width * (voice + 0.5) / 4 + 1
        lines.append(y.mean())
    assert lines == sorted(lines)


def test_only_the_wanted_voices_are_painted(qapp, passage):
    picture = roll_picture(passage, 64, 28, (P2,))
    assert where(picture, P2).any()
    assert not any(where(picture, voice).any() for voice in (P1, TR, NO))


def test_a_dense_screen_gets_a_sharper_picture_of_the_same_size(qapp, passage):
    picture = roll_picture(passage, 64, 28, ratio=2.0)
    assert (picture.width(), picture.height()) == (128, 56)
    assert picture.deviceIndependentSize().toTuple() == (64, 28)
    assert where(picture, P1).sum() > 2 * where(roll_picture(passage, 64, 28), P1).sum()


def test_a_semitone_is_not_blown_up_to_the_whole_picture(qapp):
    trill = draw(Score.silent(64), [Note(P1, row, 4, 60 + row // 4 % 2) for row in range(0, 64, 4)])
    lines = np.flatnonzero(where(roll_picture(trill, 200, 60), P1).any(axis=1))
    assert lines.max() - lines.min() < 12  # of 60


@pytest.mark.parametrize("rows", [0, 1])
def test_hardly_anything_to_paint_is_an_empty_roll(qapp, rows):
    picture = roll_picture(Score.silent(rows), 64, 28)
    assert picture.toImage().pixelColor(10, 10) == theme.LANE_BLACK


def test_a_song_of_hours_is_painted_too(qapp):
    pitch = np.zeros((200_000, 4), np.uint8)
    pitch[:, P1] = np.arange(200_000) % 40 + 50
    score = Score(pitch, pitch > 0, (pitch > 0) * np.uint8(9), np.zeros_like(pitch))
    assert where(roll_picture(score, 64, 28), P1, 90).any(axis=0).mean() > 0.9
