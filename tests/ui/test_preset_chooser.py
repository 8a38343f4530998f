from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from nes_composer import paths
from nes_composer.driver import own_presets
from nes_composer.driver.presets import presets
from nes_composer.score.edits import draw
from nes_composer.score.instrument import PLAIN, Envelope, Instrument
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR
from nes_composer.score.song import Song

ODD = Instrument("Grandmother's & very own zither", Envelope((3, 9)))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Where the person's own presets are."""
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path))


@pytest.fixture
def song(window, melody):
    """The melody in the window, its P2 on an instrument that is no preset."""
    instruments = (PLAIN[P1], ODD, PLAIN[TR], PLAIN[NO])
    window.document.open(Song(melody.score, instruments=instruments))
    return window.document.song


def names(menu: QMenu):
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def opened(window, voice):
    """Click on the chooser of a voice and return its menu."""
    chooser = window.strips[voice].preset
    QTest.mouseClick(chooser, Qt.MouseButton.LeftButton)
    assert chooser.menu_of_presets.isVisible()
    return chooser.menu_of_presets


def pick(menu, name):
    action = next(action for action in menu.actions() if action.text() == name)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


@pytest.mark.parametrize("voice", [P1, P2, TR, NO])
def test_a_click_offers_the_presets_of_the_voice(window, song, voice):
    menu = opened(window, voice)
    expected = [preset.instrument.name for preset in presets() if voice in preset.voices]
    assert names(menu) == ["plain", *expected, "Edit instrument…"]
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()
    assert window.document.song is song


def test_a_choice_is_one_step_and_is_heard(window, song, audio):
    name = "organ"
    instrument = next(preset.instrument for preset in presets() if preset.instrument.name == name)
    pick(opened(window, P1), name)
    assert window.document.song.instruments == (instrument, *song.instruments[1:])
    assert window.document.score == song.score
    assert audio.instruments[-1] == window.document.song.instruments
    (preview,) = audio.previews
    assert preview[0] == P1
    assert preview[1] in song.score.pitch[:, P1]
    assert window.document.undo_text == "Pulse 1 plays organ"
    window.document.undo()
    assert window.document.song is song
    assert audio.instruments[-1] == song.instruments


def test_the_keyboard_reaches_it(window, song):
    """I opens the menu of the voice in focus; arrows and Return choose."""
    window.selection.choose_voice(TR)
    first = next(preset.instrument for preset in presets() if TR in preset.voices)
    QTest.keyClick(window, Qt.Key.Key_I)
    menu = window.strips[TR].preset.menu_of_presets
    assert menu.isVisible()
    QTest.keyClick(menu, Qt.Key.Key_Down)  # from plain, which is in use
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert window.document.song.instruments[TR] == first


def test_the_instrument_in_use_is_named_and_marked(window, song):
    chooser = window.strips[P2].preset
    assert ODD.name in chooser.toolTip()
    assert ODD.name in chooser.accessibleName()
    assert chooser.text().endswith("…")
    for voice, marked in ((P2, []), (TR, ["plain"])):
        menu = opened(window, voice)
        assert [action.text() for action in menu.actions() if action.isChecked()] == marked
        menu.close()
    assert window.strips[TR].preset.text() == "plain"


def test_names_fit_the_strip(window, song):
    for voice, strip in enumerate(window.strips):
        for preset in presets():
            if voice in preset.voices:
                strip.preset.choose(preset.instrument)
                width = strip.preset.fontMetrics().horizontalAdvance(strip.preset.text())
                assert width <= strip.preset.width() - 8
        assert strip.rect().contains(strip.preset.geometry())


def test_every_preset_has_a_tooltip(window, song):
    menu = opened(window, NO)
    tips = [action.toolTip() for action in menu.actions() if not action.isSeparator()]
    menu.close()
    assert len(tips) > 7
    assert all(tips)
    assert any("pitch" in tip for tip in tips)


def test_a_voice_without_notes_sounds_a_playable_one(window, audio):
    for voice in (P1, P2, TR, NO):
        window.strips[voice].preset.choose(replace(PLAIN[voice], name=f"other {voice}"))
    assert [preview[0] for preview in audio.previews] == [P1, P2, TR, NO]
    for voice, pitch, velocity, timbre in audio.previews:
        draw(window.document.score, [Note(voice, 0, 1, pitch, velocity, timbre)])  # refuses what cannot be played


def test_own_presets_are_offered_beside_the_shipped_ones(window, song):
    own_presets.keep(ODD, P2)
    own_presets.keep(Instrument("only noise"), NO)
    menu = opened(window, P1)
    assert names(menu)[-2:] == [ODD.name.replace("&", "&&"), "Edit instrument…"]
    pick(menu, ODD.name.replace("&", "&&"))
    assert window.document.song.instruments[P1] == ODD
    assert names(opened(window, NO))[-2:] == ["only noise", "Edit instrument…"]


def test_a_damaged_file_of_own_presets_is_told_and_the_shipped_ones_are_there(window, song):
    own_presets.path().write_text("{")
    menu = opened(window, P1)
    assert "organ" in names(menu)
    assert "instruments.json" in window.status_bar.message.text()


def test_the_menu_leads_to_the_editor_of_its_voice(window, song):
    pick(opened(window, TR), "Edit instrument…")
    assert window.sound_views.instrument_dock.isVisible()
    assert window.sound_views.instrument.voice == TR
