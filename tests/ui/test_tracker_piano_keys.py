import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from nes_composer.ui import tracker_piano_keys
from nes_composer.ui.tracker_piano_keys import letter_semitone, scan_code, semitone_of


def event(key, native):
    return QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, native, 0, 0, "")


@pytest.fixture
def on(monkeypatch):
    """Be on another platform."""

    def platform(name):
        monkeypatch.setattr(tracker_piano_keys.QGuiApplication, "platformName", lambda: name)

    return platform


@pytest.mark.parametrize(("platform", "ahead"), [("xcb", 8), ("wayland", 8), ("windows", 0)])
def test_the_place_of_a_key_counts_and_not_its_letter(on, platform, ahead):
    """A German keyboard has Y where the American one has Z, a French one A where that has Q."""
    on(platform)
    assert semitone_of(event(Qt.Key.Key_Y, 44 + ahead)) == 0
    assert semitone_of(event(Qt.Key.Key_A, 16 + ahead)) == 12
    assert semitone_of(event(Qt.Key.Key_Z, 21 + ahead)) == 21
    assert semitone_of(event(Qt.Key.Key_Q, 30 + ahead)) is None


def test_where_places_are_not_told_the_letter_counts(on):
    on("cocoa")
    assert semitone_of(event(Qt.Key.Key_Z, 44)) == 0
    assert semitone_of(event(Qt.Key.Key_Y, 44)) == 21
    on("xcb")
    assert semitone_of(event(Qt.Key.Key_Z, 0)) == 0


def test_both_rows_are_scales_without_a_gap():
    lower = [letter_semitone(ord(letter)) for letter in "ZSXDCVGBHNJM,L.;/"]
    upper = [letter_semitone(ord(letter)) for letter in "Q2W3ER5T6Y7UI9O0P"]
    assert lower == list(range(17))
    assert upper == list(range(12, 29))


@pytest.mark.parametrize("key", [Qt.Key.Key_A, Qt.Key.Key_F, Qt.Key.Key_1, Qt.Key.Key_Space, Qt.Key.Key_F1])
def test_other_keys_are_not_of_the_piano(key):
    assert letter_semitone(key) is None


def test_a_code_is_taken_from_what_the_platform_adds():
    assert [scan_code(52, name) for name in ("xcb", "wayland", "windows", "cocoa", "offscreen")] == [44, 44, 52, 0, 0]
    assert scan_code(0, "xcb") == 0
