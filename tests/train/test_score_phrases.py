import pytest

from train.score_phrases import Chord, Event, ScoreTextError, chord_of, expand, note_number, pitch_of, placed


def _event(symbol, rows=4):
    return Event(symbol, rows, False, 1)


def test_a_length_holds_until_the_next_one():
    events = list(expand("C5 D5:2 - E5':6", 3, {}, 4))
    assert [(event.symbol, event.rows, event.short) for event in events] == [
        ("C5", 4, False),
        ("D5", 2, False),
        ("-", 2, False),
        ("E5", 6, True),
    ]
    assert {event.line for event in events} == {3}


def test_repetitions_and_phrases_are_written_out():
    phrases = {"~beat": [_event("k", 2), _event("s", 2)]}
    events = list(expand("h*3 ~beat*2 h", 1, phrases, 4))
    assert [(event.symbol, event.rows) for event in events] == [
        *[("h", 4)] * 3,
        *[("k", 2), ("s", 2)] * 2,
        ("h", 4),
    ]


def test_a_bar_line_brings_the_length_of_chords_back():
    assert [event.rows for event in expand("G:8 D | C", 1, {}, 16, each_bar=True)] == [8, 8, 0, 16]
    assert [event.rows for event in expand("G:8 D | C", 1, {}, 16)] == [8, 8, 0, 8]


@pytest.mark.parametrize("text", ["C5:0", "C5:", ":4", "C5*0", "C5:4:4", "C5:4'", "~none", "C5|"])
def test_what_is_no_token_is_refused_with_its_line(text):
    with pytest.raises(ScoreTextError, match="line 7: "):
        list(expand(text, 7, {}, 4))


def test_events_follow_each_other_and_bar_lines_take_no_time():
    events = [_event("C5", 12), _event("D5"), _event("|", 0), _event("E5")]
    assert placed(events, 16) == [(0, events[0]), (12, events[1]), (16, events[3])]


def test_a_bar_line_within_a_bar_is_refused():
    events = [_event("C5", 16), _event("|", 0), _event("D5", 12), Event("|", 0, False, 9)]
    with pytest.raises(ScoreTextError, match="line 9: bar 2 has 12 rows of 16"):
        placed(events, 16)


@pytest.mark.parametrize(
    ("name", "number"), [("C4", 60), ("A4", 69), ("B#4", 72), ("Cb5", 71), ("F#3", 54), ("H4", None), ("C", None)]
)
def test_notes_have_their_midi_numbers(name, number):
    assert note_number(name) == number


@pytest.mark.parametrize(
    ("name", "notes"),
    [
        ("C", [0, 4, 7]),
        ("Am", [9, 0, 4]),
        ("F#7", [6, 10, 1, 4]),
        ("Bb", [10, 2, 5]),
        ("Cb", [11, 3, 6]),
        ("Gmaj7", [7, 11, 2, 6]),
        ("C#dim7", [1, 4, 7, 10]),
    ],
)
def test_chords_have_their_notes(name, notes):
    chord = chord_of(_event(name))
    assert [(chord.root + chord.degree(degree)) % 12 for degree in (1, 3, 5, 7)][: len(notes)] == notes


def test_what_is_no_chord_is_refused():
    with pytest.raises(ScoreTextError, match=r"line 1: 'Cx' is no chord"):
        chord_of(_event("Cx"))


def test_degrees_stand_on_the_lowest_root_in_reach():
    minor = chord_of(_event("Am"))
    assert pitch_of(_event("1"), minor, 55) == 57
    assert pitch_of(_event("1"), minor, 58) == 69
    assert [pitch_of(_event(symbol), minor, 57) for symbol in ("3", "5", "8", "10", "5,", "8,,")] == [
        60,
        64,
        69,
        72,
        52,
        45,
    ]


def test_notes_do_not_follow_the_chord():
    assert pitch_of(_event("C#5"), Chord(9, 3, 7, 10), 55) == 73


@pytest.mark.parametrize(("symbol", "chord"), [("k", Chord(0, 4, 7, 10)), ("3", None)])
def test_what_is_no_note_is_refused(symbol, chord):
    with pytest.raises(ScoreTextError, match="line 1: "):
        pitch_of(_event(symbol), chord, 55)
