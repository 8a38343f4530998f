import pickle
import subprocess
import sys
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from nes_composer.apu.trace import CPU_RATE
from nes_composer.driver.perform import perform
from nes_composer.formats import registry
from nes_composer.formats.report import FormatError
from nes_composer.formats.sound import Sound
from nes_composer.score.score import Score
from nes_composer.score.song import Song

MAGIC = {".nesproj": b'{"format"', ".wav": b"RIFF", ".flac": b"fLaC", ".vgm": b"Vgm ", ".vgz": b"\x1f\x8b"}
MAGIC |= {".nsf": b"NESM\x1a", ".mid": b"MThd", ".nesmdb.mid": b"MThd", ".pkl": b"\x80\x02"}
SOUNDS = [end for end, kind in registry.FORMATS.items() if kind.sound]
SILENT = [end for end in registry.WRITABLE if end not in SOUNDS]


@pytest.mark.parametrize("end", registry.WRITABLE)
def test_every_writable_kind_is_written_and_says_what_it_is(tmp_path, melody, end):
    path = tmp_path / f"song{end.upper()}"
    registry.write_song(path, melody)
    start = next((MAGIC[known] for known in MAGIC if end.endswith(known)), b"")
    assert path.read_bytes().startswith(start)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("end", [end for end in registry.READABLE if end in registry.WRITABLE])
def test_what_is_written_is_read_again(tmp_path, melody, end):
    path = tmp_path / f"song{end}"
    registry.write_song(path, melody)
    imported = registry.read_song(path)
    assert imported.song.score.onset.any()
    assert (imported.trace is not None) == registry.FORMATS[end].log


def test_a_project_is_read_whatever_the_case_of_its_name(tmp_path, melody):
    path = tmp_path / "Song.NESPROJ"
    registry.write_song(path, melody)
    assert registry.read_song(path).song == melody


def test_the_longest_end_decides(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "READABLE", {".mid": "", ".pkl": "", **registry.READABLE, "l": ""})
    path = tmp_path / "a.mid.exprsco.pkl"
    path.write_bytes(pickle.dumps((24.0, 1, np.zeros((2, 4, 3), np.uint8)), 3))
    assert registry.read_song(path).format == "NES-MDB exprsco"
    assert registry._end(Path("a.seprsco.pkl"), registry.READABLE, "open") == ".seprsco.pkl"


def test_loops_and_sample_rate_reach_the_sound(tmp_path, melody):
    lengths = []
    for rate, loops in ((48_000, 1), (48_000, 2), (24_000, 1)):
        path = tmp_path / "song.wav"
        registry.write_song(path, melody, Sound(rate, loops=loops))
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (rate, 1, 2)
            lengths.append(file.getnframes() / rate)
    # Once more is one more song; half the rate is the same length.
    assert lengths[1] - lengths[0] == pytest.approx(melody.score.seconds, abs=0.02)
    assert lengths[2] == pytest.approx(lengths[0], abs=0.001)


@pytest.mark.parametrize("end", SOUNDS)
def test_a_trace_sounds_like_the_song_that_it_was_made_from(tmp_path, melody, end):
    registry.write_song(tmp_path / f"song{end}", melody)
    registry.write_trace(tmp_path / f"trace{end}", perform(melody.score, melody.instruments))
    assert (tmp_path / f"song{end}").read_bytes() == (tmp_path / f"trace{end}").read_bytes()


@pytest.mark.parametrize("end", [end for end in SILENT if not registry.FORMATS[end].log])
def test_a_trace_is_neither_project_nor_notes(tmp_path, melody, end):
    with pytest.raises(FormatError, match="holds neither register writes nor sound"):
        registry.write_trace(tmp_path / f"song{end}", perform(melody.score, melody.instruments))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("end", SOUNDS)
def test_stems_hold_one_voice_each(tmp_path, melody, end):
    stems = registry.write_stems(tmp_path / f"my.song{end.upper()}", melody)
    assert [path.name for path in stems] == [f"my.song-{voice}{end.upper()}" for voice in ("P1", "P2", "TR", "NO")]
    assert sorted(tmp_path.iterdir()) == sorted(stems)
    voices = [soundfile.read(path)[0] for path in stems]
    assert all(voice.std() > 0.005 for voice in voices)
    # The voices play different tunes: no two stems have much in common.
    assert np.abs(np.corrcoef(voices) - np.eye(4)).max() < 0.5
    muted = registry.write_stems(tmp_path / f"muted{end}", melody, Sound(audible=(True, False, True, True)))
    assert [soundfile.read(path)[0].any() for path in muted] == [True, False, True, True]


def test_the_dmc_of_a_log_has_a_stem_of_its_own_and_is_in_no_other(tmp_path, melody):
    trace = perform(melody.score, melody.instruments)
    middle = len(trace.cycle) // 2
    clicks = replace(
        trace,
        cycle=np.insert(trace.cycle, middle, [trace.cycle[middle]] * 2),
        address=np.insert(trace.address, middle, [0x4015, 0x4011]),
        value=np.insert(trace.value, middle, [0x1F, 0x7F]),
    )
    plain = registry.write_stems(tmp_path / "plain.wav", trace)
    stems = registry.write_stems(tmp_path / "clicks.wav", clicks)
    assert [path.name for path in stems[4:]] == ["clicks-DMC.wav"]
    assert [path.read_bytes() for path in stems[:4]] == [path.read_bytes() for path in plain]
    dmc, rate = soundfile.read(stems[4])
    start = int(trace.cycle[middle] / CPU_RATE * rate)
    assert not dmc[: start - 100].any()
    assert np.abs(dmc[start : start + 100]).max() > 0.3


@pytest.mark.parametrize("end", SILENT)
def test_only_sound_has_stems(tmp_path, melody, end):
    with pytest.raises(FormatError, match="has no stems"):
        registry.write_stems(tmp_path / f"song{end}", melody)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["song.mp3", "song", "pkl", "song.pkl"])
def test_an_unknown_kind_is_told_the_known_ones(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(FormatError, match=r"cannot open this kind of file, only \.nesproj .*\.mid .*\.exprsco\.pkl"):
        registry.read_song(tmp_path / name)
    for write in (registry.write_song, registry.write_stems):
        with pytest.raises(FormatError, match=r"cannot save this kind of file, only \.nesproj .*\.wav .*\.vgm"):
            write(tmp_path / name, Song(Score.silent(1)))


def test_a_file_larger_than_any_song_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "MAX_BYTES", 10)
    path = tmp_path / "song.mid"
    path.write_bytes(b"x" * 11)
    with pytest.raises(FormatError, match=r"song\.mid: larger than the 10 bytes"):
        registry.read_song(path)
    with pytest.raises(FormatError, match="larger than"):
        registry.read_bytes(Path("/dev/zero"))


def test_what_cannot_be_saved_leaves_the_old_file(tmp_path, melody):
    path = tmp_path / "song.flac"
    path.write_bytes(b"old")
    with pytest.raises(FormatError, match="no floats"):
        registry.write_song(path, melody, Sound(encoding="float"))
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["song.flac"]


def test_the_same_song_gives_the_same_bytes(tmp_path, melody):
    for end in registry.WRITABLE:
        contents = []
        for name in ("one", "two"):
            path = tmp_path / f"{name}{end}"
            registry.write_song(path, replace(melody))
            contents.append(path.read_bytes())
        assert contents[0] == contents[1]


def test_who_opens_a_project_does_not_wait_for_the_chip(tmp_path, melody):
    path = tmp_path / "song.nesproj"
    registry.write_song(path, melody)
    code = (
        "import sys; from pathlib import Path; from nes_composer.formats import registry\n"
        f"registry.read_song(Path({str(path)!r}))\n"
        "print([name for name in ('numba', 'soundfile', 'mido', 'py65') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("end", [".wav", ".flac"])
def test_sound_tells_how_much_of_it_is_written(melody, tmp_path, end):
    shares = []
    registry.write_song(tmp_path / f"long{end}", melody, Sound(8000, loops=2), shares.append)
    assert shares == sorted(shares)
    assert len(shares) > 5
    assert 0 < shares[0] < 0.3
    assert shares[-1] == pytest.approx(1, abs=0.01)


def test_stems_tell_how_much_of_all_is_written(melody, tmp_path):
    shares = []
    stems = registry.write_stems(tmp_path / "long.wav", melody, Sound(8000), shares.append)
    assert shares == sorted(shares)
    assert sum(share <= 0.25 for share in shares) == len(shares) // len(stems)
    assert shares[-1] == pytest.approx(1, abs=0.01)
