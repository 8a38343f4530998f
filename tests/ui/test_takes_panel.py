import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.generation.requests import Died
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, P2, TR


@pytest.fixture
def able(bench, qtbot):
    bench.models.become_able_to_continue()
    qtbot.waitUntil(lambda: bench.window.continuation.ready)
    bench.window.desk.edit("Draw note", lambda score: draw(score, [Note(P1, 20, 12, 60)]))
    return bench


@pytest.fixture
def panel(able):
    return able.window.takes_panel


@pytest.fixture
def offered(able, panel, qtbot):
    able.window.commands["continue"].trigger()
    qtbot.waitUntil(lambda: not able.window.continuation.waiting)
    return panel


def click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def chosen(panel, voice):
    return [row.cells[voice].isChecked() for row in panel.rows]


def test_without_takes_it_is_low(panel):
    assert panel.rows == []
    assert panel.height() < 140


def test_each_take_has_a_row_with_its_picture(offered, qtbot):
    assert len(offered.rows) == 4
    qtbot.waitUntil(lambda: not any(row.picture.pixmap().isNull() for row in offered.rows))
    pictures = [row.picture.pixmap().toImage() for row in offered.rows]
    assert pictures[0] != pictures[1]
    assert chosen(offered, P1) == [True, False, False, False]


def test_they_fill_up_while_they_are_drawn(able, panel, qtbot):
    able.models.prompt = False
    able.window.commands["continue"].trigger()
    assert len(panel.rows) == 4
    assert not panel.rows[0].play.isEnabled()
    able.models.answer_progress(10)
    qtbot.waitUntil(panel.rows[0].play.isEnabled)
    first = panel.rows[0].picture.pixmap().toImage()
    able.models.answer_progress(60)
    qtbot.waitUntil(lambda: panel.rows[0].picture.pixmap().toImage() != first)


def test_cells_mix_voices_before_and_after_a_take_is_accepted(able, offered, audio):
    document = able.window.document
    click(offered.rows[2].cells[TR])
    assert chosen(offered, TR) == [False, False, True, False]
    assert chosen(offered, P1) == [True, False, False, False]
    assert audio.scores[-1].pitch[36, TR] == 42
    click(offered.rows[1].accept)
    assert document.score.pitch[36, TR] == 41
    click(offered.rows[3].cells[TR])
    assert (document.score.pitch[36, TR], document.score.pitch[36, P1]) == (43, 77)
    assert document.undo_text == "Take TR of take 4"
    assert chosen(offered, TR) == [False, False, False, True]


def test_a_click_on_the_chosen_cell_leaves_it_chosen(offered):
    click(offered.rows[0].cells[TR])
    assert chosen(offered, TR) == [True, False, False, False]


def test_a_picture_chooses_the_whole_take(offered, audio):
    click(offered.rows[3].picture)
    assert chosen(offered, P1) == chosen(offered, P2) == [False, False, False, True]
    assert audio.scores[-1].pitch[36, P1] == 79


def test_hearing_begins_a_bar_before_and_goes_on_where_it_plays(offered, audio, able):
    def told():
        return [message for message in audio.told if message[0] in ("play", "seek", "stop")]

    click(offered.rows[1].play)
    assert told() == [("play", 16)]
    able.window.transport.poll()
    click(offered.rows[2].play)
    assert told() == [("play", 16)]
    assert audio.scores[-1].pitch[36, P1] == 78


def test_rejected_the_rows_go(able, offered):
    QTest.keyClick(able.window, Qt.Key.Key_Escape)
    assert offered.rows == []
    assert offered.height() < 140


def test_it_says_how_far_it_is_and_what_went_wrong(able, panel, qtbot):
    assert panel.state.text().startswith("Ready")
    able.models.prompt = False
    able.window.commands["continue"].trigger()
    assert "0 of 64 rows" in panel.state.text()
    able.models.answer_progress(20)
    able.models.on_event(Died("the model process ended and was started again; no note is lost"))
    qtbot.waitUntil(lambda: "no note is lost · 20 rows of the takes are kept" in panel.state.text())
    assert len(panel.rows) == 4
    able.models.become_able_to_continue()
    qtbot.waitUntil(lambda: panel.state.text().startswith("Ready again · 20 rows"))
    click(panel.rows[0].accept)
    assert able.window.document.score.onset[36, P1]


def test_while_the_models_load_it_says_so(bench, qtbot):
    panel = bench.window.takes_panel
    assert "loading" in panel.state.text()
    bench.models.refuse("lstm", "lstm.safetensors: no such file")
    qtbot.waitUntil(lambda: "no such file" in panel.state.text())


def test_it_can_be_hidden(window):
    window.commands["takes"].trigger()
    assert not window.takes_panel.isVisible()
    window.commands["takes"].trigger()
    assert window.takes_panel.isVisible()


def test_everything_in_it_has_a_name_and_a_tip(offered):
    for row in offered.rows:
        for widget in (row.play, row.accept, row.picture, *row.cells):
            assert widget.accessibleName()
            assert widget.toolTip()
    form = offered.form
    for widget in (
        form.bars,
        form.takes,
        form.temperature,
        form.top_p,
        form.seed,
        form.key,
        form.new_seed,
        *form.voices,
    ):
        assert widget.accessibleName()
        assert widget.toolTip()


def test_put_away_leaves_the_song_as_it_is(able, offered):
    assert offered.put_away.isVisible()
    click(offered.rows[0].accept)
    song = able.window.document.song
    click(offered.put_away)
    assert offered.rows == []
    assert not offered.put_away.isVisible()
    assert able.window.document.song is song


def test_put_away_while_they_are_drawn_stops_that(able, panel, qtbot):
    able.models.prompt = False
    able.window.commands["continue"].trigger()
    able.models.answer_progress(10)
    qtbot.waitUntil(panel.rows[0].play.isEnabled)
    QTest.keyClick(able.window, Qt.Key.Key_Escape, Qt.KeyboardModifier.ShiftModifier)
    assert len(able.models.cancelled) == 1
    assert panel.rows == []
    assert able.window.desk.ghosts.end == 0


def test_in_a_low_window_settings_give_way_to_sliders_while_there_are_takes(able, offered, qtbot):
    window = able.window
    assert window.height() < 800
    assert not offered.form.isVisible()
    seen = window.latent_panel.axes.viewport().height()
    click(offered.fold)
    assert offered.form.isVisible()
    qtbot.waitUntil(lambda: window.latent_panel.axes.viewport().height() < seen - 60)
    click(offered.fold)
    click(offered.put_away)
    assert offered.form.isVisible()


def test_in_a_high_window_settings_stay(able, panel, qtbot):
    able.window.resize(1280, 1000)
    able.window.commands["continue"].trigger()
    qtbot.waitUntil(lambda: not able.window.continuation.waiting)
    assert panel.rows
    assert panel.form.isVisible()
