import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nes_composer import paths
from nes_composer.driver import own_presets
from nes_composer.score.instrument import PLAIN, Envelope, Instrument, Vibrato
from nes_composer.score.score import NO, P1, P2, TR
from nes_composer.score.song import Song
from nes_composer.ui.envelope_view import HEAD, RULER

LEFT = Qt.MouseButton.LeftButton
ODD = Instrument("odd & even", Envelope((15, 12, 9, 6)), vibrato=Vibrato(30, 5.0, 2))


@pytest.fixture
def editor(window, melody, tmp_path, monkeypatch):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path))
    window.document.open(Song(melody.score, instruments=(ODD, *PLAIN[1:])))
    window.selection.choose_voice(P1)
    window.commands["edit_instrument"].trigger()
    return window.sound_views.instrument


def place(lane, tick, value):
    return QPoint(round(lane.view.x(tick + 0.5)), round(lane.view.y(lane.kind.row(value) + 0.5)))


def drag(lane, *places):
    QTest.mousePress(lane, LEFT, pos=places[0])
    for at in places[1:]:
        QTest.mouseMove(lane, at)
    QTest.mouseRelease(lane, LEFT, pos=places[-1])


def test_a_drag_is_one_step_that_is_heard_and_undone(window, editor, audio):
    before, lane = window.document.song, editor.lanes[0]
    QTest.mousePress(lane, LEFT, pos=place(lane, 0, 3))
    QTest.mouseMove(lane, place(lane, 2, 7))
    drawn = Envelope((3, 5, 7, 6))
    assert window.document.song.instruments[P1].volume == drawn
    assert audio.instruments[-1][P1].volume == drawn, "also before the drag is over"
    QTest.mouseMove(lane, place(lane, 3, 7))
    QTest.mouseRelease(lane, LEFT, pos=place(lane, 3, 7))
    assert window.document.song.instruments[P1].volume == Envelope((3, 5, 7, 7))
    assert window.document.song.instruments[1:] == before.instruments[1:]
    assert window.document.undo_text == "Draw volume envelope"
    assert audio.previews[-1][0] == P1
    window.document.undo()
    assert window.document.song is before
    assert window.document.undo_text == ""
    window.document.redo()
    assert window.document.song.instruments[P1].volume == Envelope((3, 5, 7, 7))


def test_two_drags_are_two_steps(window, editor):
    before, lane = window.document.song, editor.lanes[0]
    drag(lane, place(lane, 0, 3))
    drag(lane, place(lane, 1, 3))
    window.document.undo()
    assert window.document.song.instruments[P1].volume.values == (3, 12, 9, 6)
    window.document.undo()
    assert window.document.song is before


@pytest.mark.parametrize(
    ("voice", "which", "value"),
    [(P1, 1, 2), (P2, 2, -7), (P2, 3, 30), (TR, 0, 0), (TR, 3, -30), (NO, 1, 1), (NO, 2, 5)],
)
def test_every_envelope_that_is_heard_can_be_drawn(window, editor, voice, which, value):
    window.selection.choose_voice(voice)
    lane = editor.lanes[which]
    drag(lane, place(lane, 1, value))
    instrument = window.document.song.instruments[voice]
    found = (instrument.volume, instrument.duty, instrument.arpeggio, instrument.pitch)[which]
    assert found.values[1] == pytest.approx(value, abs=1)  # a cent is less than a pixel
    assert len(found.values) == 2


def test_while_the_song_plays_no_note_is_added(window, editor, audio):
    audio.hear(playing=True)
    window.transport.poll()
    audio.previews.clear()
    drag(editor.lanes[0], place(editor.lanes[0], 0, 3))
    assert audio.previews == []


def test_undo_within_a_drag_ends_it(window, editor):
    before, lane = window.document.song, editor.lanes[0]
    QTest.mousePress(lane, LEFT, pos=place(lane, 0, 3))
    window.document.undo()
    QTest.mouseMove(lane, place(lane, 3, 3))
    QTest.mouseRelease(lane, LEFT, pos=place(lane, 3, 3))
    assert window.document.song is before


def test_it_follows_the_voice_in_focus(window, editor):
    window.selection.choose_voice(TR)
    assert editor.voice == TR
    assert not editor.lanes[1].isEnabled()
    assert "Triangle" in window.sound_views.instrument_dock.windowTitle()
    window.selection.choose_voice(NO)
    assert editor.lanes[1].isEnabled()
    assert not editor.lanes[3].isEnabled()
    assert not editor.vibrato.isEnabled()
    window.selection.choose_voice(P1)
    assert editor.name.text() == ODD.name
    assert editor.vibrato.depth_box.value() == 30


def test_the_name_is_typed(window, editor):
    QTest.mouseClick(editor.name, LEFT)
    editor.name.selectAll()
    QTest.keyClicks(editor.name, "zither")
    QTest.keyClick(editor.name, Qt.Key.Key_Return)
    assert window.document.song.instruments[P1].name == "zither"
    assert window.document.undo_text == "Name instrument"
    assert window.strips[P1].preset.text() == "zither"
    assert not editor.name.hasFocus()
    editor.name.setText("  ")
    editor.name.editingFinished.emit()
    assert window.document.song.instruments[P1].name == editor.name.text() == "zither"


def test_vibrato_is_set_and_taken_away(window, editor):
    editor.vibrato.depth_box.setValue(40)
    assert window.document.song.instruments[P1].vibrato == Vibrato(40, 5.0, 2)
    editor.vibrato.depth_box.setValue(0)
    assert window.document.song.instruments[P1].vibrato is None
    window.document.undo()
    assert window.document.song.instruments[P1] == ODD, "quick changes are one step"


def test_the_button_sounds_as_long_as_it_is_held(window, editor, audio):
    QTest.mousePress(editor.hear, LEFT)
    pressed = [told for told in audio.told if told[0] == "press"]
    assert [told[1] for told in pressed] == [P1]
    assert not [told for told in audio.told if told[0] == "let_go"]
    QTest.mouseRelease(editor.hear, LEFT)
    assert audio.told[-1] == ("let_go", P1, pressed[0][2])


def test_what_is_held_ends_with_the_focus(window, editor, audio):
    QTest.mousePress(editor.hear, LEFT)
    window.selection.choose_voice(TR)
    assert audio.told[-1][:2] == ("let_go", P1)
    told = len(audio.told)
    QTest.mouseRelease(editor.hear, LEFT)
    assert len(audio.told) == told


def test_a_key_sounds_it(window, editor, audio):
    window.commands["hear_instrument"].trigger()
    assert audio.previews[-1][0] == P1


def menu_texts(editor):
    editor.keep_menu.aboutToShow.emit()
    return [action.text() for action in editor.keep_menu.actions() if not action.isSeparator()]


def trigger(editor, text):
    assert text in menu_texts(editor)
    next(action for action in editor.keep_menu.actions() if action.text() == text).trigger()


def test_an_instrument_is_kept_and_forgotten(window, editor):
    trigger(editor, "Keep “odd && even”")
    assert [preset.instrument for preset in own_presets.own_presets()] == [ODD]
    assert menu_texts(editor) == ["Keep “odd && even”", "Forget “odd && even”"]
    trigger(editor, "Forget “odd && even”")
    assert own_presets.own_presets() == ()


def test_a_damaged_file_is_told_and_left_alone(window, editor):
    own_presets.path().write_text("{")
    trigger(editor, "Keep “odd && even”")
    assert "instruments.json" in window.status_bar.message.text()
    assert own_presets.path().read_text() == "{"


def test_the_length_handle_reaches_the_song(window, editor):
    lane = editor.lanes[0]
    drag(lane, QPoint(round(lane.view.x(4)), HEAD + RULER // 2), QPoint(round(lane.view.x(2)), HEAD + RULER // 2))
    assert window.document.song.instruments[P1].volume == Envelope((15, 12))
    assert window.document.undo_text == "Set length of volume envelope"


def test_the_oscilloscope_is_that_of_the_voice_in_focus(window, editor):
    for voice in (P1, NO, TR):
        window.selection.choose_voice(voice)
        assert "Oscilloscope" in editor.scopes.currentWidget().accessibleName()
        assert [editor.scopes.widget(v).isVisible() for v in range(4)] == [v == voice for v in range(4)]


def test_all_of_it_is_seen_in_a_small_window(window, editor):
    for part in (*editor.lanes, editor.name, editor.hear, editor.vibrato.delay_box):
        corner = part.mapTo(window, part.rect().bottomRight())
        assert window.rect().contains(corner)
        assert part.width() > 40
