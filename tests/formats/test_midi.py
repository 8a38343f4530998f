import io
import tarfile
from pathlib import Path

import mido
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.formats import midi
from nes_composer.formats.report import FormatError
from nes_composer.score.score import NO, P1, P2, TICK_RATE, TR

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
    return midi.read(Path("song.mid"), data, grid)


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
        (bytes(midi.MAX_BYTES + 1), "larger than"),
    ],
)
def test_what_is_not_nesmdb_midi_is_refused_in_a_sentence(data, reason):
    with pytest.raises(FormatError, match=reason) as caught:
        _read(data)
    assert str(caught.value).startswith("song.mid: ")
    assert "\n" not in str(caught.value)


def test_a_song_of_weeks_is_refused():
    on = mido.Message("note_on", note=60, velocity=8)
    with pytest.raises(FormatError, match="longer than a score may be"):
        _read(_bytes({"p1": [(0, on), (3.0e6, on)]}))


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


@pytest.mark.parametrize(
    ("name", "ticks_per_row"),
    [
        ("322_SuperMarioBros__00_01RunningAbout", 9),
        ("045_Castlevania_01_02VampireKiller", 7),
        ("225_MegaMan2_17_18DrWilyStage1", 5),
    ],
)
def test_known_songs_are_on_their_rows(known_songs, name, ticks_per_row):
    imported = midi.read(Path(name), known_songs[name])
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
