import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score.edits import draw, with_length
from nes_composer.score.locks import Locks
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR, VOICES, Score

FIELDS = ("pitch", "onset", "velocity", "timbre")
locks = st.builds(Locks, st.frozensets(st.integers(0, 3)), st.frozensets(st.integers(0, 3)))


def locked(score, locks):
    """What is locked, cell by cell: the reference."""
    cells = np.zeros((len(score), len(VOICES)), bool)
    for row in range(len(score)):
        for voice in range(len(VOICES)):
            cells[row, voice] = voice in locks.voices or row // score.rows_per_bar in locks.bars
    return cells


@given(data=st.data(), locks=locks)
def test_not_one_locked_cell_changes_whatever_comes_instead(data, scores, locks):
    before, after = data.draw(scores(70)), data.draw(scores(90))
    after = with_length(after, max(len(before), len(after)))
    kept = locks.keep(before, after)
    cells = locked(before, locks)
    for name in FIELDS:
        assert (getattr(kept, name)[: len(before)][cells] == getattr(before, name)[cells]).all()
    assert len(kept) == len(after)
    if not locks:
        assert kept == after


@given(data=st.data(), locks=locks)
def test_what_has_not_changed_is_kept_as_it_is(data, scores, locks):
    score = data.draw(scores(70))
    assert locks.keep(score, score) == score
    assert (locks.cells(score) >= locked(score, locks)).all()


def test_a_note_held_into_a_locked_bar_is_locked_from_its_start():
    score = draw(Score.silent(48), [Note(P1, 10, 10, 60), Note(P2, 2, 4, 60), Note(TR, 20, 20, 40)])
    cells = Locks(bars=frozenset({1})).cells(score)
    assert cells[:, P1].nonzero()[0].tolist() == list(range(10, 32))
    assert cells[:, P2].nonzero()[0].tolist() == list(range(16, 32))
    # A note that is held out of it may be cut or held on.
    assert cells[:, TR].nonzero()[0].tolist() == list(range(16, 32))


def test_a_locked_voice_stays_silent_where_the_song_grows():
    longer = draw(Score.silent(32), [Note(P1, 20, 4, 60), Note(NO, 20, 1, 5)])
    kept = Locks(frozenset({P1}), frozenset({0})).keep(Score.silent(16), longer)
    assert not kept.sounding[:, P1].any()
    assert kept.sounding[20, NO]
