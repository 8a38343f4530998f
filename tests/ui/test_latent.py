from dataclasses import replace

import numpy as np
import pytest

from nes_composer.generation.requests import Died
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import P1, TR
from nes_composer.score.song import Song
from nes_composer.ui.document import Document
from nes_composer.ui.latent import Latent
from nes_composer.ui.model_link import ModelLink


class Bench:
    def __init__(self, make_models):
        self.document = Document()
        self.link = ModelLink(make_models)
        self.latent = Latent(self.document, self.link)
        self.models = self.link.client

    def pattern(self, index=0):
        return self.document.song.patterns[index]

    def move(self, pattern, axis, value, step="drag"):
        axes = self.models.axes
        self.latent.shift(pattern, lambda z: axes.moved(z, axis, value), f"Move “{axes.names[axis]}”", step)

    def onsets(self, index=0):
        return int(self.document.song.pattern_rows(index).onset[:, P1].sum())


@pytest.fixture
def bench(qtbot, make_models):
    bench = Bench(make_models)
    bench.models.become_ready()
    qtbot.waitUntil(lambda: bench.latent.ready)
    yield bench
    bench.link.close()


@pytest.fixture
def decoded(bench, qtbot):
    """The same, the first pattern at the centre."""
    bench.latent.go({0: bench.latent.axes.mean}, "Reset")
    qtbot.waitUntil(lambda: bench.pattern().z is not None)
    return bench


def test_a_move_along_an_axis_changes_that_value_and_the_notes(decoded, qtbot):
    before = decoded.onsets()
    decoded.move(0, 0, 2.0)
    qtbot.waitUntil(lambda: decoded.onsets() != before)
    assert decoded.onsets() > before
    values = decoded.latent.values(0)
    assert values[0] == pytest.approx(2.0, abs=1e-5)
    assert np.allclose(values[1:], 0, atol=1e-5)
    assert decoded.latent.axes.values(np.float32(decoded.pattern().z))[0] == pytest.approx(2.0, abs=1e-5)
    assert decoded.document.undo_text == "Move “P1 denser”"


def test_each_change_is_asked_for_and_all_of_one_drag_are_one_step(decoded, qtbot):
    before = decoded.document.song
    asked = len(decoded.models.decodes)
    for value in (0.5, 1.0, 1.5):
        decoded.move(0, 0, value)
        qtbot.waitUntil(lambda: not decoded.latent.waiting)
    assert len(decoded.models.decodes) == asked + 3
    decoded.document.undo()
    assert decoded.document.song is before
    assert decoded.latent.values(0)[0] == 0


def test_sliders_show_what_is_on_its_way(decoded):
    decoded.models.prompt = False
    decoded.move(0, 0, 1.0, "one")
    decoded.move(0, 1, -2.0, "another")
    assert decoded.latent.values(0)[:2] == pytest.approx([1, -2], abs=1e-5)


def test_a_superseded_answer_changes_nothing(decoded, qtbot):
    decoded.models.prompt = False
    decoded.move(0, 0, -1.0)
    decoded.move(0, 0, 2.0)
    early, late = decoded.models.decodes[-2:]
    decoded.models.answer(*late)
    qtbot.waitUntil(lambda: not decoded.latent.waiting)
    notes = decoded.document.song
    decoded.models.answer(*early)
    qtbot.wait(1)
    assert decoded.document.song is notes


def test_after_undo_a_late_answer_changes_nothing(decoded, qtbot):
    decoded.models.prompt = False
    decoded.move(0, 0, 2.0)
    decoded.document.undo()
    song = decoded.document.song
    decoded.models.answer(*decoded.models.decodes[-1])
    qtbot.wait(1)
    assert decoded.document.song is song


def test_hand_edits_survive_a_move(decoded, qtbot):
    hand = Note(P1, 13, 1, 90)
    decoded.document.change("Draw", lambda s: Song(draw(s.score, [hand]), s.patterns, s.title, s.model))
    decoded.move(0, 1, 2.0)
    qtbot.waitUntil(lambda: not decoded.latent.waiting)
    assert note_at(decoded.document.score, P1, 13).pitch == 90


def test_a_hand_written_pattern_is_encoded_first_and_keeps_its_notes(bench, qtbot):
    bench.document.change("Draw", lambda s: Song(draw(s.score, [Note(P1, 61, 2, 90)])))
    written = bench.document.score
    bench.move(0, 1, 1.5)
    bench.move(0, 1, 2.0)
    assert bench.latent.values(0)[1] == 2.0
    assert [request[1] for request in bench.models.encodes] == [0]
    qtbot.waitUntil(lambda: bench.pattern().decoded is not None and not bench.latent.waiting)
    # The model made z = 0.5 of it: the move starts there.
    base = bench.latent.axes.values(np.full(20, 0.5, np.float32))
    values = bench.latent.values(0)
    assert values[1] == pytest.approx(2.0, abs=1e-5)
    assert values[0] == pytest.approx(base[0], abs=1e-5)
    # P1 does not depend on that axis, so what was written for it stays, and nothing is added.
    assert (bench.document.score.pitch[:64, P1] == written.pitch[:64, P1]).all()
    assert bench.document.undo_text.startswith("Move")
    bench.document.undo()
    assert bench.document.score == written


def test_encode_shows_the_place_and_changes_no_note(bench, qtbot):
    bench.document.change("Draw", lambda s: Song(draw(s.score, [Note(P1, 0, 2, 60)])))
    score = bench.document.score
    bench.latent.encode([0])
    qtbot.waitUntil(lambda: bench.pattern().z is not None)
    assert bench.document.score is score
    assert bench.document.undo_text == "Encode pattern A"
    assert bench.latent.values(0) == pytest.approx(bench.latent.axes.values(np.full(20, 0.5, np.float32)))


def test_a_random_point_while_encoding_wins(bench, qtbot):
    bench.models.prompt = False
    bench.move(0, 0, 1.0)
    bench.latent.go({0: bench.latent.axes.mean}, "Reset")
    bench.models.fail(bench.models.encodes[-1][0], "no")
    bench.models.answer(*bench.models.decodes[-1])
    qtbot.waitUntil(lambda: bench.pattern().z is not None)
    assert bench.latent.values(0)[0] == pytest.approx(0, abs=1e-5)


def test_points_of_another_checkpoint_are_not_used(decoded, qtbot):
    decoded.models.become_ready("other 02")
    qtbot.waitUntil(lambda: decoded.latent.model == "other 02")
    assert decoded.latent.point(0) is None
    decoded.latent.go({1: decoded.latent.axes.mean}, "Reset")
    qtbot.waitUntil(lambda: decoded.document.song.model == "other 02")
    assert decoded.pattern(0).z is None
    assert decoded.pattern(1).z is not None
    assert decoded.onsets(0) > 0


def test_a_model_of_one_voice_leaves_the_others_alone(bench, qtbot):
    bench.models.become_ready("p1 03", voices=(P1,))
    qtbot.waitUntil(lambda: bench.latent.model == "p1 03")
    bench.document.change(
        "Draw", lambda s: replace(s, score=draw(s.score, [Note(TR, 5, 9, 40, 15), Note(P1, 1, 1, 99)]))
    )
    bench.latent.go({0: bench.latent.axes.mean}, "Reset")
    qtbot.waitUntil(lambda: bench.pattern().z is not None)
    assert note_at(bench.document.score, TR, 5) == Note(TR, 5, 9, 40, 15)
    assert bench.document.score.onset[:, TR].sum() == 1
    assert note_at(bench.document.score, P1, 1) != Note(P1, 1, 1, 99)


def test_frames_have_no_use_for_a_song_on_rows(bench, qtbot):
    bench.models.become_ready("vae-24hz 03", grid="24hz")
    qtbot.waitUntil(lambda: bench.latent.model == "vae-24hz 03")
    song, told = bench.document.song, []
    bench.latent.failed.connect(told.append)
    bench.latent.divide()
    bench.latent.go({0: bench.latent.axes.mean}, "Reset")
    bench.move(0, 1, 1.0)
    bench.latent.encode([0])
    assert bench.models.decodes == bench.models.encodes == []
    assert told == ["vae-24hz works on 24 rows per second, this song has 10.02: begin a new one"] * 3
    assert bench.document.song is song


def test_a_song_composed_of_points_is_no_change(bench, qtbot):
    one, other = (bench.latent.axes.random(np.random.default_rng(seed)) for seed in (1, 2))
    bench.latent.compose([one, other, one])
    qtbot.waitUntil(lambda: not bench.latent.waiting)
    assert bench.pattern(0).z == bench.pattern(2).z != bench.pattern(1).z
    assert bench.pattern(3).z is None
    assert bench.document.untouched
    assert bench.onsets(0) > 0


def test_a_failure_is_told_and_the_sliders_go_back(decoded, qtbot):
    decoded.models.prompt = False
    decoded.move(0, 0, 2.0)
    with qtbot.waitSignal(decoded.latent.failed) as told:
        decoded.models.fail(decoded.models.decodes[-1][0], "it is too far")
    assert told.args == ["it is too far"]
    assert decoded.latent.values(0)[0] == pytest.approx(0, abs=1e-5)


def test_a_death_is_told_and_no_note_is_lost(decoded, qtbot):
    song = decoded.document.song
    with qtbot.waitSignal(decoded.link.failed):
        decoded.models.on_event(Died("the model process ended"))
    assert not decoded.latent.ready
    assert decoded.document.song is song
    decoded.move(0, 0, 1.0)
    decoded.models.become_ready()
    qtbot.waitUntil(lambda: decoded.latent.ready)
    assert decoded.latent.values(0)[0] == pytest.approx(0, abs=1e-5)
