import textwrap

import numpy as np
import pytest

from nes_composer.score.notes import note_table
from nes_composer.score.score import NO, P1, P2, TICK_RATE, TR
from train import score_text
from train.score_phrases import ScoreTextError
from train.score_text import parse

_TEXT = """\
title: A test
source: own composition
key: A minor
ticks per row: 6
rows per beat: 4
beats per bar: 4
duty: 2 1
form: A B A

~beat: k:2 h s h

[A]
# one bar
chords: Am:8 E7
P1: A4 B4:2 C5:6 E5':4
P2: 1:4 5 1 3
TR: 1:8 -
NO: ~beat*2

[B]
P1: D5:16
P1: -:16
TR: D3:16 | E3:16
"""


def _notes(score, voice):
    return [tuple(int(value) for value in note)[:3] for note in note_table(score, voice)]


def test_sections_follow_each_other_as_the_form_says():
    piece = parse(_TEXT)
    assert (piece.title, piece.source, piece.key) == ("A test", "own composition", "A minor")
    first = [(0, 4, 69), (4, 2, 71), (6, 6, 72), (12, 2, 76)]
    assert _notes(piece.score, P1) == [
        *first,
        (16, 16, 74),
        *[(48 + start, rows, pitch) for start, rows, pitch in first],
    ]
    assert _notes(piece.score, P2)[:4] == [(0, 4, 57), (4, 4, 64), (8, 4, 64), (12, 4, 68)]
    assert _notes(piece.score, TR) == [(0, 8, 45), (16, 16, 50), (32, 16, 52), (48, 8, 45)]
    assert len(piece.score) == 64


def test_tempo_and_metre_come_from_the_header():
    score = parse(_TEXT.replace("row: 6", "row: 9").replace("bar: 4", "bar: 2")).score
    assert score.rows_per_second == pytest.approx(TICK_RATE / 9)
    assert (score.rows_per_beat, score.beats_per_bar) == (4, 2)


def test_voices_have_their_timbre_and_drums_are_short():
    score = parse(_TEXT).score
    assert set(score.timbre[score.sounding[:, P1], P1]) == {2}
    assert set(score.timbre[score.sounding[:, P2], P2]) == {1}
    drums = _notes(score, NO)[:4]
    assert [start for start, _, _ in drums] == [0, 2, 4, 6]
    assert [rows for _, rows, _ in drums] == [2, 1, 2, 1]
    assert len({pitch for _, _, pitch in drums}) == 3


def test_roots_say_where_chords_lie():
    low, high = parse(_TEXT).score, parse(_TEXT.replace("form:", "roots: C5 G4 E3\nform:")).score
    degrees = low.sounding[:, P2]
    assert np.array_equal(high.pitch[degrees, P2], low.pitch[degrees, P2] + 12)
    assert np.array_equal(high.pitch[:, P1], low.pitch[:, P1])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("E5':4", "E5':5", r"line 12: .*whole bars of 16 rows: .*P1 17"),
        ("TR: 1:8 -", "TR: 1:8 -*3", r"line 12: .*chords 16.*TR 32"),
        ("P1: D5:16", "P1: D5:8 | E5", r"line 21: bar 1 has 8 rows of 16"),
        ("C5:6", "H5:6", r"line 15: 'H5' is no note"),
        ("C5:6", "k:6", r"line 15: 'k' is no note"),
        ("C5:6", "C9:6", r"line 15: C9 is outside the range of P1"),
        ("A4 B4", "G1 B4", r"line 15: G1 is outside the range of P1"),
        ("D3:16", "G0:16", r"line 23: G0 is outside the range of TR"),
        ("TR: 1:8", "TR: 1,,,:8", r"line 17: 1,,, is outside the range of TR"),
        ("P1: D5:16", "P1: 3:16", r"line 21: degree 3 without a chord"),
        ("k:2 h", "k:2 C4", r"line 10: 'C4' is no drum"),
        ("~beat*2", "~rock*2", r"line 18: no phrase ~rock stands above"),
        ("Am:8 E7", "Am:8 Exy", r"line 14: 'Exy' is no chord"),
        ("form: A B A", "form: A C", r"line 8: .*section C"),
        ("form: A B A", "form: A", r"line 20: section B is not in the form"),
        ("[B]", "[A]", r"line 20: a section A stands above"),
        ("[B]", "[B]\nP1: -:16*2\n[C]", r"line 22: section C is not in the form"),
        ("NO: ~", "DMC: ~", r"line 18: 'DMC' is no voice"),
        ("key: A minor", "kei: A minor", r"line 3: 'kei' is no field"),
        ("key: A minor\n", "", r"line 9: the header above lacks key"),
        ("row: 6", "row: 0", r"line 4: ticks per row is '0', not 1 of 1-32"),
        ("row: 6", "row: six", r"line 4: ticks per row"),
        ("duty: 2 1", "duty: 2", r"line 7: duty is '2', not 2 of 0-3"),
        ("duty: 2 1", "duty: 2 1\nroots: C5 X", r"line 8: roots is 'C5 X', not 3 notes"),
        ("[B]", "[B", r"line 20: '\[B' is no field, section or voice"),
    ],
)
def test_a_mistake_is_refused_with_its_line(old, new, message):
    assert old in _TEXT
    with pytest.raises(ScoreTextError, match=message):
        parse(_TEXT.replace(old, new, 1))


@pytest.mark.parametrize(("text", "message"), [("", "lacks title"), (_TEXT.split("[A]", maxsplit=1)[0], "section A")])
def test_a_text_without_music_is_refused(text, message):
    with pytest.raises(ScoreTextError, match=message):
        parse(text)


def test_an_empty_section_is_refused():
    with pytest.raises(ScoreTextError, match=r"line 20: .*none"):
        parse(_TEXT.split("P1: D5:16", maxsplit=1)[0])


def test_the_example_in_the_documentation_is_a_piece():
    example = textwrap.dedent(score_text.__doc__.split("::\n\n", 1)[1].split("\n\n``", 1)[0])
    score = parse(example).score
    assert len(score) == 64
    assert score.onset.any(axis=0).all()
