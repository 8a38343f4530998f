from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score.edits import draw, join, with_length
from nes_composer.score.locks import Locks
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import P1, PATTERN_ROWS, TR, Score
from nes_composer.score.song import Origin, Pattern, Song, letter


def test_every_64_rows_begun_have_a_pattern():
    assert [len(Song(Score.silent(rows)).patterns) for rows in (0, 1, 64, 65, 200)] == [0, 1, 1, 2, 4]
    assert Song(Score.silent(65), (Pattern((1.0,)),)).patterns == (Pattern((1.0,)), Pattern())
    assert Song(Score.silent(64), (Pattern((1.0,)), Pattern((2.0,)))).patterns == (Pattern((1.0,)),)


def test_the_last_pattern_may_be_short():
    song = Song(draw(Score.silent(70), [Note(P1, 60, 10, 60)]))
    assert [len(song.pattern_rows(index)) for index in (0, 1)] == [64, 6]
    assert note_at(song.pattern_rows(1), P1, 0) == Note(P1, 0, 6, 60)


def test_patterns_may_have_other_lengths():
    song = Song(draw(Score.silent(800), [Note(P1, 760, 20, 60)]), rows_per_pattern=768)
    assert [len(song.pattern_rows(index)) for index in range(len(song.patterns))] == [768, 32]
    assert note_at(song.pattern_rows(1), P1, 0) == Note(P1, 0, 12, 60)
    decoded = draw(Score.silent(768), [Note(P1, 4, 2, 70)])
    moved = song.with_decoded(1, (0.5,), decoded)
    assert moved.score.onset[:, P1].nonzero()[0].tolist() == [760, 772]
    with pytest.raises(ValueError, match="a pattern of 0 rows"):
        Song(Score.silent(1), rows_per_pattern=0)


def test_divided_for_another_model_it_keeps_its_notes_and_no_latent_point(melody):
    song = Song(join([melody.score] * 2), model="one 01").with_decoded(0, (0.5,), melody.score)
    divided = song.divided("other 02", 96)
    assert divided.score == song.score
    assert (divided.model, divided.rows_per_pattern) == ("other 02", 96)
    assert divided.patterns == (Pattern(), Pattern())


def test_a_model_of_one_voice_changes_that_voice_only(melody):
    song = Song(melody.score)
    for number in (1, 2):
        decoded = draw(Score.silent(64), [Note(P1, 8 * number, 4, 50)])
        song = song.with_decoded(0, (float(number),), decoded, (P1,))
        assert song.score.onset[:, P1].nonzero()[0].tolist() == [8 * number]
        for name in ("pitch", "onset", "velocity", "timbre"):
            assert (getattr(song.score, name)[:, 1:] == getattr(melody.score, name)[:, 1:]).all()


def test_a_first_decode_replaces_the_pattern_and_no_other(melody):
    song = Song(join([melody.score] * 3))
    decoded = draw(Score.silent(64), [Note(P1, 8, 4, 50)])
    moved = song.with_decoded(1, (0.5,), decoded)
    assert moved.pattern_rows(1) == replace(decoded, rows_per_second=song.score.rows_per_second)
    assert [moved.pattern_rows(i) for i in (0, 2)] == [song.pattern_rows(i) for i in (0, 2)]
    assert moved.patterns == (Pattern(), Pattern((0.5,), decoded), Pattern())


def test_a_short_last_pattern_takes_as_many_rows_as_it_has(melody):
    song = Song(Score.silent(70)).with_decoded(1, (0.5,), melody.score)
    assert len(song.score) == 70
    assert song.pattern_rows(1).pitch.tolist() == melody.score.pitch[:6].tolist()
    silent = song.with_decoded(1, (0.6,), Score.silent(64))
    assert not silent.score.sounding.any()


@given(data=st.data())
def test_decoding_the_same_again_leaves_every_hand_edit_even_across_patterns(scores, data):
    decoded = [with_length(data.draw(scores()), PATTERN_ROWS) for _ in range(3)]
    song = Song(Score.silent(3 * PATTERN_ROWS))
    for index, rows in enumerate(decoded):
        song = song.with_decoded(index, (float(index),), rows)
    notes = [Note(P1, data.draw(st.integers(0, 190)), data.draw(st.integers(1, 100)), 60) for _ in range(3)]
    edited = replace(song, score=draw(song.score, notes))
    index = data.draw(st.integers(0, 2))
    assert edited.with_decoded(index, (9.0,), decoded[index]).score == edited.score


def test_a_drag_keeps_a_drawn_note_and_moves_the_rest():
    first = draw(Score.silent(64), [Note(P1, 0, 4, 60), Note(P1, 32, 4, 62)])
    second = draw(Score.silent(64), [Note(P1, 0, 4, 65), Note(P1, 32, 4, 62)])
    song = Song(Score.silent(64)).with_decoded(0, (0.0,), first)
    song = replace(song, score=draw(song.score, [Note(P1, 16, 8, 70, 5, 1)]))
    dragged = song.with_decoded(0, (1.0,), second).score
    assert [note_at(dragged, P1, row) for row in (0, 16, 32)] == [
        Note(P1, 0, 4, 65),
        Note(P1, 16, 8, 70, 5, 1),
        Note(P1, 32, 4, 62),
    ]


def test_a_point_brings_exactly_its_rows_over_hand_edits_but_not_over_locks():
    first = draw(Score.silent(64), [Note(P1, 0, 4, 60), Note(TR, 0, 4, 40)])
    second = draw(Score.silent(64, 20.0), [Note(P1, 0, 4, 60), Note(P1, 32, 4, 62), Note(TR, 8, 4, 45)])
    song = Song(Score.silent(64, 8.0)).with_decoded(0, (0.0,), first)
    edited = replace(song, score=draw(song.score, [Note(P1, 2, 8, 70)]))
    origin = Origin("Random", "tiny 01", 7)
    put = edited.with_point(0, (1.0,), second, range(4), origin)
    assert put.score == replace(second, rows_per_second=8.0)
    assert (put.patterns[0].z, put.patterns[0].origin) == ((1.0,), origin)
    assert put.with_decoded(0, (1.0,), second).score == put.score
    locked = replace(edited, locks=Locks(frozenset({P1}))).with_point(0, (1.0,), second, range(4), origin)
    assert locked.score.pitch[:, P1].tolist() == edited.score.pitch[:, P1].tolist()
    assert locked.score.pitch[:, TR].tolist() == second.pitch[:, TR].tolist()


def test_letters_go_on_after_z():
    assert [letter(i) for i in (0, 1, 25, 26, 27, 51, 52, 701, 702)] == [
        *("A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA")
    ]


@given(data=st.data())
def test_at_strength_0_a_decode_moves_the_point_and_no_note(scores, data):
    song = Song(with_length(data.draw(scores(70)), 64)).with_decoded(0, (1.0,), with_length(data.draw(scores(70)), 64))
    moved = song.with_decoded(0, (2.0,), with_length(data.draw(scores(70)), 64), strength=0)
    assert moved.score == song.score
    assert moved.patterns[0].z == (2.0,)


@given(data=st.data(), strength=st.floats(0, 1))
def test_whatever_the_strength_a_later_decode_at_full_strength_is_what_it_would_have_been(scores, data, strength):
    first, second, third = (with_length(data.draw(scores(70)), 64) for _ in range(3))
    song = Song(Score.silent(64)).with_decoded(0, (1.0,), first)
    hand = draw(song.score, [Note(P1, 13, 2, 90)])
    song = replace(song, score=hand)
    partly = song.with_decoded(0, (2.0,), second, strength=strength)
    again = partly.with_decoded(0, (3.0,), third)
    edited = (hand.pitch != first.pitch) | (hand.onset != first.onset)
    # Where nobody has edited, nor a note been broken by an edit, the song is the latest decode.
    assert ((again.score.pitch == third.pitch) | edited | (again.score.pitch == 0)).all()
    assert again.patterns[0].decoded == third


def test_a_pattern_keeps_its_name_and_what_is_known_of_its_making(melody):
    origin = Origin("Random", "tiny 01", 7)
    song = Song(melody.score, (Pattern(name="bridge"),)).with_decoded(0, (1.0,), melody.score, origin=origin)
    moved = song.with_decoded(0, (2.0,), melody.score)
    assert moved.patterns[0].name == "bridge"
    assert moved.patterns[0].origin == origin


def test_locked_bars_are_those_of_the_song():
    assert Song(Score.silent(40), locks=Locks(bars=frozenset({0, 2, 3}))).locks.bars == {0, 2}
