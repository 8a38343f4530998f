import re
from dataclasses import dataclass, field, replace
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.driver.periods import noise_interval
from nes_composer.formats import famistudio
from nes_composer.formats.report import FormatError
from nes_composer.score.edits import draw
from nes_composer.score.instrument import PLAIN, Envelope, Instrument, Vibrato
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TICK_RATE, TR, Score
from nes_composer.score.song import Song

ATTRIBUTE = r'\s+([A-Za-z]+)="((?:""|[^"])+)"'
DEPTHS = {
    **{"Project": 0, "Instrument": 1, "Song": 1, "Envelope": 2, "Channel": 2, "PatternCustomSettings": 2},
    **{"Pattern": 3, "PatternInstance": 3, "Note": 4},
}
MANDATORY = {
    "Instrument": {"Name"},
    "Envelope": {"Type", "Length", "Values"},
    "Song": {"Name", "Length", "LoopPoint", "PatternLength", "BeatLength", "NoteLength", "Groove", "GroovePaddingMode"},
    "PatternCustomSettings": {"Time", "Length", "NoteLength", "BeatLength", "Groove", "GroovePaddingMode"},
    "Channel": {"Type"},
    "Pattern": {"Name"},
    "Note": {"Time"},
    "PatternInstance": {"Time", "Pattern"},
}
CHANNELS = ["Square1", "Square2", "Triangle", "Noise", "DPCM"]
NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


@dataclass
class Project:
    """What FamiStudio has in memory, by the tables of its manual."""

    project: dict = field(default_factory=dict)
    instruments: dict = field(default_factory=dict)
    song: dict = field(default_factory=dict)
    last_pattern: dict = field(default_factory=dict)
    patterns: dict = field(default_factory=dict)
    instances: dict = field(default_factory=dict)

    @property
    def frames(self):
        """Frames of a pattern."""
        return int(self.song["PatternLength"]) * int(self.song["NoteLength"])


def read(data: bytes) -> Project:
    """Read the text as strictly as the manual describes it."""
    project, instrument, channel, pattern = Project(), None, None, None
    for number, line in enumerate(data.decode().splitlines()):
        match = re.fullmatch(rf"(\t*)([A-Za-z]+)((?:{ATTRIBUTE})*)", line)
        assert match, line
        kind = match[2]
        attributes = {name: value.replace('""', '"') for name, value in re.findall(ATTRIBUTE, match[3])}
        assert len(match[1]) == DEPTHS[kind]
        assert attributes.keys() >= MANDATORY.get(kind, set()), line
        assert (number == 0) == (kind == "Project")
        if kind == "Project":
            project.project = attributes
        elif kind == "Instrument":
            assert attributes["Name"] not in project.instruments
            instrument = project.instruments[attributes["Name"]] = {}
        elif kind == "Envelope":
            instrument[attributes["Type"]] = read_envelope(attributes)
        elif kind == "Song":
            project.song = attributes
            check_groove(attributes)
        elif kind == "PatternCustomSettings":
            assert int(attributes["Time"]) == int(project.song["Length"]) - 1
            check_groove(attributes)
            project.last_pattern = attributes
        elif kind == "Channel":
            channel = attributes["Type"]
            assert channel == CHANNELS[len(project.patterns)]
            project.patterns[channel], project.instances[channel] = {}, {}
        elif kind == "Pattern":
            assert attributes["Name"] not in project.patterns[channel]
            pattern = project.patterns[channel][attributes["Name"]] = []
        elif kind == "Note":
            assert 0 <= int(attributes["Time"]) < project.frames
            assert attributes.get("Instrument", next(iter(project.instruments))) in project.instruments
            pattern.append(attributes)
        else:
            assert attributes["Pattern"] in project.patterns[channel]
            project.instances[channel][int(attributes["Time"])] = attributes["Pattern"]
    assert list(project.patterns) == CHANNELS
    assert 1 <= int(project.song["Length"]) <= 256
    return project


def read_envelope(attributes):
    values = tuple(map(int, attributes["Values"].split(",")))
    low, high = {"Volume": (0, 15), "DutyCycle": (0, 3)}.get(attributes["Type"], (-64, 63))
    loop, release = (int(attributes.get(name, -1)) for name in ("Loop", "Release"))
    assert len(values) == int(attributes["Length"]) <= 255
    assert all(low <= value <= high for value in values)
    assert 0 <= loop < (len(values) if release < 0 else release)
    assert release < len(values)
    assert release < 0 or attributes["Type"] == "Volume"
    return values, loop, release


def check_groove(attributes):
    """Check what FamiStudio does before it takes a groove."""
    groove = [int(ticks) for ticks in attributes["Groove"].split("-")]
    assert len(groove) == 1 or (len(groove) <= 8 and max(groove) - min(groove) == 1)
    assert 1 <= min(groove) <= 18
    assert int(attributes["NoteLength"]) == min(groove)
    assert attributes["GroovePaddingMode"] in ("Beginning", "Middle", "End")


def pitch_of(name, voice):
    number = NAMES.index(name[:-1]) + 12 * int(name[-1])
    if voice == NO:
        # The register is the inverse of the note's number, which counts from 1.
        return 16 - ((number + 1 & 15) ^ 15)
    return number + (12 if voice == TR else 24)


def played(project, score):
    """Return the score that FamiStudio plays, for rows of as many frames as the score's have."""
    notes_per_row = ceil(round(score.ticks_per_row, 6) / 18)
    frames = notes_per_row * int(project.song["NoteLength"])
    patterns, total = int(project.song["Length"]), int(project.song["Length"]) * project.frames
    if project.last_pattern:
        total += int(project.last_pattern["Length"]) * int(project.song["NoteLength"]) - project.frames
    rows = total // frames
    pitch, velocity, timbre = (np.zeros((rows, 4), np.uint8) for _ in range(3))
    onset = np.zeros((rows, 4), bool)
    for voice, channel in enumerate(CHANNELS[:4]):
        volume = duty = 0
        volumes, duties = np.zeros(rows, np.uint8), np.zeros(rows, np.uint8)
        for index in range(patterns):
            for note in project.patterns[channel].get(project.instances[channel].get(index), []):
                row, rest = divmod(index * project.frames + int(note["Time"]), frames)
                assert rest == 0
                volume, duty = int(note.get("Volume", volume)), int(note.get("DutyCycle", duty))
                volumes[row:], duties[row:] = volume, duty
                if "Value" in note:
                    length = int(note.get("Release", note["Duration"])) // frames
                    onset[row, voice] = True
                    pitch[row:, voice] = 0
                    pitch[row : row + length, voice] = pitch_of(note["Value"], voice)
        sounding = pitch[:, voice] > 0
        velocity[:, voice], timbre[:, voice] = volumes * sounding, duties * sounding
    return Score(pitch, onset, velocity, timbre, score.rows_per_second)


@pytest.fixture
def save(tmp_path):
    def save(song):
        file = tmp_path / "song.famistudio.txt"
        famistudio.write(file, song)
        return read(file.read_bytes())

    return save


@given(st.data())
@settings(max_examples=40)
def test_what_famistudio_plays_is_the_score(scores, tmp_path_factory, data):
    score = data.draw(scores(max_rows=150))
    # Also tempos whose rows are longer than its notes can be.
    score = replace(score, rows_per_second=data.draw(st.sampled_from([score.rows_per_second, 0.5, 2.0, 60.0])))
    file = tmp_path_factory.mktemp("famistudio") / "song.famistudio.txt"
    famistudio.write(file, Song(score))
    again = played(read(file.read_bytes()), score)
    if len(score):
        assert again == score
    else:
        assert not again.sounding.any()


def test_a_noise_note_is_the_inverted_interval(save):
    notes = [Note(NO, pitch - 1, 1, pitch) for pitch in range(1, 17)]
    project = save(Song(draw(Score.silent(16), notes)))
    numbers = [
        NAMES.index(note["Value"][:-1]) + 12 * int(note["Value"][-1]) + 1
        for note in project.patterns["Noise"]["Pattern 1"]
    ]
    assert [(number & 15) ^ 15 for number in numbers] == [noise_interval(pitch) for pitch in range(1, 17)]


def test_equal_patterns_of_a_voice_are_written_once_and_empty_ones_never(save):
    tune = [Note(P1, 64 * pattern + 8 * i, 4, 60 + i) for pattern in (0, 2) for i in range(4)]
    project = save(Song(draw(Score.silent(192), tune)))
    assert len(project.patterns["Square1"]) == 1
    assert project.instances["Square1"] == {0: "Pattern 1", 2: "Pattern 1"}
    assert project.instances["Square2"] == {}


def test_a_last_pattern_is_as_short_as_the_song(save):
    project = save(Song(Score.silent(100)))
    assert project.song["Length"] == "2"
    assert project.last_pattern["Length"] == "36"
    assert save(Song(Score.silent(128))).last_pattern == {}


def test_a_song_too_long_is_refused(save, tmp_path):
    assert save(Song(Score.silent(64 * 256))).song["Length"] == "256"
    with pytest.raises(FormatError, match=r"x\.txt: 16385 rows are more than FamiStudio's 256 patterns"):
        famistudio.write(tmp_path / "x.txt", Song(Score.silent(64 * 256 + 1)))
    assert not (tmp_path / "x.txt").exists()


@pytest.mark.parametrize(
    ("ticks", "groove"),
    [(1, "1"), (6, "6"), (18, "18"), (2.5, "3-2"), (6 + 1 / 3, "7-6-6"), (5.01, "5"), (24, "12"), (600, "18-18-17")],
)
def test_a_groove_is_the_nearest_to_the_rows(save, ticks, groove):
    assert save(Song(Score.silent(4, TICK_RATE / ticks))).song["Groove"] == groove


@given(st.floats(1, 300))
@settings(max_examples=60)
def test_a_row_is_right_to_a_sixteenth_of_a_tick_for_each_note(tmp_path_factory, ticks):
    file = tmp_path_factory.mktemp("famistudio") / "song.famistudio.txt"
    famistudio.write(file, Song(Score.silent(64, TICK_RATE / ticks)))
    song = read(file.read_bytes()).song
    notes = int(song["BeatLength"]) // 4
    groove = [int(length) for length in song["Groove"].split("-")]
    assert abs(notes * sum(groove) / len(groove) - ticks) <= notes / 16 + 1e-6


def test_rows_shorter_than_a_tick_are_refused(tmp_path):
    with pytest.raises(FormatError, match=r"rows of 0\.90 ticks; FamiStudio has 1 or more"):
        famistudio.write(tmp_path / "x.txt", Song(Score.silent(1, TICK_RATE / 0.9)))


@pytest.mark.parametrize("title", ["", 'a "quoted" name', "two\nlines\tand a tab", "日本", 'ends in "', "  ", "a=b c"])
def test_titles_are_one_line_and_read_back(save, title):
    project = save(Song(Score.silent(1), title=title, author=title))
    shown = title.replace("\n", " ").replace("\t", " ").strip()
    assert project.project.get("Name", "") == project.project.get("Author", "") == shown
    assert project.song["Name"] == (shown or "Song")


def with_instrument(instrument, *notes, rows=16):
    return Song(draw(Score.silent(rows), notes), instruments=(instrument, *PLAIN[1:]))


def test_envelopes_stay_on_their_last_held_value_by_a_loop(save):
    instrument = Instrument(
        "lead", Envelope((15, 9, 4, 2), 1, 3), Envelope((2, 1)), Envelope((0, 4, 7), 0), Envelope((0,))
    )
    envelopes = save(with_instrument(instrument, Note(P1, 0, 4, 60))).instruments["P1 lead"]
    assert envelopes == {
        "Volume": ((15, 9, 4, 2, 0), 1, 3),
        "DutyCycle": ((2, 1), 1, -1),
        "Arpeggio": ((0, 4, 7), 0, -1),
    }


def test_a_note_rings_on_until_its_volume_is_through_or_the_next_starts(save):
    bell = Instrument("bell", Envelope((15, *range(10, 0, -1)), None, 1))
    notes = [Note(P1, 0, 2, 60), Note(P1, 8, 2, 62), Note(P1, 11, 1, 64), Note(P1, 12, 1, 65)]
    project = save(with_instrument(bell, *notes, Note(P2, 0, 2, 60), rows=14))
    told = [(note.get("Release"), note["Duration"]) for note in project.patterns["Square1"]["Pattern 1"]]
    assert told == [("12", "22"), ("12", "18"), (None, "6"), ("6", "12")]
    assert "Release" not in project.patterns["Square2"]["Pattern 1"][0]


def test_a_shaped_note_plays_on_the_instrument_without_its_volume(save):
    song = with_instrument(Instrument("bell", Envelope((15, 8, 4), None, 1)), Note(P1, 0, 4, 60, 12))
    velocity = song.score.velocity.copy()
    velocity[2, P1] = 5
    project = save(replace(song, score=replace(song.score, velocity=velocity)))
    first, *changes = project.patterns["Square1"]["Pattern 1"]
    assert project.instruments[first["Instrument"]] == {}
    assert (first["Duration"], "Release" in first) == ("24", False)
    assert changes == [{"Time": "12", "Volume": "5"}, {"Time": "18", "Volume": "12"}]


def test_bends_are_limited_to_what_an_envelope_holds(save):
    wide = Instrument("wide", pitch=Envelope((0, 1200, -1200)), vibrato=Vibrato(20, 6.0))
    values, loop, _ = save(with_instrument(wide, Note(P1, 0, 4, 40))).instruments["P1 wide"]["Pitch"]
    assert (min(values), max(values), loop) == (-64, 63, 2)


def test_an_envelope_too_long_is_refused_by_name(tmp_path):
    song = with_instrument(Instrument("endless", Envelope((15,) * 255 + (3,))))
    with pytest.raises(FormatError, match=r"x\.txt: instrument 'P1 endless': an envelope of 256 ticks.*255"):
        famistudio.write(tmp_path / "x.txt", song)
