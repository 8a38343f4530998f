import gzip
import os
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.gridded import gridded_scores

from nes_composer.apu.render import render
from nes_composer.apu.trace import CPU_RATE, MemoryLoad, Trace
from nes_composer.driver.perform import perform, perform_endless
from nes_composer.formats import vgm
from nes_composer.formats.report import FormatError, Tags
from nes_composer.score.edits import rows_between
from nes_composer.score.instrument import PLAIN
from nes_composer.score.score import TICK_RATE, Score
from nes_composer.score.song import Song

NES_CLOCK = 0x84


@pytest.fixture(scope="session")
def real_logs():
    """Three logs of a game; music of others, only read."""
    folder = Path(os.environ.get("NESMDB_DIR", Path(__file__).parents[3] / "shared" / "data")) / "vgm"
    files = sorted(folder.glob("*.vgm"))
    if not files:
        pytest.skip(f"no VGM files in {folder}")
    return files


def log(commands, samples=None, clock=1_789_773, version=0x161, loop=None, loop_samples=0):
    """Return a VGM file of these commands; `samples` is what its header says that they last."""
    header = bytearray(0x100)
    struct.pack_into("<4sII", header, 0, b"Vgm ", 0x100 + len(commands) - 4, version)
    struct.pack_into("<I", header, 0x18, samples or 0)
    if loop is not None:
        struct.pack_into("<II", header, 0x1C, loop - 0x1C, loop_samples)
    struct.pack_into("<I", header, 0x34, 0x100 - 0x34)
    struct.pack_into("<I", header, NES_CLOCK, clock)
    return bytes(header + commands)


def written(trace):
    return list(zip(trace.cycle.tolist(), trace.address.tolist(), trace.value.tolist(), strict=True))


def by_tick(trace):
    """Return the writes of each tick; a log's times are rounded to a 44,100th of a second."""
    ticks = {}
    for cycle, address, value in written(trace):
        ticks.setdefault(round(cycle / CPU_RATE * TICK_RATE), []).append((address, value))
    return ticks


def test_written_logs_hold_the_drivers_writes_tick_by_tick(tmp_path, melody):
    file = tmp_path / "melody.vgm"
    vgm.write(file, melody)
    again = vgm.read_trace(file.read_bytes(), file.name)
    performed = perform_endless(melody.score, melody.instruments)
    assert by_tick(again) == by_tick(performed)
    assert np.abs(again.cycle - performed.cycle).max() <= CPU_RATE / 44_100 / 2 + 1


@given(st.data())
@settings(max_examples=30)
def test_any_score_survives(scores, data):
    performed = perform(data.draw(scores()), PLAIN)
    again = vgm.read_trace(vgm.trace_bytes(performed), "x.vgm")
    assert by_tick(again) == by_tick(performed)
    # What has been through a log once does not change any more.
    twice = vgm.read_trace(vgm.trace_bytes(again), "x.vgm")
    assert written(twice) == written(again)
    assert twice.cycles == again.cycles


def test_ticks_accumulate_without_drift():
    """An hour of ticks lies within half a sample of where it belongs, each of them."""
    ticks = np.arange(0, 3_600 * 60, 7)
    cycles = np.ceil(ticks * CPU_RATE / TICK_RATE).astype(np.int64)
    trace = Trace(cycles, np.full(len(ticks), 0x4000, np.uint16), ticks.astype(np.uint8), int(cycles[-1]) + 1)
    again = vgm.read_trace(vgm.trace_bytes(trace), "x.vgm")
    assert len(again.cycle) == len(cycles) + 1  # $4015, which this log never writes
    assert np.abs(again.cycle[1:] - cycles).max() <= CPU_RATE / 44_100 / 2 + 1


def test_header(melody):
    data = vgm.trace_bytes(perform(melody.score, melody.instruments), Tags("Ein Lied – 歌", "Wer", "Woher"))
    assert data[:4] == b"Vgm "
    field = lambda offset: struct.unpack_from("<I", data, offset)[0]  # noqa: E731
    assert field(0x04) == len(data) - 4
    assert field(0x08) == 0x161
    assert field(0x34) == 0x100 - 0x34
    assert field(NES_CLOCK) == 1_789_772
    assert field(0x18) == pytest.approx((64 * 6 + 12) / TICK_RATE * 44_100, abs=2)
    assert not any(data[0x0C:0x10] + data[0x10:0x14] + data[0x1C:0x24] + data[0x88:0x100])
    tag = field(0x14) + 0x14
    assert data[tag : tag + 4] == b"Gd3 "
    texts = data[tag + 12 :].decode("utf-16-le").split("\0")
    assert len(texts) == 12
    assert texts[0] == "Ein Lied – 歌"
    assert struct.unpack_from("<I", data, tag + 8)[0] == len(data) - tag - 12


def test_loop_point():
    cycles = np.array([0, 30_000, 60_000, 90_000], np.int64)
    values = np.arange(4).astype(np.uint8)
    trace = Trace(cycles, np.full(4, 0x4015, np.uint16), values, 120_000, loop_cycle=60_000)
    again = vgm.read_trace(vgm.trace_bytes(trace), "x.vgm")
    assert abs(again.loop_cycle - 60_000) < 21
    assert again.loop_cycle == again.cycle[2]
    assert again.value.tolist() == [0, 1, 2, 3]
    at_start = Trace(cycles, trace.address, values, 120_000, loop_cycle=0)
    assert vgm.read_trace(vgm.trace_bytes(at_start), "x.vgm").loop_cycle == 0
    in_the_tail = Trace(cycles, trace.address, values, 120_000, loop_cycle=100_000)
    assert abs(vgm.read_trace(vgm.trace_bytes(in_the_tail), "x.vgm").loop_cycle - 100_000) < 21


def test_full_disk_leaves_the_old_file(tmp_path, melody, monkeypatch):
    file = tmp_path / "old.vgm"
    file.write_bytes(b"old")
    monkeypatch.setattr(Path, "write_bytes", _no_space)
    with pytest.raises(OSError, match="No space"):
        vgm.write(file, melody)
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_what_a_header_says_of_its_length_is_not_believed():
    """Rippers round and trim; the log itself knows how long it lasts."""
    trace = vgm.read_trace(log(b"\x62\x62\x66", 9, loop=0x101, loop_samples=7), "x")
    assert trace.cycles == pytest.approx(2 * 735 / 44_100 * CPU_RATE, abs=1)
    assert trace.loop_cycle == pytest.approx(735 / 44_100 * CPU_RATE, abs=1)
    # A loop point at the end repeats nothing.
    assert vgm.read_trace(log(b"\x62\x66", 735, loop=0x101), "x").loop_cycle is None


def _no_space(_path, _data):
    raise OSError(28, "No space left on device")


def test_a_song_too_long_to_be_read_again_is_not_written(tmp_path):
    with pytest.raises(FormatError, match="3 hours"):
        vgm.write(tmp_path / "long.vgm", Song(Score.silent(1_080, 0.1)))
    assert not list(tmp_path.iterdir())


def test_every_wait_and_foreign_command():
    """Lengths as in the specification's table: one mistake and everything after it is read wrongly."""
    nes = bytes((0xB4, 0x15, 0x0F))
    commands, samples, times = b"", 0, []
    for foreign, wait in (
        (b"\x61\x10\x01", 0x110), (b"\x62", 735), (b"\x63", 882), (b"\x70", 1), (b"\x7f", 16), (b"\x80", 0),
        (b"\x8c", 12), (b"\x31\x66", 0), (b"\x3f\x66", 0), (b"\x40\x66\x66", 0), (b"\x4e\x66\x66", 0), (b"\x4f\x66", 0),
        (b"\x50\x66", 0), (b"\x51\x66\x66", 0), (b"\x5f\x66\x66", 0), (b"\x67\x66\x00\x03\x00\x00\x00\x66\x66\x66", 0),
        (b"\x68\x66\x00" + b"\x66" * 9, 0), (b"\x90" + b"\x66" * 4, 0), (b"\x91" + b"\x66" * 4, 0),
        (b"\x92" + b"\x66" * 5, 0), (b"\x93" + b"\x66" * 10, 0), (b"\x94\x66", 0), (b"\x95" + b"\x66" * 4, 0),
        (b"\xa0\x66\x66", 0), (b"\xbf\x66\x66", 0), (b"\xc0\x66\x66\x66", 0), (b"\xd6\x66\x66\x66", 0),
        (b"\xe0\x66\x66\x66\x66", 0), (b"\xff\x66\x66\x66\x66", 0),
    ):  # fmt: skip
        commands += foreign + nes
        samples += wait
        times.append(samples)
    trace = vgm.read_trace(log(commands + b"\x66", samples), "x.vgm")
    assert np.rint(trace.cycle / CPU_RATE * 44_100).astype(int).tolist() == times
    assert set(written(trace)[0][1:]) == {0x4015, 0x0F}


def test_registers_of_other_sound_hardware_are_passed_over():
    commands = bytes((0xB4, 0x15, 0x01, 0xB4, 0x20, 1, 0xB4, 0x3F, 1, 0xB4, 0x80, 1, 0xB4, 0x17, 2, 0x70, 0x66))
    assert [write[1:] for write in written(vgm.read_trace(log(commands, 1), "x"))] == [(0x4015, 1), (0x4017, 2)]


def test_voices_are_on_where_the_log_never_says_so():
    trace = vgm.read_trace(log(b"\xb4\x00\xbf\x61\xe8\x03\x66", 1_000), "x")
    assert written(trace) == [(0, 0x4015, 0x0F), (0, 0x4000, 0xBF)]


def test_titles_go_and_come(tmp_path, melody):
    for title in ("Ein Lied – 歌", "", "\0\0", "x" * 500):
        song = replace(melody, title=title)
        vgm.write(tmp_path / "file name.vgm", song)
        data = (tmp_path / "file name.vgm").read_bytes()
        again = vgm.read(Path("file name.vgm"), data)
        assert again.song.title == (title.strip("\0") or "file name")
        # A tag that is cut off is no reason to refuse the music.
        tag = struct.unpack_from("<I", data, 0x14)[0] + 0x14
        cut = data[: tag + 14]
        cut = cut[:4] + struct.pack("<I", len(cut) - 4) + cut[8:]
        assert vgm.read(Path("file name.vgm"), cut).song.score == again.song.score


def test_vgz_is_the_same_log_gzipped_and_the_same_bytes_each_time(tmp_path, melody):
    vgm.write(tmp_path / "a.vgm", melody)
    vgm.write(tmp_path / "a.VGZ", melody)
    vgm.write(tmp_path / "b.vgz", melody)
    zipped = (tmp_path / "a.VGZ").read_bytes()
    assert gzip.decompress(zipped) == (tmp_path / "a.vgm").read_bytes()
    assert zipped == (tmp_path / "b.vgz").read_bytes()
    assert vgm.read(tmp_path / "a.VGZ", zipped).song.title == "melody"


def test_sample_memory_goes_and_comes():
    cycles = np.array([0, 100_000, 100_000], np.int64)
    memory = (
        MemoryLoad(0, 0xC000, bytes(range(256)) * 16),
        MemoryLoad(100_000, 0x8000, b"\x55"),
        MemoryLoad(100_000, 0xFFFF, b"\xaa"),
    )
    trace = Trace(
        cycles,
        np.array([0x4015, 0x4012, 0x4015], np.uint16),
        np.array([0x0F, 0x00, 0x1F], np.uint8),
        200_000,
        memory=memory,
    )
    again = vgm.read_trace(vgm.trace_bytes(trace), "x")
    assert [(load.address, load.data) for load in again.memory] == [(load.address, load.data) for load in memory]
    # Each is there before the writes of its moment.
    assert again.memory[1].cycle == again.cycle[1]
    assert [write[1:] for write in written(again)] == [write[1:] for write in written(trace)]


@pytest.mark.parametrize(
    ("address", "size", "loaded"),
    [
        (0xC000, 4, (0xC000, 4)),
        (0x7FFE, 4, (0x8000, 2)),
        (0xFFFE, 4, (0xFFFE, 2)),
        (0x1000, 4, None),
        (0xC000, 0, None),
    ],
)
def test_blocks_beyond_the_memory_are_cut(address, size, loaded):
    block = struct.pack("<BBBIH", 0x67, 0x66, 0xC2, size + 2, address) + bytes(size)
    memory = vgm.read_trace(log(block + b"\x62\x66", 735), "x").memory
    assert [(load.address, len(load.data)) for load in memory] == ([loaded] if loaded else [])


def test_what_other_chips_would_play_is_counted():
    commands = bytes((0xB4, 0x15, 0x0F, 0xB4, 0x29, 1, 0xB4, 0x3F, 1, 0xB4, 0x80, 1, 0x50, 1, 0x62, 0x66))
    assert vgm.read(Path("x.vgm"), log(commands, 735)).dropped == {
        "expansion chip writes": 2,
        "writes to other chips": 2,
    }


@given(gridded_scores())
@settings(max_examples=40)
def test_a_score_comes_back(drawn):
    score, silent = drawn
    song = Song(score, title="any")
    imported = vgm.read(Path("x.vgm"), vgm.trace_bytes(perform_endless(song.score, song.instruments), Tags.of(song)))
    assert imported.song == Song(rows_between(score, silent, len(score)), title="any")
    assert imported.grid.fit > 0.95
    assert imported.dropped == ({"rows of silence at the start": silent} if silent else {})


def test_real_logs_come_back(real_logs):
    """Exported as they are, and as the songs that were read from them, they are the same songs."""
    for file in real_logs:
        imported = vgm.read(file, file.read_bytes())
        assert imported.song.score.onset.sum() > 20
        assert vgm.read(file, vgm.trace_bytes(imported.trace, Tags.of(imported.song))).song == imported.song
        song = imported.song
        again = vgm.read(file, vgm.trace_bytes(perform_endless(song.score, song.instruments), Tags.of(song)))
        assert again.song == song


def test_a_log_of_the_largest_size_is_read_at_once():
    commands = b"\xb4\x00\xbf\x70" * ((vgm.MAX_BYTES - 0x101) // 4) + END
    trace = vgm.read_trace(log(commands), "x")
    assert len(trace.cycle) > 4_000_000
    # As a song it is refused: its notes would take longer to tell than any real song's.
    with pytest.raises(FormatError, match=r"x\.vgm: 4194239 writes to the voices are more than the 1000000"):
        vgm.read(Path("x.vgm"), log(commands))


def test_gzipped_logs():
    plain = log(b"\xb4\x15\x0f\x62\x66", 735)
    assert written(vgm.read_trace(gzip.compress(plain), "x.vgz")) == written(vgm.read_trace(plain, "x.vgm"))


END = b"\x66"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a VGM file"),
        (b"RIFF" + bytes(300), "not a VGM file"),
        (log(b"\x62\x66", 735)[:0x80], "cut off"),
        (log(b"\x62\x66", 735)[:-1], "cut off"),
        (log(b"\x62", 735), "no end command"),
        (log(b"\x62\x61\x00", 735), "command 0x61 at byte 0x101"),
        (log(b"\x00\x66"), "unknown command 0x00 at byte 0x100"),
        (log(b"\x67\x66\x00\xff\xff\xff\x7f\x66"), "cut off"),
        (log(b"\x62\x66", 735, loop=0x180), "loops to byte 0x180"),
        (log(b"\x61\x00\x01\x66", 256, loop=0x101, loop_samples=256), "loops to byte 0x101"),
        (log(b"\x67\x66\xc2\x02\x00\x00\x00\x00\xc0" * 4_097 + END), "more than 4096 data blocks"),
        (log(b"\x61\xff\xff" * 5_000 + END, 5_000 * 65_535), "longer than 7200 seconds"),
        (log(b"\x62\x66", 735, clock=0), "not a log of the NES chip"),
        (log(b"\x62\x66", 735, version=0x150), "not a log of the NES chip"),
        (log(b"\x62\x66", 735, clock=1_662_607), "1662607 Hz"),
        (gzip.compress(log(b"\x62\x66", 735))[:-9], "gzip"),
        (b"\x1f\x8b" + bytes(50), "gzip"),
        (gzip.compress(bytes(vgm.MAX_BYTES + 10)), "when expanded"),
    ],
)
def test_damaged_logs_are_refused_in_one_sentence(data, reason):
    with pytest.raises(FormatError, match=reason) as error:
        vgm.read_trace(data, "song.vgm")
    assert str(error.value).startswith("song.vgm: ")
    assert "\n" not in str(error.value)


@given(st.data())
@settings(max_examples=300)
def test_mutated_logs_are_read_or_refused(melody, data):
    original = _short_log(melody)
    mutated = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    mutated = bytes(mutated[: data.draw(st.integers(0, len(mutated)))] if data.draw(st.booleans()) else mutated)
    try:
        trace = vgm.read_trace(mutated, "x.vgm")
    except FormatError:
        return
    assert trace.cycles <= vgm.MAX_SAMPLES / 44_100 * CPU_RATE + 1


def _short_log(melody, _cache=[]):  # noqa: B006 made once
    if not _cache:
        _cache.append(vgm.trace_bytes(perform(melody.score, melody.instruments), Tags("short")))
    return _cache[0]


def test_real_logs_play(real_logs):
    """They sound, over most of their time, at a sensible level, with most of their power where music has it."""
    for file in real_logs:
        trace = vgm.read_trace(file.read_bytes(), file.name)
        samples = render(trace)
        assert len(samples) == int(trace.cycles / CPU_RATE * 48_000)
        assert np.isfinite(samples).all()
        assert 0.02 < np.abs(samples).max() < 0.8
        seconds = samples[: len(samples) // 24_000 * 24_000].reshape(-1, 24_000).std(axis=1)
        assert (seconds > 1e-3).mean() > 0.7
        power = np.abs(np.fft.rfft(samples)) ** 2
        frequency = np.fft.rfftfreq(len(samples), 1 / 48_000)
        assert power[(frequency > 60) & (frequency < 5_000)].sum() > 0.7 * power.sum()
        # Written out again it is the same log.
        assert written(vgm.read_trace(vgm.trace_bytes(trace), file.name)) == written(trace)


def test_real_logs_use_nothing_that_is_left_out(real_logs):
    """Their driver clocks the frame counter by hand, with $C0 to $4017, and gates the triangle by its linear counter.

    All of it is heard: what the songs cannot hold is a matter of rows alone.
    """
    rows = {"sub-row notes", "volume changes within rows", "bent notes"}
    for file in real_logs:
        imported = vgm.read(file, file.read_bytes())
        assert set(imported.trace.address.tolist()) == {*range(0x4000, 0x4014), 0x4015, 0x4017}
        assert {0x40, 0xC0} <= set(imported.trace.value[imported.trace.address == 0x4017].tolist())
        assert set(imported.dropped) <= rows
        assert all(imported.song.score.sounding.any(axis=0))


def test_a_real_melody_has_its_pitches(real_logs):
    """P1's strongest line in the first notes of a log is that of the timer period it writes."""
    file = next(file for file in real_logs if "OutofFuel" in file.name)
    trace = vgm.read_trace(file.read_bytes(), file.name)
    periods = {}
    for cycle, address, value in written(trace):
        if cycle > CPU_RATE * 0.1:
            break
        periods[address] = value
    hertz = CPU_RATE / (16 * ((periods[0x4002] | (periods[0x4003] & 7) << 8) + 1))
    samples = render(trace, audible=(True, False, False, False))[: 48_000 // 10]
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 17))
    frequency = np.fft.rfftfreq(1 << 17, 1 / 48_000)
    near = np.abs(frequency / hertz - 1) < 0.2
    assert frequency[near][spectrum[near].argmax()] == pytest.approx(hertz, rel=0.02)
