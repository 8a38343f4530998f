import numpy as np
import pytest

from nes_composer.score.edits import draw, rows_between
from nes_composer.score.notes import Note
from nes_composer.score.score import P1


@pytest.fixture
def composed(ready, qtbot):
    """Four patterns at known points, all four chosen."""
    latent = ready.window.latent
    latent.compose([latent.axes.random(np.random.default_rng(seed)) for seed in (1, 2, 3, 4)])
    qtbot.waitUntil(lambda: not latent.waiting)
    ready.window.selection.choose_patterns(range(4), 0)
    return ready


def settle(bench, qtbot):
    qtbot.waitUntil(lambda: not bench.window.latent.waiting)


def values(bench):
    """Where each pattern of the song is, in σ [4, 16]."""
    return np.array([bench.window.latent.values(pattern) for pattern in range(4)])


def points(bench):
    return [pattern.z for pattern in bench.window.document.song.patterns]


def test_all_chosen_patterns_move_as_far_as_the_one_that_is_shown(composed, qtbot):
    window, before = composed.window, values(composed)
    window.selection.choose_patterns((0, 2), 2)
    for value in (0.4, 1.0):
        window.moves.move_axis(1, value, "drag")
    settle(composed, qtbot)
    by = 1.0 - before[2, 1]
    assert values(composed)[:, 1] - before[:, 1] == pytest.approx([by, 0, by, 0], abs=1e-4)
    assert window.document.undo_text == "Move “TR higher” of patterns A, C"
    window.document.undo()
    assert values(composed) == pytest.approx(before, abs=1e-5)
    assert not window.document.undo_text


def test_an_attribute_moves_in_its_own_direction(composed, qtbot):
    window, latent = composed.window, composed.window.latent
    window.selection.choose_pattern(1)
    before = values(composed)
    window.moves.move_attribute(1, -1.5, "drag")
    settle(composed, qtbot)
    assert latent.attribute_values(1)[1] == pytest.approx(-1.5, abs=1e-4)
    assert values(composed) == pytest.approx(before, abs=1e-4)
    assert window.document.undo_text == "Move “all denser” of pattern B"


def test_one_seed_gives_the_chosen_patterns_the_same_points_again(composed, qtbot):
    window = composed.window
    window.moves.randomize(77)
    settle(composed, qtbot)
    first = points(composed)
    assert len(set(first)) == 4
    assert window.document.undo_text == "Random patterns A … D (seed 77)"
    assert [p.origin.seed for p in window.document.song.patterns] == [77] * 4
    window.moves.randomize(78)
    settle(composed, qtbot)
    assert not set(points(composed)) & set(first)
    window.moves.randomize(77)
    settle(composed, qtbot)
    assert points(composed) == first


def test_locked_axes_stay_through_everything(composed, qtbot):
    window, moves, before = composed.window, composed.window.moves, values(composed)
    moves.keep_in_slot("A")
    moves.slots["B"] = window.latent.axes.random(np.random.default_rng(9))
    moves.copy()
    for axis in (0, 3):
        moves.set_locked(axis, True)
    for act in (
        lambda: moves.randomize(5),
        lambda: moves.mutate(0.7, 6),
        moves.reset,
        moves.paste,
        lambda: moves.recall("B"),
        lambda: moves.morph(0.4, "drag"),
        moves.fill,
    ):
        start = points(composed)
        act()
        settle(composed, qtbot)
        assert points(composed) != start
        assert values(composed)[:, [0, 3]] == pytest.approx(before[:, [0, 3]], abs=1e-3)
    moves.set_locked(0, False)
    moves.reset()
    settle(composed, qtbot)
    assert values(composed)[:, 0] == pytest.approx(np.zeros(4), abs=1e-4)


@pytest.mark.parametrize("amount", [0.1, 0.5])
def test_a_mutation_goes_so_far_towards_a_random_point(composed, amount, qtbot):
    window, axes = composed.window, composed.window.latent.axes
    window.selection.choose_pattern(0)
    before = np.float32(points(composed)[0])
    window.moves.mutate(amount, 12)
    settle(composed, qtbot)
    there = axes.random(np.random.default_rng(12))
    assert points(composed)[0] == pytest.approx(axes.between(before, there, amount), abs=1e-5)
    assert window.document.song.patterns[0].origin.settings == (("amount", amount),)


def test_a_written_pattern_is_encoded_before_it_mutates_in_one_step(ready, qtbot):
    window, axes = ready.window, ready.window.latent.axes
    window.desk.edit("Draw note", lambda score: draw(score, [Note(P1, 61, 2, 90)]))
    song = window.document.song
    window.moves.mutate(0.3, 1)
    settle(ready, qtbot)
    assert [request[1] for request in ready.models.encodes] == [0]
    encoded, there = np.full(20, 0.5, np.float32), axes.random(np.random.default_rng(1))
    assert points(ready)[0] == pytest.approx(axes.between(encoded, there, 0.3), abs=1e-5)
    window.document.undo()
    assert window.document.song is song


def test_a_point_is_copied_to_where_one_pastes(composed, qtbot):
    window, moves = composed.window, composed.window.moves
    moves.paste()
    assert "No latent point" in window.status_bar.message.text()
    window.selection.choose_pattern(2)
    moves.copy()
    window.selection.choose_patterns((0, 3), 0)
    moves.paste()
    settle(composed, qtbot)
    found = points(composed)
    assert found[0] == found[2] == found[3] != found[1]
    assert window.document.undo_text == "Paste point into patterns A, D"


def test_a_morph_begins_at_a_and_ends_at_b_and_is_one_step(composed, qtbot):
    window, moves = composed.window, composed.window.moves
    song = window.document.song
    window.selection.choose_pattern(1)
    moves.keep_in_slot("A")
    window.selection.choose_pattern(2)
    moves.keep_in_slot("B")
    window.selection.choose_pattern(0)
    for share, there in ((0.0, 1), (0.5, None), (1.0, 2)):
        moves.morph(share, "drag")
        settle(composed, qtbot)
        if there is not None:
            assert points(composed)[0] == pytest.approx(points(composed)[there], abs=1e-5)
    window.document.undo()
    assert window.document.song is song


def test_a_path_fills_the_patterns_between_the_first_and_the_last(composed, qtbot):
    window, axes = composed.window, composed.window.latent.axes
    first, *_, last = (np.float32(z) for z in points(composed))
    window.moves.fill()
    settle(composed, qtbot)
    for z, share in zip(points(composed), np.linspace(0, 1, 4), strict=True):
        assert z == pytest.approx(axes.between(first, last, float(share)), abs=1e-5)
    assert window.document.undo_text == "Morph through patterns A … D"


def test_a_path_leads_from_a_to_b_where_those_are_kept(composed, qtbot):
    window, moves = composed.window, composed.window.moves
    moves.slots.update(A=window.latent.axes.mean, B=window.latent.axes.random(np.random.default_rng(8)))
    moves.fill()
    settle(composed, qtbot)
    assert points(composed)[0] == pytest.approx(moves.slots["A"], abs=1e-5)
    assert points(composed)[3] == pytest.approx(moves.slots["B"], abs=1e-5)


def test_what_cannot_be_done_is_said(ready, qtbot):
    window, moves = ready.window, ready.window.moves
    told = []
    window.latent.failed.connect(told.append)
    moves.fill()
    moves.copy()
    moves.keep_in_slot("A")
    window.selection.choose_patterns((0, 1), 0)
    moves.fill()
    assert ["two patterns" in told[0], *("encode" in text for text in told[1:])] == [True] * 4
    assert not window.document.undo_text


def test_slots_and_locks_are_of_one_model(composed, qtbot):
    window, moves = composed.window, composed.window.moves
    moves.keep_in_slot("A")
    moves.set_locked(2, True)
    composed.models.become_ready()
    qtbot.wait(1)
    assert (set(moves.slots), moves.locked) == ({"A"}, {2})
    composed.models.become_ready("other 02")
    qtbot.waitUntil(lambda: window.latent.model == "other 02")
    assert (moves.slots, moves.locked) == ({}, set())


def test_to_take_over_is_to_have_what_the_model_makes_of_it(ready, qtbot):
    window = ready.window
    window.desk.edit("Draw note", lambda score: draw(score, [Note(P1, 61, 2, 90)]))
    window.commands["encode"].trigger()
    settle(ready, qtbot)
    written = window.document.score
    decoded = window.document.song.patterns[0].decoded
    assert window.latent.accuracy(0) < 1
    window.latent.set_strength(0)
    window.moves.adopt()
    assert window.document.score == written
    assert window.document.undo_text == "Encode pattern A"
    window.latent.set_strength(1)
    window.moves.adopt()
    assert rows_between(window.document.score, 0, 64) == decoded
    assert window.latent.accuracy(0) == 1
    window.document.undo()
    assert window.document.score == written
