import re
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.driver.periods import noise_interval
from nes_composer.formats import famitracker
from nes_composer.formats.report import FormatError
from nes_composer.score.edits import draw
from nes_composer.score.instrument import PLAIN, Envelope, Instrument, Vibrato
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TICK_RATE, TR, Score
from nes_composer.score.song import Song

LIMITS = {"volume": (0, 15), "arpeggio": (-128, 127), "pitch": (-128, 127), "hi-pitch": (-128, 127), "duty": (0, 3)}
MACROS = tuple(LIMITS)


@dataclass
class Module:
    """What FamiTracker has in memory after an import, by the description of the text form in its help."""

    texts: dict = field(default_factory=dict)
    numbers: dict = field(default_factory=dict)
    macros: dict = field(default_factory=dict)
    instruments: dict = field(default_factory=dict)
    track: tuple = ()
    order: list = field(default_factory=list)
    patterns: dict = field(default_factory=dict)


def read(data: bytes) -> Module:
    """Read the text as strictly as the help describes it."""
    module, pattern, title = Module(), None, r' "((?:[^"\t\r\n]|"")*)"'
    for line in data.decode("cp1252").splitlines():
        command, _, rest = line.partition(" ")
        if command in ("#", ""):
            continue
        if command in ("TITLE", "AUTHOR", "COPYRIGHT", "COMMENT"):
            module.texts[command] = re.fullmatch(title, " " + rest)[1].replace('""', '"')
        elif command in ("MACHINE", "FRAMERATE", "EXPANSION", "VIBRATO", "SPLIT"):
            module.numbers[command] = int(rest)
        elif command == "MACRO":
            head, values = rest.split(":")
            kind, index, loop, release, setting = map(int, head.split())
            values = tuple(map(int, values.split()))
            low, high = LIMITS[MACROS[kind]]
            assert 0 <= index < 128
            assert 1 <= len(values) <= 252
            assert -1 <= loop < len(values)
            assert -1 <= release < len(values)
            assert setting == 0
            assert all(low <= value <= high for value in values)
            module.macros[MACROS[kind], index] = (values, loop, release)
        elif command == "INST2A03":
            match = re.fullmatch(r"\s*(\d+)" + r"\s+(-?\d+)" * 5 + title, rest)
            number, *macros = map(int, match.groups()[:6])
            assert number < 64
            assert len(match[7].replace('""', '"')) <= 31
            module.instruments[number] = (match[7], dict(zip(MACROS, macros, strict=True)))
        elif command == "TRACK":
            match = re.fullmatch(r"\s*(\d+)\s+(\d+)\s+(\d+)" + title, rest)
            module.track = tuple(map(int, match.groups()[:3]))
        elif command == "COLUMNS":
            assert rest == ": 1 1 1 1 1"
        elif command == "ORDER":
            frame, patterns = rest.split(" : ")
            assert int(frame, 16) == len(module.order) < 128
            module.order.append([int(pattern, 16) for pattern in patterns.split()])
        elif command == "PATTERN":
            pattern = int(rest, 16)
            assert pattern < 128
        elif command == "ROW":
            row, *cells = rest.split(" : ")
            assert len(cells) == 5
            module.patterns[pattern, int(row, 16)] = [cell.split(" ") for cell in cells]
        else:
            raise AssertionError(line)
    return module


def rows(module):
    """Yield the five cells of each row in the order in which they are played, until the song starts again."""
    for frame in module.order:
        for row in range(module.track[0]):
            cells = [module.patterns[pattern, row][channel] for channel, pattern in enumerate(frame)]
            yield cells
            if cells[4][3] == "B00":
                return


def number_of(note):
    """Return a note of the pulses and the triangle, counted from C-0."""
    names = ("C-", "C#", "D-", "D#", "E-", "F-", "F#", "G-", "G#", "A-", "A#", "B-")
    return names.index(note[:2]) + 12 * int(note[2])


def played(module, rows_per_second):
    """Return the score that the tracker plays: what sounds on each row, where it starts, how loud, with which duty."""
    fields = {name: [] for name in ("pitch", "onset", "velocity", "timbre")}
    sounding, volume, duty = [0] * 4, [15] * 4, [0] * 4
    for cells in rows(module):
        onset = [False] * 4
        for voice, (note, instrument, level, effect) in enumerate(cells[:4]):
            if effect != "...":
                assert re.fullmatch("V0[0-3]", effect)
                duty[voice] = int(effect[2])
            if level != ".":
                volume[voice] = int(level, 16)
            if note in ("---", "==="):
                sounding[voice] = 0
            elif note != "...":
                assert int(instrument, 16) in module.instruments
                onset[voice] = True
                if voice == NO:
                    assert re.fullmatch("[0-9A-F]-#", note)
                    sounding[voice] = int(note[0], 16) + 1
                else:
                    sounding[voice] = number_of(note) + (12 if voice == TR else 24)
        on = [bool(pitch) for pitch in sounding]
        fields["pitch"].append(sounding.copy())
        fields["onset"].append(onset)
        fields["velocity"].append([v * s for v, s in zip(volume, on, strict=True)])
        fields["timbre"].append([d * s for d, s in zip(duty, on, strict=True)])
    shape = (-1, 4)
    return Score(
        np.reshape(fields["pitch"], shape).astype(np.uint8),
        np.reshape(fields["onset"], shape).astype(bool),
        np.reshape(fields["velocity"], shape).astype(np.uint8),
        np.reshape(fields["timbre"], shape).astype(np.uint8),
        rows_per_second,
    )


@pytest.fixture
def save(tmp_path):
    def save(song):
        file = tmp_path / "song.famitracker.txt"
        famitracker.write(file, song)
        return read(file.read_bytes())

    return save


@given(st.data())
@settings(max_examples=40)
def test_what_the_tracker_plays_is_the_score(scores, tmp_path_factory, data):
    score = data.draw(scores(max_rows=150))
    file = tmp_path_factory.mktemp("famitracker") / "song.famitracker.txt"
    famitracker.write(file, Song(score))
    module = read(file.read_bytes())
    # A song without rows is one empty frame.
    assert played(module, score.rows_per_second) == (score if len(score) else Score.silent(64, score.rows_per_second))


def test_a_noise_note_is_the_inverted_interval(save):
    notes = [Note(NO, pitch - 1, 1, pitch) for pitch in range(1, 17)]
    cells = [row[NO][0] for row in rows(save(Song(draw(Score.silent(16), notes))))]
    assert [int(cell[0], 16) ^ 15 for cell in cells] == [noise_interval(pitch) for pitch in range(1, 17)]


def test_equal_patterns_of_a_voice_are_written_once(save):
    tune = [Note(P1, 64 * frame + 8 * i, 4, 60 + i) for frame in range(3) for i in range(4)]
    beat = [Note(NO, 64 * frame, 1, 3 + frame % 2) for frame in range(3)]
    module = save(Song(draw(Score.silent(192), tune + beat)))
    assert module.order == [[0, 0, 0, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 0]]
    assert module.track == (64, 6, 150)


@pytest.mark.parametrize(("rows_", "length"), [(64 * 128, 64), (64 * 128 + 1, 128), (256 * 128, 256)])
def test_long_songs_have_longer_patterns(save, rows_, length):
    module = save(Song(Score.silent(rows_)))
    assert module.track[0] == length
    assert len(module.order) <= 128


def test_a_song_too_long_is_refused(tmp_path):
    with pytest.raises(FormatError, match=r"x\.txt: 32769 rows are more than FamiTracker's 32768"):
        famitracker.write(tmp_path / "x.txt", Song(Score.silent(256 * 128 + 1)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ticks", [1, 3, 5, 6, 9, 31])
def test_whole_ticks_are_exact(save, ticks):
    assert save(Song(Score.silent(1, TICK_RATE / ticks))).track[1:] == (ticks, 150)


@pytest.mark.parametrize(
    ("ticks", "error"), [(1.17, 0.004), (2.504, 0.004), (6.33, 0.004), (31.9, 0.004), (143, 0.016)]
)
def test_other_tempos_are_close(save, ticks, error):
    _, speed, tempo = save(Song(Score.silent(1, TICK_RATE / ticks))).track
    assert 32 <= tempo <= 255
    assert 150 * speed / tempo == pytest.approx(ticks, rel=error)


@pytest.mark.parametrize("ticks", [0.9, 146])
def test_tempos_out_of_reach_are_refused(tmp_path, ticks):
    with pytest.raises(FormatError, match="FamiTracker has 1 to 145"):
        famitracker.write(tmp_path / "x.txt", Song(Score.silent(1, TICK_RATE / ticks)))


@pytest.mark.parametrize("title", ["", 'a "quoted" name', "two\nlines\tand a tab", "日本", 'ends in "', "naïve: café"])
def test_titles_are_one_line_and_read_back(save, title):
    shown = title.replace("\n", " ").replace("\t", " ").encode("cp1252", "replace").decode("cp1252")
    texts = save(Song(Score.silent(1), title=title, author=title)).texts
    assert texts["TITLE"] == texts["AUTHOR"] == shown


def test_a_long_title_is_cut_and_kept_in_the_comment(save):
    texts = save(Song(Score.silent(1), title="a" * 40)).texts
    assert (texts["TITLE"], texts["COMMENT"]) == ("a" * 31, "a" * 40)


def with_instrument(instrument, *notes, rows_=16):
    return Song(draw(Score.silent(rows_), notes), instruments=(instrument, *PLAIN[1:]))


def test_envelopes_are_macros(save):
    instrument = Instrument(
        'a "lead"', Envelope((15, 9, 4, 2), 1, 3), Envelope((2, 1)), Envelope((0, 4, 7), 0), Envelope((0,))
    )
    module = save(with_instrument(instrument, Note(P1, 0, 4, 60)))
    name, macros = module.instruments[0]
    assert name == 'P1 a ""lead""'
    # FamiTracker's release point is the last held value, and it stays on a last value where ours falls silent.
    assert module.macros["volume", macros["volume"]] == ((15, 9, 4, 2, 0), 1, 2)
    assert module.macros["duty", macros["duty"]] == ((2, 1), -1, -1)
    assert module.macros["arpeggio", macros["arpeggio"]] == ((0, 4, 7), 0, -1)
    assert (macros["pitch"], macros["hi-pitch"]) == (-1, -1)
    assert [row[P1][3] for row in rows(module)][:4] == ["..."] * 4


def test_a_note_is_released_where_its_volume_rings_on_and_stopped_where_not(save):
    ringing = Instrument("bell", Envelope((15, 8, 4), None, 1))
    module = save(with_instrument(ringing, Note(P1, 0, 4, 60), Note(P2, 0, 4, 60)))
    assert [cell[0] for cell in list(rows(module))[4][:2]] == ["===", "---"]


def test_a_shaped_note_is_stopped_and_has_no_volume_macro(save):
    song = with_instrument(Instrument("bell", Envelope((15, 8, 4), None, 1)), Note(P1, 0, 4, 60, 12))
    velocity = song.score.velocity.copy()
    velocity[2, P1] = 5
    module = save(replace(song, score=replace(song.score, velocity=velocity)))
    cells = [row[P1] for row in rows(module)]
    assert module.instruments[int(cells[0][1], 16)][1]["volume"] == -1
    assert [cell[2] for cell in cells[:4]] == ["C", ".", "5", "C"]
    assert cells[4][0] == "---"


def bends_of(module, ticks):
    """Return by how much macros have moved the timer at each tick; an arpeggio sets it anew, as FamiTracker does."""
    _, macros = module.instruments[0]

    def steps(what):
        values, loop, release = module.macros.get((what, macros[what]), ((), -1, -1))
        position = 0
        for _ in range(ticks):
            yield values[position] if position < len(values) else None
            position += 1
            if position == release + 1 or position == len(values):
                position = loop if loop >= 0 else position - 1 if release >= 0 else position

    moved, bends = 0, []
    for arpeggio, step in zip(steps("arpeggio"), steps("pitch"), strict=True):
        moved = (0 if arpeggio is not None else moved) + (step or 0)
        bends.append(moved)
    return bends


@pytest.mark.parametrize("arpeggio", [Envelope((0,)), Envelope((0, 0, 12)), Envelope((0, 4, 7), 0)])
@pytest.mark.parametrize("bend", [Envelope((0, 50, 80)), Envelope((10, -30, 40, 20), 1), Envelope((25,))])
def test_bends_move_the_timer_as_the_driver_does(save, bend, arpeggio):
    song = with_instrument(Instrument("bent", arpeggio=arpeggio, pitch=bend), Note(P1, 0, 4, 45))
    expected = Envelope(tuple(famitracker.numbered_patches(song)[0][0].envelopes["pitch"].values), bend.loop)
    assert bends_of(save(song), 60) == [expected.at(tick) for tick in range(60)]


def test_a_vibrato_never_drifts(save):
    song = with_instrument(Instrument("lead", vibrato=Vibrato(40, 6.0, 10)), Note(P1, 0, 4, 45))
    bends = bends_of(save(song), 1000)
    assert bends[:11] == [0] * 11
    assert bends[10:20] == bends[910:920]
    assert -40 < min(bends) < -10 < 10 < max(bends) < 40


def test_an_envelope_too_long_is_refused_by_name(tmp_path):
    song = with_instrument(Instrument("endless", Envelope((15,) * 252 + (3,))))
    with pytest.raises(FormatError, match=r"x\.txt: instrument 'P1 endless': an envelope of 253 ticks.*252"):
        famitracker.write(tmp_path / "x.txt", song)
