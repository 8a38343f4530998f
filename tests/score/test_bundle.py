import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score import edits
from nes_composer.score.bundle import change, notes_on, still_there, take, write
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import MAX_ROWS, NO, P1, P2, Score, ScoreError


def some_of(draw_value, score):
    """Some of the notes of a score, of all voices."""
    return [note for voice in range(4) for note in notes_on(score, voice) if draw_value(st.booleans())]


@given(data=st.data())
def test_notes_written_back_change_nothing(scores, data):
    score = data.draw(scores())
    bundle = take(score, some_of(data.draw, score))
    assert write(score, bundle) == score
    assert write(score, bundle, bundle) == score


@given(data=st.data())
def test_erasing_all_and_writing_all_into_silence_gives_the_same_song(scores, data):
    score = data.draw(scores())
    everything = take(score, [note for voice in range(4) for note in notes_on(score, voice)])
    silent = edits.with_length(edits.rows_between(score, 0, 0), len(score))
    assert write(silent, everything) == score
    assert write(score, take(score, []), everything) == silent


@given(data=st.data())
def test_writing_is_drawing_one_note_after_the_other(scores, data):
    score = data.draw(scores())
    notes = sorted(
        {
            (voice, start): Note(voice, start, data.draw(st.integers(1, 9)), 5 if voice == NO else 35, 15, 0)
            for voice, start in data.draw(
                st.lists(st.tuples(st.integers(0, 3), st.integers(0, max(len(score) - 1, 0))), max_size=6)
            )
            if start < len(score)
        }.values(),
        key=lambda note: (note.start, note.voice),
    )
    notes = [Note(n.voice, n.start, min(n.length, len(score) - n.start), n.pitch, 15, 0) for n in notes]
    long = [edits.draw(Score.silent(len(score), score.rows_per_second), [note]) for note in notes]
    expected = score
    for note in notes:
        expected = edits.draw(expected, [note])
    result = score
    for note, alone in zip(notes, long, strict=True):
        result = write(result, take(alone, [note]))
    assert result == expected


def test_of_notes_written_over_each_other_the_later_one_ends_the_earlier_one():
    alone = edits.draw(Score.silent(16), [Note(P1, 0, 8, 60), Note(P2, 4, 2, 60)])
    both = take(alone, [Note(P1, 0, 8, 60), Note(P2, 4, 2, 60)])
    together = write(Score.silent(16), type(both)(both.voice * 0, *list(vars(both).values())[1:]))
    assert notes_on(together, P1) == [Note(P1, 0, 4, 60), Note(P1, 4, 2, 60)]


def test_a_song_that_is_too_short_grows_to_whole_bars():
    bundle = take(edits.draw(Score.silent(64), [Note(P1, 30, 5, 60)]), [Note(P1, 30, 5, 60)])
    grown = write(Score.silent(16), bundle)
    assert len(grown) == 48
    assert note_at(grown, P1, 34) == Note(P1, 30, 5, 60)


def test_more_rows_than_a_song_may_have_are_refused():
    bundle = take(edits.draw(Score.silent(64), [Note(P1, 30, 5, 60)]), [Note(P1, 30, 5, 60)])
    far = type(bundle)(bundle.voice, bundle.start + MAX_ROWS, *list(vars(bundle).values())[2:])
    with pytest.raises(ScoreError, match="rows"):
        write(Score.silent(16), far)
    before = type(bundle)(bundle.voice, bundle.start - 31, *list(vars(bundle).values())[2:])
    with pytest.raises(ValueError, match="-1"):
        write(Score.silent(16), before)


@given(data=st.data())
def test_a_change_tells_what_its_notes_are_then(scores, data):
    score = data.draw(scores())
    notes = some_of(data.draw, score)
    changed, after = change(score, notes, lambda bundle: bundle)
    assert changed == score
    assert set(after) == set(notes)


@given(data=st.data())
def test_all_notes_of_a_voice_are_those_found_row_by_row(scores, data):
    score = data.draw(scores())
    voice = data.draw(st.integers(0, 3))
    rows = np.flatnonzero(score.onset[:, voice])
    assert notes_on(score, voice) == [note_at(score, voice, int(row)) for row in rows]
    assert notes_on(score, voice, rows[::2]) == [note_at(score, voice, int(row)) for row in rows[::2]]


@given(data=st.data())
def test_what_is_still_there_is_found_alike_among_few_and_many(scores, data):
    score, other = data.draw(scores()), data.draw(scores())
    random = np.random.default_rng(data.draw(st.integers(0, 99)))
    notes = [note for s in (score, other) for voice in range(4) for note in notes_on(s, voice)]
    notes += [Note(n.voice, n.start, n.length, n.pitch, n.velocity, n.timbre ^ 1) for n in notes[:9]]
    random.shuffle(notes)
    many = (notes * 65)[: max(65, len(notes))] if notes else []
    assert still_there(score, many) == tuple(n for n in many if note_at(score, n.voice, n.start) == n)
