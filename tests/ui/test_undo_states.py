import gc
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from support.random_songs import random_score

from nes_composer.score.edits import draw, erase, join, with_length
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import NO, P1, P2, TR, Score
from nes_composer.score.song import Pattern, Song
from nes_composer.ui.undo_states import States

STEPS, NOTES = 1000, 20_000


def note(start, pitch=60):
    return Note(P1, start, 2, pitch)


def edited(song, at):
    return replace(song, score=draw(song.score, [note(at % len(song.score), 60 + at % 12)]))


def long_song(random):
    """Four voices with 5,000 notes each, none like the one before."""
    rows = np.arange(0, NOTES // 2, 2)
    notes = [
        Note(voice, int(row), 2, int(pitch), 1 + int(pitch) % 15, int(pitch) % 2 if voice != TR else 0)
        for voice, lowest, highest in ((P1, 48, 90), (P2, 40, 80), (TR, 30, 60), (NO, 1, 17))
        for row, pitch in zip(rows, random.integers(lowest, highest, len(rows)), strict=True)
    ]
    return Song(draw(Score.silent(NOTES // 2), notes), title="long")


@pytest.fixture
def song(melody):
    return replace(melody, score=with_length(melody.score, 1000), patterns=(Pattern((0.5, 1.5), melody.score, "A"),))


def contents(states):
    """All songs from the first state to the last, by travelling there."""
    while states.travel(-1):
        pass
    found = [(states.song, states.redo_text)]
    while states.travel(1):
        found.append((states.song, states.redo_text))
    return found


def test_every_state_comes_back_with_all_that_it_has(song):
    states = States(song)
    expected = [song]
    for at in range(40):
        kind = at % 4
        step = edited(expected[-1], 37 * at)
        if kind == 1:
            step = replace(step, score=join([step.score, random_score(at)]))
        elif kind == 2:
            step = replace(step, title=f"title {at}", score=replace(step.score, rows_per_second=5.0 + at))
        elif kind == 3:
            step = replace(step, score=with_length(step.score, len(step.score) - 33))
        expected.append(step)
        states.add(step, f"step {at}")
    copies = [replace(step, score=replace(step.score)) for step in expected]
    del expected, step
    gc.collect()
    found = contents(states)
    assert [text for _, text in found] == [*(f"step {at}" for at in range(40)), ""]
    for (state, _), copy in zip(found, copies, strict=True):
        assert state == copy


def test_a_state_that_somebody_holds_is_the_same_object_again(song):
    states = States(song)
    held = [song]
    for at in range(30):
        held.append(edited(held[-1], at))
        states.add(held[-1], "Draw")
    found = contents(states)
    assert all(state is before for (state, _), before in zip(found, held, strict=True))


def test_a_new_step_after_undo_ends_what_can_be_redone_and_frees_it(song):
    states = States(song)
    for at in range(50):
        states.add(edited(states.song, 10 * at), "Draw")
    full = states.size
    for _ in range(45):
        states.travel(-1)
    states.add(edited(states.song, 999), "Other")
    assert len(states) == 7
    assert states.redo_text == ""
    assert states.size < full
    assert not states.travel(1)


def test_the_count_of_bytes_returns_to_where_it_was(song):
    states = States(song)
    before = states.size
    for at in range(60):
        states.add(edited(states.song, 10 * at), "Draw")
    contents(states)
    assert states.size > before
    while states.undo_text:
        states.drop()
    assert states.song is song
    assert states.size == before


def test_beyond_the_budget_the_oldest_steps_go(song):
    states = States(song, budget=200_000)
    for at in range(100):
        step = edited(states.song, 10 * at)
        states.add(
            replace(step, score=draw(step.score, [note(i, 40 + (at * i) % 50) for i in range(0, 990, 2)])), "Draw"
        )
    assert states.lost
    assert states.size <= 200_000
    assert 3 < len(states) < 100
    last = states.song
    while states.travel(-1):
        pass
    assert states.undo_text == ""
    while states.travel(1):
        pass
    assert states.song == last


def test_a_song_larger_than_the_budget_can_still_be_edited(song):
    states = States(song, budget=1000)
    states.add(edited(song, 0), "Draw")
    assert len(states) == 1
    assert states.song != song


def test_a_thousand_steps_on_twenty_thousand_notes_stay_below_the_budget():
    song = long_song(np.random.default_rng(1))
    assert song.score.onset.sum() == NOTES
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        states = States(song)
        for at in range(STEPS):
            row = (at * 6) % len(song.score)
            score = states.song.score
            there = note_at(score, at % 2, row)
            score = erase(score, [there]) if there and at % 3 else draw(score, [note(row, 50 + at % 40)])
            states.add(replace(states.song, score=score), "Edit")
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert len(states) == STEPS + 1
    assert not states.lost
    assert taken < 200_000_000
    # What is counted is what is taken, within what objects weigh besides.
    assert 0.5 * taken < states.size < 2 * taken
