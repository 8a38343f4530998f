import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.gridded import gridded_scores
from support.nsf_by_py65 import played

from nes_composer.apu.trace import CPU_RATE, MemoryLoad, Trace
from nes_composer.driver.perform import perform_endless, tick_cycle
from nes_composer.formats import nsf, nsf_player, vgm
from nes_composer.formats.report import FormatError, Tags
from nes_composer.score.edits import draw, rows_between
from nes_composer.score.instrument import PLAIN
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, TICK_RATE, Score
from nes_composer.score.song import Song

FRAME = CPU_RATE / TICK_RATE


def by_tick(trace):
    """Return the writes of a trace as (tick, address, value)."""
    ticks = np.rint(trace.cycle / FRAME).astype(int)
    return list(zip(ticks.tolist(), trace.address.tolist(), trace.value.tolist(), strict=True))


def trace_of(writes, ticks, loop=None, memory=()):
    """Return a trace of (tick, address, value)."""
    table = np.array(writes, np.int64).reshape(-1, 3)
    cycles = np.array([tick_cycle(tick) for tick in table[:, 0].tolist()], np.int64)
    loop_cycle = None if loop is None else tick_cycle(loop)
    return Trace(
        cycles, table[:, 1].astype(np.uint16), table[:, 2].astype(np.uint8), tick_cycle(ticks), loop_cycle, memory
    )


@given(st.data())
@settings(max_examples=25)
def test_py65_plays_what_the_vgm_holds(scores, data):
    """Every write, in order and in its tick, through two turns of the loop; and no PLAY takes half a frame."""
    score = data.draw(scores(max_rows=20))
    trace = perform_endless(score, PLAIN)
    once = by_tick(vgm.read_trace(vgm.trace_bytes(trace), "x"))
    ticks = round(trace.cycles / FRAME)
    expected = [write for write in once if write[0] < ticks]
    if trace.loop_cycle is not None:
        expected += [(tick + ticks - 1, *write) for tick, *write in once if 1 <= tick < ticks]
    writes, cycles = played(nsf.trace_bytes(trace), 2 * ticks - 1)
    assert writes == expected
    assert max(cycles) < FRAME / 2


def test_a_tick_as_full_as_can_be_takes_less_than_half_a_frame():
    writes = [(1, 0x4000 + i % 16, i) for i in range(nsf_player.MOST_WRITES)]
    log, cycles = played(nsf.trace_bytes(trace_of(writes, 3)), 3)
    assert log == writes
    assert max(cycles) < FRAME / 2
    with pytest.raises(FormatError, match="tick 1 has more than the 128 writes"):
        nsf.trace_bytes(trace_of([*writes, (1, 0x4000, 0)], 3))


def test_streams_of_many_banks_loop_across_them():
    """So many writes that the stream fills seven banks; it loops from the last one to the third."""
    random = np.random.default_rng(1)
    writes = [(tick, 0x4000 + int(r), int(v)) for tick in range(2_000) for r, v in random.integers(0, 16, (7, 2))]
    data = nsf.trace_bytes(trace_of(writes, 2_000, 700))
    assert len(data) > 6 * 4096
    log, _ = played(data, 3_000)
    assert log == writes + [(tick + 1_300, *write) for tick, *write in writes if 700 <= tick < 1_700]


@pytest.mark.parametrize("loop", [None, 0, 3, 64, 200, 499])
def test_long_rests_and_any_loop_point(loop):
    writes = [(0, 0x4015, 15), (3, 0x4000, 1), (64, 0x4000, 2), (65, 0x4001, 3), (400, 0x4002, 4)]
    trace = trace_of(writes, 500, loop)
    log, _ = played(nsf.trace_bytes(trace), 1_500)
    turns = [] if loop is None else range(500 - loop, 1_500, 500 - loop)
    again = [(tick + turn, *write) for turn in turns for tick, *write in writes if loop <= tick < 1_500 - turn]
    assert log == writes + again
    read = nsf.read_trace(nsf.trace_bytes(trace), "x")
    assert by_tick(read) == writes
    # A loop without a write is none.
    silent = loop is not None and loop > 400
    assert read.loop_cycle == (None if loop is None or silent else tick_cycle(loop))
    if not silent:
        assert read.cycles == tick_cycle(500)


def test_header():
    tags = Tags("A title – much longer than the field of the header is", "An author")
    data = nsf.trace_bytes(trace_of([(0, 0x4015, 15)], 9), tags)
    assert data[:8] == b"NESM\x1a\x01\x01\x01"
    load, init, play = struct.unpack_from("<HHH", data, 8)
    assert 0x8000 <= load <= init < play < 0x9000
    assert data[0x0E:0x2E] == "A title – much longer than the fi".encode("cp1252")[:31] + b"\0"
    assert data[0x2E:0x4E].rstrip(b"\0") == b"An author"
    assert not any(data[0x4E:0x6E])
    song = nsf.read(Path("x.nsf"), data).song
    assert (song.title, song.author) == ("A title – much longer than the ", "An author")
    assert struct.unpack_from("<H", data, 0x6E) == (16_639,)
    assert any(data[0x70:0x78])
    assert not any(data[0x7A:0x80])


def test_foreign_times_go_to_the_nearest_tick_in_order():
    cycles = np.array([0, 14_000, 16_000, 45_000, 59_000], np.int64)
    trace = Trace(cycles, np.arange(0x4000, 0x4005).astype(np.uint16), np.arange(5).astype(np.uint8), 100_000)
    log, _ = played(nsf.trace_bytes(trace), 5)
    assert log == [(0, 0x4000, 0), (0, 0x4001, 1), (1, 0x4002, 2), (2, 0x4003, 3), (2, 0x4004, 4)]


def test_music_that_does_not_fit_is_refused_in_one_sentence(tmp_path):
    many = np.arange(600_000)
    cycles = np.ceil(many // 3 * FRAME).astype(np.int64)
    trace = Trace(cycles, np.full(len(many), 0x4000, np.uint16), many.astype(np.uint8), int(cycles[-1]) + 1)
    with pytest.raises(
        FormatError, match=r"long\.nsf: 600000 register writes are more than fit into an NSF's 256 banks"
    ):
        nsf.write_trace(tmp_path / "long.nsf", trace)
    assert not list(tmp_path.iterdir())


def test_samples_of_the_dmc_are_in_the_banks_and_come_back():
    sample = bytes(range(1, 250)) * 17
    memory = (MemoryLoad(0, 0xC000, sample), MemoryLoad(tick_cycle(3), 0xFFF0, b"\x55" * 16))
    starts = [(1, 0x4012, 0), (1, 0x4013, 255), (1, 0x4015, 0x1F), (4, 0x4012, 0xFF), (4, 0x4013, 3), (4, 0x4015, 0x1F)]
    trace = trace_of([(0, 0x4015, 0x0F), *starts], 10, memory=memory)
    data = nsf.trace_bytes(trace)
    assert played(data, 10)[0] == by_tick(trace)
    again = nsf.read_trace(data, "x")
    assert [(load.address, load.data) for load in again.memory] == [
        (0xC000, sample[: 16 * 255 + 1]),
        (0xFFC0, bytes(48) + b"\x55"),
    ]
    with pytest.raises(FormatError, match=r"samples at \$C000 change"):
        nsf.trace_bytes(trace_of([], 10, memory=(*memory, MemoryLoad(tick_cycle(5), 0xC000, b"\x07"))))


@given(gridded_scores())
@settings(max_examples=40)
def test_a_score_comes_back(drawn):
    score, silent = drawn
    trace = perform_endless(score, PLAIN)
    imported = nsf.read(Path("x.nsf"), nsf.trace_bytes(trace, Tags("any")))
    assert imported.song == Song(rows_between(score, silent, len(score)), title="any")
    assert imported.dropped == ({"rows of silence at the start": silent} if silent else {})
    assert by_tick(imported.trace) == by_tick(trace)
    assert (imported.trace.loop_cycle, imported.trace.cycles) == (trace.loop_cycle, trace.cycles)


def test_a_song_of_four_minutes_comes_back_whole(tmp_path, melody):
    """Longer than what is run of other programs, and with rests that would end one of theirs."""
    arrays = {name: np.tile(getattr(melody.score, name), (24, 1)) for name in ("pitch", "onset", "velocity", "timbre")}
    for array in arrays.values():
        array[128:192] = 0
    hat = [Note(NO, row, 1, 9, 5) for row in range(1, 24 * 64, 2) if not 128 <= row < 192]
    song = Song(draw(Score(**arrays, rows_per_second=TICK_RATE / 10), hat), title="long")
    assert song.score.seconds > 240
    nsf.write(tmp_path / "long.nsf", song)
    imported = nsf.read(tmp_path / "long.nsf", (tmp_path / "long.nsf").read_bytes())
    assert imported.song == song
    assert not imported.dropped


def other(code, banks=bytes(8), **fields):
    """Return an NSF of someone else: INIT at $8000, PLAY at $8003."""
    header = bytearray(b"NESM\x1a\x01\x01\x01" + struct.pack("<HHH", 0x8000, 0x8000, 0x8003) + bytes(114))
    header[0x70:0x78] = banks
    struct.pack_into("<H", header, 0x6E, fields.pop("speed", 16_666))
    for at, value in fields.items():
        header[int(at[1:], 16)] = value
    return bytes(header) + bytes.fromhex(code)


# INIT: JMP to RTS. PLAY: count in $10, write it to $4002 at each 16th tick.
COUNTER = "4c 10 80 e6 10 a5 10 29 0f d0 05 a5 10 8d 02 40 60"


def test_a_program_whose_memory_comes_back_loops():
    trace = nsf.read_trace(other("4c 10 80 e6 10 a5 10 29 0f d0 05 a5 10 8d 02 40" + "60"), "x")
    assert trace.address.tolist() == [0x4015, *[0x4002] * 16]
    assert trace.value[1:].tolist() == [16 * i & 0xFF for i in range(1, 17)]
    assert trace.loop_cycle == 0
    assert trace.cycles == tick_cycle(256)


def test_a_program_that_falls_silent_ends_and_one_that_never_does_is_cut_off():
    # A counter of 24 bits in both; the first writes for 32 ticks only.
    count = "e6 10 d0 06 e6 11 d0 02 e6 12"
    silent = other(f"60 ea ea {count} a5 10 29 e0 05 11 05 12 d0 05 a5 10 8d 02 40 60")
    imported = nsf.read(Path("x.nsf"), silent)
    assert len(imported.trace.cycle) == 32
    assert imported.trace.loop_cycle is None
    assert imported.trace.cycles == tick_cycle(31)
    endless = other(f"60 ea ea {count} a5 10 8d 02 40 60")
    imported = nsf.read(Path("x.nsf"), endless)
    assert imported.trace.cycles / CPU_RATE == pytest.approx(180, abs=0.1)
    assert imported.dropped == {"endings after 180 seconds": 1}


def test_speed_banks_song_and_ram_are_as_the_header_says():
    # INIT: bank of A to $C000, then what is there to $4002; PLAY: counts in $6000, writes it to $4003.
    code = "4c 10 80 ee 00 60 ad 00 60 8d 03 40 60 ea ea ea 8d fc 5f ad 00 c0 8d 02 40 60"
    rom = bytes.fromhex(code) + bytes(4096 - 26) + b"\xaa" * 4096 + b"\xbb" * 4096
    data = other(rom.hex(), bytes([0, 1, 2, 0, 0, 0, 0, 1]), x6=3, x7=3, speed=10_000)
    trace = nsf.read_trace(data, "x")
    assert (trace.address[1], trace.value[1]) == (0x4002, 0xBB)
    assert trace.address[2:].tolist() == [0x4003] * 256
    assert trace.cycles == pytest.approx(256 * 0.01 * CPU_RATE, abs=1)
    assert nsf.read(Path("x"), data).dropped["other songs"] == 2


def test_writes_stand_at_their_cycle_in_the_tick():
    # PLAY: NOP, INC $10, then $10 to $4002: 2 + 5 + 3 + 4 cycles.
    trace = nsf.read_trace(other("60 ea ea ea e6 10 a5 10 8d 02 40 60"), "x")
    assert trace.cycle[1] == 14
    assert trace.cycle[2] == pytest.approx(FRAME + 14, abs=1)


GOOD = other(COUNTER)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not an NSF file"),
        (GOOD[:0x80], "not an NSF file"),
        (b"NESMx" + GOOD[5:], "not an NSF file"),
        (other(COUNTER, x7A=1), "only for PAL consoles"),
        (other(COUNTER, x7B=4), "Famicom Disk System"),
        (other(COUNTER, x5=2, x7C=0x20), "an NSF 2"),
        (other(COUNTER, x9=0x60), r"\$6000"),
        (other(COUNTER, speed=1_000), "every 1000 µs"),
        (other("00" * (1 << 20) + "00", bytes([1] * 8)), "more than 256 banks"),
        (other("4c 00 80"), r"INIT at \$8000 does not return"),
        (other("60 ea ea 4c 03 80"), r"PLAY at \$8003 does not return within 29780 cycles"),
        (other("60 ea ea 02"), r"PLAY at \$8003 executes an unknown instruction at \$8003"),
        (other("60 ea ea 8d 00 40 4c 03 80"), "without end"),
    ],
)
def test_what_cannot_be_played_is_refused_in_one_sentence(data, reason):
    with pytest.raises(FormatError, match=reason) as error:
        nsf.read_trace(data, "song.nsf")
    assert str(error.value).startswith("song.nsf: ")
    assert "\n" not in str(error.value)


@given(st.data())
@settings(max_examples=200)
def test_mutated_files_are_played_or_refused(melody, data):
    mutated = bytearray(nsf.trace_bytes(perform_endless(rows_between(melody.score, 0, 8), PLAIN)))
    for _ in range(data.draw(st.integers(1, 4))):
        mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    try:
        trace = nsf.read_trace(bytes(mutated), "x")
    except FormatError:
        return
    assert trace.cycles <= 3_601 * CPU_RATE


def test_titles_and_dual_region_files(tmp_path, melody):
    nsf.write(tmp_path / "a.nsf", melody)
    data = bytearray((tmp_path / "a.nsf").read_bytes())
    assert nsf.read(Path("b.nsf"), bytes(data)).song.title == "melody"
    data[0x0E:0x2E] = bytes(32)
    data[0x7A] = 2
    assert nsf.read(Path("b.nsf"), bytes(data)).song.title == "b"
