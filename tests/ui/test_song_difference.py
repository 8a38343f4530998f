from dataclasses import fields, replace

import pytest

from nes_composer.driver.presets import default_instruments
from nes_composer.score.edits import draw, erase, with_length
from nes_composer.score.locks import Locks
from nes_composer.score.notes import note_at
from nes_composer.score.score import P1, Score
from nes_composer.score.song import Pattern, Song
from nes_composer.ui.song_difference import differences


def test_equal_songs_differ_in_nothing(melody):
    assert differences(melody, replace(melody, score=replace(melody.score))) == []


def test_notes_are_counted(melody):
    first, second = (note_at(melody.score, P1, row) for row in (0, 4))
    other = replace(melody, score=erase(melody.score, [first, second]))
    assert differences(melody, other) == ["2 notes that are not saved"]
    assert differences(other, melody) == ["2 saved notes that are gone"]
    moved = replace(melody, score=draw(erase(melody.score, [first]), [replace(first, pitch=first.pitch + 1)]))
    assert differences(moved, melody) == ["1 note that is not saved", "1 saved note that is gone"]


def test_what_changes_within_a_note_is_told(melody):
    velocity = melody.score.velocity.copy()
    velocity[1, P1] = 3
    assert differences(replace(melody, score=replace(melody.score, velocity=velocity)), melody) == [
        "loudness or timbre within notes"
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": "Nine"}, "title “Nine”, saved “melody”"),
        ({"author": "Anna"}, "author “Anna”, saved “”"),
        ({"game": "Tetris"}, "game “Tetris”, saved “”"),
        ({"patterns": (Pattern((1.0,)),)}, "the sliders or the name of 1 pattern"),
        ({"instruments": default_instruments()}, "another instrument on Pulse 1, Pulse 2, Triangle, Noise"),
        ({"locks": Locks(frozenset({P1}), frozenset())}, "other locks"),
        ({"model": "b 01"}, "another model"),
    ],
)
def test_everything_else_is_told(melody, change, told):
    assert differences(replace(melody, **change), melody) == [told]


def test_length_tempo_and_metre_are_told(melody):
    longer = replace(melody, score=with_length(melody.score, 128))
    assert differences(longer, melody) == ["128 rows, saved 64", "the sliders or the name of 1 pattern"]
    faster = replace(melody, score=replace(melody.score, rows_per_second=20.0))
    assert differences(faster, melody) == ["tempo 300, saved 150.2"]
    waltz = replace(melody, score=replace(melody.score, beats_per_bar=3))
    assert differences(waltz, melody) == ["another metre"]


def test_no_field_of_a_song_is_forgotten():
    known = {"score", "patterns", "title", "model", "instruments", "author", "game", "rows_per_pattern", "locks"}
    assert {field.name for field in fields(Song)} == known
    assert len(fields(Score)) == 7
