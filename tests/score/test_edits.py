from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score import edits
from nes_composer.score.notes import Note, note_at, note_table
from nes_composer.score.score import HIGHEST, LOWEST, MAX_VELOCITY, NO, P1, P2, TR, VOICES, Score, ScoreError

FIELDS = ("pitch", "onset", "velocity", "timbre")


def all_notes(score, voice):
    """Each note as (start, pitch, velocities, timbres): enough to make the voice again."""
    return [
        (start, pitch, *(tuple(getattr(score, name)[start : start + length, voice]) for name in ("velocity", "timbre")))
        for start, length, pitch, _ in note_table(score, voice).tolist()
    ]


def written_over(notes, start, end):
    """What writing rows `start` to `end` leaves of older notes: the reference for every edit that writes."""
    kept = []
    for first, pitch, velocities, timbres in notes:
        if first < start:
            kept.append((first, pitch, velocities[: start - first], timbres[: start - first]))
        elif first >= end:
            kept.append((first, pitch, velocities, timbres))
    return kept


def some_note(draw_value, score, voice=None):
    """A note that the voice can play, partly or wholly outside the song at times."""
    voice = draw_value(st.integers(0, 3)) if voice is None else voice
    velocity = MAX_VELOCITY if voice == TR else draw_value(st.integers(1, MAX_VELOCITY))
    start, length = draw_value(st.integers(-5, len(score) + 5)), draw_value(st.integers(1, 12))
    pitch = draw_value(st.integers(int(LOWEST[voice]), int(LOWEST[voice]) + 3))
    return Note(voice, start, length, pitch, velocity, draw_value(st.integers(0, [3, 3, 0, 1][voice])))


def same_except(before, after, voice):
    """Whether all other voices are untouched."""
    others = [v for v in range(4) if v != voice]
    return all(np.array_equal(getattr(before, f)[:, others], getattr(after, f)[:, others]) for f in FIELDS)


@given(data=st.data())
def test_a_drawn_note_ends_older_ones_where_it_starts_and_takes_the_tails_of_those_it_covers(scores, data):
    score = data.draw(scores())
    note = some_note(data.draw, score)
    drawn = edits.draw(score, [note])
    start, end = max(note.start, 0), min(note.end, len(score))
    expected = all_notes(score, note.voice)
    if start < end:
        rows = end - start
        expected = written_over(expected, start, end)
        expected.append((start, note.pitch, (note.velocity,) * rows, (note.timbre,) * rows))
    assert all_notes(drawn, note.voice) == sorted(expected)
    assert same_except(score, drawn, note.voice)


@pytest.mark.parametrize(
    "note",
    [
        Note(P1, 0, 1, 300),
        Note(P1, 0, 1, -1),
        Note(P1, 0, 1, 0),
        Note(P1, 0, 1, 32),
        Note(NO, 0, 1, 17),
        Note(P1, 0, 1, 60, 16),
        Note(P1, 0, 1, 60, -1),
        Note(P1, 0, 1, 60, 0),
        Note(P1, 0, 1, 60, 12, 4),
        Note(P1, 0, 1, 60, 12, 999),
        Note(TR, 0, 1, 60, 15, 1),
    ],
)
def test_a_note_that_its_voice_cannot_play_is_refused(note):
    with pytest.raises(ScoreError):
        edits.draw(Score.silent(4), [note])


@given(data=st.data())
def test_erasing_takes_the_rows_of_a_note_and_the_tail_of_one_cut_short(scores, data):
    score = data.draw(scores())
    note = some_note(data.draw, score)
    erased = edits.erase(score, [note])
    assert all_notes(erased, note.voice) == written_over(all_notes(score, note.voice), note.start, note.end)
    assert same_except(score, erased, note.voice)


@given(data=st.data())
def test_moving_keeps_every_note_row_by_row_and_stops_at_the_limits(scores, data):
    score = data.draw(scores())
    voice = data.draw(st.sampled_from([P1, TR, NO]))
    present = all_notes(score, voice)
    picked = [note for note in present if data.draw(st.booleans())]
    rows, semitones = data.draw(st.integers(-50, 50)), data.draw(st.integers(-120, 120))
    moved = edits.move(score, [note_at(score, voice, note[0]) for note in picked], rows, semitones)
    expected = [note for note in present if note not in picked]
    if picked:
        rows = max(-min(n[0] for n in picked), min(rows, len(score) - max(n[0] + len(n[2]) for n in picked)))
        low, high = (int(limits[voice]) for limits in (LOWEST, HIGHEST))
        semitones = max(low - min(n[1] for n in picked), min(semitones, high - max(n[1] for n in picked)))
    for start, _pitch, velocities, _timbres in picked:
        expected = written_over(expected, start + rows, start + rows + len(velocities))
    expected += [(start + rows, pitch + semitones, *values) for start, pitch, *values in picked]
    assert all_notes(moved, voice) == sorted(expected)
    assert same_except(score, moved, voice)


@given(data=st.data())
def test_resizing_keeps_what_stays_and_overwrites_what_is_reached(scores, data):
    score = data.draw(scores())
    voice = data.draw(st.sampled_from([P2, NO]))
    present = all_notes(score, voice)
    if not present:
        return
    start, pitch, velocities, timbres = data.draw(st.sampled_from(present))
    length = data.draw(st.integers(-1, 50))
    resized = edits.resize(score, note_at(score, voice, start), length)
    rows = min(max(1, length), len(score) - start)
    expected = written_over([n for n in present if n[0] != start], start, start + rows)
    grown = [(values + (values[-1],) * rows)[:rows] for values in (velocities, timbres)]
    assert all_notes(resized, voice) == sorted([*expected, (start, pitch, *grown)])
    assert same_except(score, resized, voice)


@given(data=st.data())
def test_cutting_and_joining_give_back_every_row(scores, data):
    score = data.draw(scores())
    at = data.draw(st.integers(0, len(score)))
    joined = edits.join([edits.rows_between(score, 0, at), edits.rows_between(score, at, len(score))])
    onset = score.onset.copy()
    onset[at : at + 1] |= score.sounding[at : at + 1]
    assert joined == replace(score, onset=onset)


def test_nothing_cannot_be_joined():
    with pytest.raises(ValueError, match="nothing"):
        edits.join([])


@given(data=st.data())
def test_put_replaces_the_rows_and_voices_it_is_told_to(scores, data):
    score, other = data.draw(scores()), data.draw(scores())
    row = data.draw(st.integers(0, len(score) + 3))
    voices = data.draw(st.sets(st.integers(0, 3)))
    result = edits.put(score, row, other, voices)
    end = min(row + len(other), len(score))
    for voice in range(len(VOICES)):
        expected = all_notes(score, voice)
        if voice in voices and row < end:
            cut = edits.rows_between(other, 0, end - row)
            expected = written_over(expected, row, end) + [(n[0] + row, *n[1:]) for n in all_notes(cut, voice)]
        assert all_notes(result, voice) == sorted(expected)


@given(data=st.data())
def test_a_length_is_cut_or_filled_with_silence(scores, data):
    score = data.draw(scores())
    rows = data.draw(st.integers(0, 60))
    result = edits.with_length(score, rows)
    common = min(rows, len(score))
    assert len(result) == rows
    assert edits.rows_between(result, 0, common) == edits.rows_between(score, 0, common)
    assert not result.sounding[common:].any()
    assert result.rows_per_second == score.rows_per_second


@given(data=st.data())
def test_a_change_of_nothing_changes_nothing_and_an_unedited_score_follows_fully(scores, data):
    before, after = data.draw(scores()), data.draw(scores())
    after = replace(edits.with_length(after, len(before)), rows_per_second=before.rows_per_second)
    edited = edits.draw(before, [some_note(data.draw, before) for _ in range(3)])
    assert edits.apply_change(edited, before, before) == edited
    assert edits.apply_change(before, before, after) == after


@given(data=st.data())
def test_a_hand_edit_survives_where_the_model_changed_nothing(scores, data):
    before = data.draw(scores())
    after = edits.draw(before, [some_note(data.draw, before, P1)])
    edited = edits.draw(before, [some_note(data.draw, before, P2)])
    result = edits.apply_change(edited, before, after)
    assert all_notes(result, P2) == all_notes(edited, P2)
    assert all_notes(result, P1) == all_notes(after, P1)


def test_a_louder_decode_is_followed_except_where_a_note_was_put_by_hand():
    before = edits.draw(Score.silent(8), [Note(P1, 0, 4, 60, 5), Note(P1, 4, 4, 62, 5)])
    louder = edits.draw(before, [Note(P1, 0, 4, 60, 9), Note(P1, 4, 4, 62, 9)])
    edited = edits.draw(before, [Note(P1, 0, 4, 70, 3)])
    result = edits.apply_change(edited, before, louder)
    assert [note_at(result, P1, row) for row in (0, 4)] == [Note(P1, 0, 4, 70, 3), Note(P1, 4, 4, 62, 9)]


@given(data=st.data())
def test_a_blend_takes_whole_beats_and_more_strength_adds_to_what_less_has_taken(scores, data):
    before = data.draw(scores(70))
    after = edits.with_length(data.draw(scores(70)), len(before))
    after = replace(after, rows_per_second=before.rows_per_second)
    low, high = sorted((data.draw(st.floats(0, 1)), data.draw(st.floats(0, 1))))
    weak, strong = edits.blend(before, after, low), edits.blend(before, after, high)
    assert edits.blend(before, after, 0) == before
    assert edits.blend(before, after, 1) == after
    # Where the weak one has a new attack already, so has the strong one.
    taken = (weak.onset != before.onset) & weak.onset
    assert (strong.onset[taken] == after.onset[taken]).all()


def test_half_a_blend_is_about_half_of_the_beats_in_every_voice():
    before, after = (
        Score.silent(256),
        edits.draw(Score.silent(256), [Note(v, row, 1, int(LOWEST[v]) + 3) for v in range(4) for row in range(256)]),
    )
    half = edits.blend(before, after, 0.5).sounding.reshape(64, 4, 4).any(axis=1)
    assert (np.abs(half.mean(axis=0) - 0.5) < 0.1).all()
    assert (edits.blend(before, after, 0.5).sounding.reshape(64, 4, 4).all(axis=1) == half).all()


@given(data=st.data())
def test_an_overlay_takes_the_marked_cells_as_far_as_they_are_playable(scores, data):
    score = data.draw(scores(40))
    other = edits.with_length(data.draw(scores(40)), len(score))
    random = np.random.default_rng(data.draw(st.integers(0, 999)))
    cells = random.random(score.pitch.shape) < 0.5
    laid = edits.overlay(score, other, cells)
    wanted = np.where(cells, other.pitch, score.pitch)
    assert ((laid.pitch == wanted) | (laid.pitch == 0)).all()
    # What begins is always playable.
    begins = np.where(cells, other.onset, score.onset)
    assert (laid.onset == begins).all()
