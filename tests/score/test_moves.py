from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from support.random_songs import random_score

from nes_composer.score import edits, moves
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_at, note_table
from nes_composer.score.score import NO, P1, P2, TR, VOICES, Score


def notes_of(score):
    tables = ((voice, note_table(score, voice)["start"].tolist()) for voice in range(len(VOICES)))
    return [note_at(score, voice, start) for voice, starts in tables for start in starts]


def song(*notes):
    return draw(Score.silent(32), notes)


def test_notes_of_several_voices_move_together():
    p1, tr, no = Note(P1, 4, 2, 60, 9, 1), Note(TR, 6, 4, 40, 15), Note(NO, 4, 1, 8, 7, 1)
    moved = moves.shift(song(p1, tr, no), (p1, tr, no), 3, (2, 2, 2, 0))
    assert notes_of(moved) == [Note(P1, 7, 2, 62, 9, 1), Note(TR, 9, 4, 42, 15), Note(NO, 7, 1, 8, 7, 1)]


def test_velocity_and_timbre_go_with_their_rows():
    score = song(Note(P1, 4, 3, 60))
    velocity = score.velocity.copy()
    velocity[4:7, P1] = 12, 8, 3
    score = replace(score, velocity=velocity)
    assert moves.shift(score, [note_at(score, P1, 4)], 5, (0, 0, 0, 0)).velocity[9:12, P1].tolist() == [12, 8, 3]


def test_copies_leave_the_notes():
    note = Note(P1, 4, 2, 60)
    assert notes_of(moves.shift(song(note), [note], 8, (1, 1, 1, 0), copies=True)) == [note, Note(P1, 12, 2, 61)]


def test_what_is_written_over_ends_there():
    long, short = Note(P1, 0, 12, 60), Note(P1, 20, 2, 60)
    moved = moves.shift(song(long, short), [short], -16, (0, 0, 0, 0))
    assert notes_of(moved) == [Note(P1, 0, 4, 60), Note(P1, 4, 2, 60)]


def test_nothing_leaves_the_song_or_its_voice():
    notes = (Note(P1, 4, 2, 105), Note(P2, 20, 8, 60), Note(NO, 4, 1, 15))
    assert moves.reach(song(*notes), notes, 99, (9, 9, 9, 0)) == (4, (3, 3, 3, 0))
    assert moves.reach(song(*notes), notes, -99, (0, 0, 0, -20)) == (-4, (0, 0, 0, -14))


def test_what_stays_is_the_same_song():
    score, note = song(Note(P1, 4, 2, 60)), Note(P1, 4, 2, 60)
    assert moves.shift(score, [note], 0, (0, 0, 0, 0)) is score
    assert moves.shift(score, [], 3, (0, 0, 0, 0)) is score
    assert moves.resize(score, [note], [note]) is score


def test_ends_change_by_the_same_and_notes_do_not_grow_over_each_other():
    notes = (Note(P1, 4, 2, 60), Note(P1, 8, 2, 62), Note(TR, 0, 4, 40, 15))
    longer = moves.resized(song(*notes), notes, 0, 5)
    assert [(note.start, note.length) for note in longer] == [(4, 4), (8, 7), (0, 9)]
    assert notes_of(moves.resize(song(*notes), notes, longer)) == list(longer)


def test_starts_change_and_a_row_is_left():
    notes = (Note(P1, 4, 2, 60), Note(P1, 8, 6, 62))
    shorter = moves.resized(song(*notes), notes, 4, 0)
    assert [(note.start, note.length) for note in shorter] == [(5, 1), (12, 2)]
    longer = moves.resized(song(*notes), notes, -9, 0)
    assert [(note.start, note.length) for note in longer] == [(0, 6), (6, 8)]


def test_rows_that_a_note_gains_sound_like_its_nearest_one():
    score = song(Note(P1, 4, 2, 60))
    velocity = score.velocity.copy()
    velocity[4:6, P1] = 12, 3
    score, note = replace(score, velocity=velocity), Note(P1, 4, 2, 60)
    assert moves.resize(score, [note], [Note(P1, 4, 4, 60)]).velocity[4:8, P1].tolist() == [12, 3, 3, 3]
    assert moves.resize(score, [note], [Note(P1, 2, 4, 60)]).velocity[2:6, P1].tolist() == [12, 12, 12, 3]


@given(
    seed=st.integers(0, 5),
    part=st.tuples(st.integers(0, 90), st.integers(0, 90)),
    rows=st.integers(-40, 40),
    semitones=st.integers(-30, 30),
    copies=st.booleans(),
)
def test_what_is_moved_is_there_and_the_rest_is_as_one_by_one(seed, part, rows, semitones, copies):
    score = random_score(seed)
    notes = notes_of(score)[min(part) : max(part)]
    rows, pitches = moves.reach(score, notes, rows, (semitones, semitones, semitones, -semitones))
    moved = moves.shift(score, notes, rows, pitches, copies)
    expected = moves.shifted(notes, rows, pitches)
    assert set(expected) <= set(notes_of(moved))
    base = score if copies else edits.erase(score, notes)
    assert moved == draw(base, expected)


def test_forty_thousand_notes_move_together():
    starts = np.arange(0, 20_000, 2)
    pitch = np.zeros((20_000, 4), np.uint8)
    pitch[starts] = 60, 60, 60, 8
    onset, velocity = pitch > 0, np.where(pitch, 15, 0).astype(np.uint8)
    score = Score(pitch, onset, velocity, np.zeros_like(pitch))
    notes = notes_of(score)
    assert len(notes_of(moves.shift(score, notes, 1, (1, 1, 1, 1)))) == len(notes)
