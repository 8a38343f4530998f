import io
import tarfile
from dataclasses import replace
from pathlib import Path

import mido
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.formats import midi_file, nesmdb_midi
from nes_composer.formats.report import FormatError
from nes_composer.score.edits import draw, join
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TICK_RATE, TR, Score
from nes_composer.score.song import Song

TICK = 44_100 / TICK_RATE


def _bytes(tracks: dict[str, list[tuple[float, mido.Message]]], ticks: float = 200, beat: int = 22_050) -> bytes:
    """Return a MIDI file of tracks given as (driver tick, message)."""
    file = mido.MidiFile(type=1, ticks_per_beat=beat)
    end = mido.MetaMessage("time_signature", numerator=1, denominator=1, time=round(ticks * TICK))
    file.tracks.append(mido.MidiTrack([end]))
    for name, events in tracks.items():
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
        now = 0
        for tick, message in events:
            time = round(tick * TICK)
            track.append(message.copy(time=time - now))
            now = time
        file.tracks.append(track)
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def _note(tick: float, length: float, pitch: int, velocity: int = 8) -> list[tuple[float, mido.Message]]:
    on = mido.Message("note_on", note=pitch, velocity=velocity)
    return [(tick, on), (tick + length, mido.Message("note_on", note=pitch, velocity=0))]


def _control(tick: float, control: int, value: int) -> tuple[float, mido.Message]:
    return tick, mido.Message("control_change", control=control, value=value)


def _read(data: bytes, grid: str = "auto"):
    return nesmdb_midi.read(Path("song.mid"), data, grid)


def test_notes_velocities_and_timbres_arrive():
    p1 = [_control(0, 12, 2)] + [e for r in range(16) for e in _note(6 * r, 5, 60 + r, 9)]
    no = [e for r in range(0, 16, 2) for e in _note(6 * r, 1, 13, 12)]
    tr = [e for r in range(0, 16, 4) for e in _note(6 * r, 20, 40, 1)]
    imported = _read(_bytes({"p1": p1, "tr": tr, "no": no}, 96))
    score = imported.song.score
    assert score.pitch[:, P1].tolist() == [60 + r for r in range(16)]
    assert set(score.velocity[:, P1]) == {9}
    assert set(score.timbre[:, P1]) == {2}
    assert np.flatnonzero(score.onset[:, NO]).tolist() == list(range(0, 16, 2))
    assert set(score.velocity[score.sounding[:, TR], TR]) == {15}
    assert not score.sounding[:, P2].any()
    assert imported.grid is not None
    assert imported.grid.ticks_per_row == pytest.approx(6, abs=0.01)


def test_an_off_after_the_next_on_does_not_end_it():
    events = []
    for r in range(8):
        events.append((8 * r, mido.Message("note_on", note=60 + r, velocity=8)))
        if r:
            events.append((8 * r, mido.Message("note_off", note=59 + r)))
    score = _read(_bytes({"p2": events}, 64)).song.score
    assert score.pitch[:, P2].tolist() == [60 + r for r in range(8)]


def test_an_upward_jump_of_volume_is_a_new_attack():
    beat = [e for r in range(16) for e in _note(6 * r, 3, 10)]
    held = [(0, mido.Message("note_on", note=70, velocity=10))]
    for r in range(0, 16, 4):
        held += [_control(6 * r + 1, 11, 6), _control(6 * r + 3, 11, 3), _control(6 * (r + 4), 11, 10)]
    score = _read(_bytes({"p1": held, "no": beat}, 96)).song.score
    assert np.flatnonzero(score.onset[:, P1]).tolist() == [0, 4, 8, 12]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a readable MIDI file"),
        (b"MThd", "not a readable MIDI file"),
        (b"RIFF" + bytes(100), "not a readable MIDI file"),
        (_bytes({}), "none of its 1 tracks is a NES voice"),
        (_bytes({"piano": _note(0, 10, 60)}), "none of its 2 tracks is a NES voice"),
        (_bytes({"p1": _note(0, 10, 60)}, beat=480), "480 MIDI ticks per beat"),
        (_bytes({"p1": _note(0, 10, 60)})[:-20], "not a readable MIDI file"),
        (bytes(midi_file.MAX_BYTES + 1), "larger than"),
    ],
)
def test_what_is_not_nesmdb_midi_is_refused_in_a_sentence(data, reason):
    with pytest.raises(FormatError, match=reason) as caught:
        _read(data)
    assert str(caught.value).startswith("song.mid: ")
    assert "\n" not in str(caught.value)


def test_a_song_of_weeks_is_refused():
    on = mido.Message("note_on", note=60, velocity=8)
    with pytest.raises(FormatError, match="longer than a song may be"):
        _read(_bytes({"p1": [(0, on), (2.0e5, on), (4.0e5, on)]}))


@given(st.data())
def test_damaged_files_give_a_song_or_a_sentence(data):
    good = bytearray(_bytes({"p1": [e for r in range(8) for e in _note(6 * r, 5, 60)]}, 48))
    for _ in range(data.draw(st.integers(1, 6))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(good[: data.draw(st.integers(0, len(good)))])
    try:
        rows = len(_read(damaged).song.score)
    except FormatError:
        return
    assert rows > 0


@given(data=st.data(), ticks_per_row=st.integers(4, 12))
@settings(max_examples=50)
def test_a_score_comes_back(data, scores, tmp_path_factory, ticks_per_row):
    score = data.draw(scores())
    # A first row that tells where the rows begin, and a beat that tells how long they are.
    beat = Score.silent(20, TICK_RATE / ticks_per_row)
    beat = draw(beat, [Note(NO, row, 1, 5, 9, 1) for row in range(20)])
    song = Song(join([beat, replace(score, rows_per_second=beat.rows_per_second)]))
    path = tmp_path_factory.mktemp("round") / "my.tune.nesmdb.mid"
    nesmdb_midi.write(path, song)
    imported = nesmdb_midi.read(path, path.read_bytes())
    assert imported.dropped == {}
    assert imported.song.title == "my.tune"
    assert imported.song.score.rows_per_second == pytest.approx(song.score.rows_per_second, rel=1e-4)
    assert replace(imported.song.score, rows_per_second=song.score.rows_per_second) == song.score


def test_the_file_is_as_nesmdb_makes_them(tmp_path, melody):
    path = tmp_path / "a.nesmdb.mid"
    nesmdb_midi.write(path, melody)
    file = mido.MidiFile(path)
    assert (file.type, file.ticks_per_beat, len(file.tracks)) == (1, 22_050, 5)
    assert [track.name for track in file.tracks] == ["", "p1", "p2", "tr", "no"]
    assert file.length == pytest.approx(melody.score.seconds, abs=0.001)
    signatures = [m for m in file.tracks[0] if m.type == "time_signature"]
    assert [(m.numerator, m.denominator) for m in signatures] == [(4, 4), (1, 1)]
    channels = [{m.channel for m in track if not m.is_meta} for track in file.tracks[1:]]
    assert channels == [{0}, {1}, {2}, {9}]
    velocities = [{m.velocity for m in track if m.type == "note_on"} for track in file.tracks[1:]]
    assert velocities == [{0, 12}, {0, 8}, {0, 1}, {0, 10}]


def test_the_same_pitch_again_is_an_off_and_an_on_at_one_tick(tmp_path):
    score = draw(Score.silent(8), [Note(P1, 0, 2, 60, 9), Note(P1, 2, 2, 60, 12)])
    path = tmp_path / "a.nesmdb.mid"
    nesmdb_midi.write(path, Song(score))
    events = [m for m in mido.MidiFile(path).tracks[1] if m.type == "note_on"]
    assert [(m.note, m.velocity, m.time > 0) for m in events] == [
        (60, 9, False),
        (60, 0, True),
        (60, 12, False),
        (60, 0, True),
    ]


def test_a_song_that_no_midi_file_can_wait_for_is_refused(tmp_path):
    with pytest.raises(FormatError, match=r"long\.nesmdb\.mid: \d+ MIDI ticks are more than"):
        nesmdb_midi.write(tmp_path / "long.nesmdb.mid", Song(Score.silent(700, 0.1)))
    assert not list(tmp_path.iterdir())


def test_a_file_of_one_endless_number_is_refused_at_once():
    head = b"MThd" + (6).to_bytes(4, "big") + bytes([0, 1, 0, 1, 1, 224])
    endless = b"MTrk" + (1 << 19).to_bytes(4, "big") + b"\xff" * (1 << 19)
    with pytest.raises(FormatError, match="a number of more than four bytes"):
        _read(head + endless)


@pytest.mark.parametrize(
    ("name", "ticks_per_row"),
    [
        ("322_SuperMarioBros__00_01RunningAbout", 9),
        ("045_Castlevania_01_02VampireKiller", 7),
        ("225_MegaMan2_17_18DrWilyStage1", 5),
    ],
)
def test_known_songs_are_on_their_rows(known_songs, name, ticks_per_row):
    imported = nesmdb_midi.read(Path(name), known_songs[name])
    assert imported.grid is not None
    assert imported.grid.ticks_per_row == pytest.approx(ticks_per_row, abs=0.02)


@pytest.fixture(scope="module")
def known_songs(nesmdb):
    """Bytes of the songs whose rows are known, by name; one pass over the archive."""
    names = {
        "322_SuperMarioBros__00_01RunningAbout",
        "045_Castlevania_01_02VampireKiller",
        "225_MegaMan2_17_18DrWilyStage1",
    }
    with tarfile.open(nesmdb / "nesmdb_midi.tar.xz") as tar:
        return {Path(m.name).stem: tar.extractfile(m).read() for m in tar if m.isfile() and Path(m.name).stem in names}
