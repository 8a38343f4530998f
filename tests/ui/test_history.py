import dataclasses
import threading

import numpy as np
import pytest
from support.processes import FakeModels

from nes_composer.formats import history as files
from nes_composer.score.edits import draw, with_length
from nes_composer.score.locks import Locks
from nes_composer.score.notes import Note
from nes_composer.score.score import MAX_ROWS, NO, P1, P2, TR, Score
from nes_composer.score.song import Origin, Song
from nes_composer.ui import history as histories
from nes_composer.ui.document import Document
from nes_composer.ui.history import Generation, History
from nes_composer.ui.model_link import ModelLink
from nes_composer.ui.selection import Selection
from nes_composer.ui.tasks import Tasks

ALL = (P1, P2, TR, NO)
MODEL = "tiny 01"


class Keeper:
    """A history with all that it needs."""

    def __init__(self, path):
        self.document, self.selection, self.tasks = Document(), Selection(), Tasks()
        self.models = None
        self.link = ModelLink(self._make_models)
        self.history = History(self.document, self.selection, self.link, self.tasks, path)
        self.troubles = []
        self.history.failed.connect(self.troubles.append)

    def _make_models(self, on_event):
        self.models = FakeModels(on_event)
        return self.models

    def close(self):
        self.history.close()
        self.tasks.close()
        self.link.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.jsonl"


@pytest.fixture
def make_keeper(qtbot, path):
    keepers = []

    def make(where=path):
        keepers.append(Keeper(where))
        return keepers[-1]

    yield make
    for keeper in keepers:
        keeper.close()


@pytest.fixture
def keeper(make_keeper):
    return make_keeper()


@pytest.fixture
def made():
    """What Random made of a pattern."""
    rows = FakeModels(None).score_of(np.zeros(20))
    return Generation(Origin("Random", MODEL, 7, (("spread", 1.0),)), 64, rows, ALL, (0.5,) * 20)


@pytest.fixture
def take():
    """What Continue made of 32 rows of P2."""
    rows = draw(Score.silent(32), [Note(P2, 4, 8, 67), Note(P1, 4, 8, 80)])
    return Generation(Origin("Continue", "small 02", 3, (("temperature", 0.9),)), 240, rows, (P2,))


def seeded(made, seed, **changes):
    return dataclasses.replace(made, origin=dataclasses.replace(made.origin, seed=seed), **changes)


def written(path):
    return [entry.generation for entry in files.latest(path, 10_000).entries]


def test_what_was_made_is_there_again_after_a_restart(keeper, make_keeper, qtbot, made, take):
    keeper.history.add(made)
    keeper.history.add(take)
    assert [entry.generation for entry in keeper.history.entries] == [take, made]
    keeper.close()
    again = make_keeper().history
    qtbot.waitUntil(lambda: len(again.entries) == 2)
    assert again.entries == keeper.history.entries


def test_a_drag_leaves_its_last_generation(keeper, path, made):
    keeper.history._rest.setInterval(60_000)
    step = object()
    for seed in range(50):
        keeper.history.add(seeded(made, seed), step)
    assert [entry.generation.origin.seed for entry in keeper.history.entries] == [49]
    assert not path.exists()
    keeper.history.add(made, object())
    keeper.history.add(made)
    keeper.close()
    assert [made.origin.seed for made in written(path)] == [7, 7, 49]


def test_a_drag_that_moves_several_patterns_leaves_the_last_of_each(keeper, path, made):
    step = object()
    for seed in range(4):
        for row in (0, 64):
            keeper.history.add(seeded(made, seed, row=row), step)
    keeper.close()
    assert [(made.origin.seed, made.row) for made in written(path)] == [(3, 64), (3, 0)]
    assert [entry.generation for entry in keeper.history.entries] == written(path)


def test_the_last_step_is_written_after_a_rest(keeper, path, qtbot, made, monkeypatch):
    keeper.history._rest.setInterval(20)
    keeper.history.add(made, object())
    qtbot.waitUntil(lambda: written(path) == [made])
    keeper.history.add(made, object())
    keeper.close()
    assert len(written(path)) == 2


def test_the_window_s_thread_neither_reads_nor_writes(make_keeper, qtbot, path, made, monkeypatch):
    files.append(path, files.encoded(files.Entry(1.0, made)))
    threads = []

    def note(function):
        return lambda *args: (threads.append(threading.current_thread()), function(*args))[1]

    monkeypatch.setattr(files, "append", note(files.append))
    monkeypatch.setattr(files, "latest", note(files.latest))
    keeper = make_keeper()
    keeper.history.add(made)
    keeper.history.add(made, object())
    keeper.close()
    assert len(threads) == 3
    assert threading.main_thread() not in threads


def test_lines_are_in_the_order_of_the_generations(keeper, path, made):
    for seed in range(100):
        keeper.history.add(seeded(made, seed))
    keeper.close()
    assert [made.origin.seed for made in written(path)] == list(range(100))[::-1]


def test_only_the_latest_are_read_at_first(make_keeper, path, qtbot, made, monkeypatch):
    monkeypatch.setattr(histories, "_PAGE", 30)
    lines = [files.encoded(files.Entry(1.0, seeded(made, seed))) for seed in range(50)]
    files.append(path, b"".join(lines))
    history = make_keeper().history
    qtbot.waitUntil(lambda: len(history.entries) > 0)
    assert [entry.generation.origin.seed for entry in history.entries] == list(range(20, 50))[::-1]
    history.add(made)
    history.read_older()
    qtbot.waitUntil(lambda: len(history.entries) == 51)
    assert [entry.generation.origin.seed for entry in history.entries[1:]] == list(range(50))[::-1]
    with qtbot.assertNotEmitted(history.changed, wait=50):
        history.read_older()


def test_the_oldest_are_let_go_and_read_again(keeper, path, qtbot, made, monkeypatch):
    monkeypatch.setattr(histories, "_MOST_HELD", 20)
    monkeypatch.setattr(histories, "_PAGE", 10)
    other = files.encoded(files.Entry(1.0, seeded(made, 1000)))
    for seed in range(100):
        keeper.history.add(seeded(made, seed))
        qtbot.waitUntil(lambda count=seed + 1 + (seed > 50): len(written(path)) == count)
        assert len(keeper.history.entries) < 30
        if seed == 50:
            files.append(path, other)  # of another window
    while (count := len(keeper.history.entries)) < 101:
        keeper.history.read_older()
        qtbot.waitUntil(lambda count=count: len(keeper.history.entries) > count)
    seeds = [entry.generation.origin.seed for entry in keeper.history.entries]
    assert seeds == [*range(99, 50, -1), 1000, *range(50, -1, -1)]


def test_without_a_file_the_latest_are_held(make_keeper, made, monkeypatch):
    monkeypatch.setattr(histories, "_MOST_HELD", 20)
    monkeypatch.setattr(histories, "_PAGE", 10)
    history = make_keeper(None).history
    for seed in range(100):
        history.add(seeded(made, seed))
    kept = [entry.generation.origin.seed for entry in history.entries]
    assert 20 <= len(kept) < 30
    assert kept == list(range(99, 99 - len(kept), -1))


def test_a_file_that_cannot_be_written_is_told_of_and_tried_again(make_keeper, tmp_path, qtbot, made):
    folder = tmp_path / "folder"
    folder.write_text("in the way")
    keeper = make_keeper(folder / "history.jsonl")
    keeper.history.add(made)
    qtbot.waitUntil(lambda: len(keeper.troubles) > 0)
    assert "the history cannot be written" in keeper.troubles[0]
    assert len(keeper.history.entries) == 1
    folder.unlink()
    keeper.history.add(seeded(made, 8))
    keeper.close()
    assert [made.origin.seed for made in written(folder / "history.jsonl")] == [8, 7]


def test_a_file_that_cannot_be_read_is_told_of(make_keeper, path, qtbot, monkeypatch):
    path.write_text("something")
    monkeypatch.setattr(files, "latest", lambda *_: (_ for _ in ()).throw(files.FormatError("nobody may read this")))
    keeper = make_keeper()
    qtbot.waitUntil(lambda: keeper.troubles == ["nobody may read this"])


def test_without_a_file_it_remembers_as_long_as_the_window_is_open(make_keeper, made):
    keeper = make_keeper(None)
    keeper.history.add(made)
    keeper.history.read_older()
    assert [entry.generation for entry in keeper.history.entries] == [made]


def test_a_point_comes_back_to_the_chosen_pattern(keeper, qtbot, made):
    keeper.models.become_ready()
    qtbot.waitUntil(lambda: keeper.history._model == MODEL)
    keeper.history.add(made)
    before = keeper.document.song
    keeper.selection.choose_pattern(2)
    keeper.history.restore(keeper.history.entries[0])
    song = keeper.document.song
    assert song.pattern_rows(2) == made.rows
    assert song.patterns[2].z == made.z
    assert song.patterns[2].decoded == made.rows
    assert song.patterns[2].origin == Origin("Random", MODEL, 7, (("spread", 1.0),))
    assert song.model == MODEL
    assert [pattern.z for pattern in song.patterns].count(None) == 3
    assert keeper.document.undo_text == "Restore Random (seed 7)"
    keeper.document.undo()
    assert keeper.document.song is before


def test_what_was_drawn_over_a_pattern_gives_way_to_what_is_restored(keeper, qtbot, made):
    keeper.models.become_ready()
    qtbot.waitUntil(lambda: keeper.history._model == MODEL)
    keeper.history.add(made)
    keeper.history.restore(keeper.history.entries[0])
    keeper.document.change(
        "Draw",
        lambda song: dataclasses.replace(song, score=draw(song.score, [Note(P1, 3, 20, 99), Note(TR, 1, 60, 30)])),
    )
    keeper.history.restore(keeper.history.entries[0])
    assert keeper.document.song.pattern_rows(0) == made.rows


def test_a_continuation_comes_back_to_its_row_in_its_voices_and_the_song_grows(keeper, take):
    keeper.document.open(Song(draw(Score.silent(250), [Note(P1, 238, 8, 60), Note(P2, 236, 8, 50)])))
    keeper.history.add(take)
    keeper.history.restore(keeper.history.entries[0])
    score = keeper.document.score
    assert len(score) == 272
    assert score.pitch[240:, P2].tolist() == take.rows.pitch[:, P2].tolist()
    assert score.pitch[236:240, P2].tolist() == [50] * 4
    assert score.pitch[:, P1].tolist() == [0] * 238 + [60] * 8 + [0] * 26
    assert keeper.document.undo_text == "Restore Continue (seed 3)"


def test_of_another_checkpoint_only_the_notes_come_back(keeper, qtbot, made):
    keeper.models.become_ready("another 09")
    qtbot.waitUntil(lambda: keeper.history._model == "another 09")
    keeper.history.add(made)
    keeper.selection.choose_pattern(1)
    keeper.history.restore(keeper.history.entries[0])
    song = keeper.document.song
    assert song.pattern_rows(1) == made.rows
    assert all(pattern.z is None for pattern in song.patterns)
    assert song.model == ""


def test_a_model_that_died_leaves_the_notes(keeper, qtbot, made):
    keeper.history.add(made)
    keeper.history.restore(keeper.history.entries[0])
    assert keeper.document.song.pattern_rows(0) == made.rows
    assert keeper.document.song.patterns[0].z is None


@pytest.mark.parametrize("model", [MODEL, "another 09"])
def test_locks_hold(keeper, qtbot, made, take, model):
    keeper.models.become_ready(model)
    qtbot.waitUntil(lambda: keeper.history._model == model)
    locks = Locks(frozenset({P1}), frozenset({1}))
    before = Song(draw(Score.silent(64), [Note(P1, 0, 60, 90), Note(NO, 17, 3, 2)]), locks=locks)
    keeper.document.open(before)
    for generation in (made, dataclasses.replace(take, row=10)):
        keeper.history.add(generation)
        keeper.history.restore(keeper.history.entries[0])
    after = keeper.document.score
    locked = locks.cells(before.score)
    assert (after.pitch[:64][locked] == before.score.pitch[locked]).all()
    assert not (after.pitch[:64] == before.score.pitch).all()


def test_what_would_make_a_song_too_long_is_refused(keeper, take):
    keeper.history.add(dataclasses.replace(take, row=MAX_ROWS - 3))
    before = keeper.document.song
    keeper.history.restore(keeper.history.entries[0])
    assert keeper.document.song is before
    assert keeper.troubles == [f"A song has at most {MAX_ROWS} rows"]


def test_what_the_file_does_not_keep_is_told_of(keeper, path, qtbot, made):
    keeper.history.add(dataclasses.replace(made, rows=with_length(made.rows, files.MAX_ROWS + 1)))
    qtbot.waitUntil(lambda: len(keeper.troubles) > 0)
    assert "more than the history keeps" in keeper.troubles[0]
