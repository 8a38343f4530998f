import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.apu.trace import CPU_RATE, Trace
from nes_composer.driver.perform import perform, tick_cycle
from nes_composer.driver.periods import period, pitch_of
from nes_composer.driver.transcribe import transcribe
from nes_composer.score.edits import draw
from nes_composer.score.instrument import PLAIN
from nes_composer.score.notes import Note
from nes_composer.score.score import HIGHEST, LOWEST, NO, P1, P2, TICK_RATE, TR, Score


def trace_of(*writes, ticks=100, spread=0):
    """Return a trace of (tick, address, value); those of one tick follow each other by `spread` cycles."""
    cycles = [round(tick * CPU_RATE / TICK_RATE) + spread * i for i, (tick, _, _) in enumerate(writes)]
    _, address, value = zip(*writes, strict=True)
    return Trace(np.array(cycles), np.array(address, np.uint16), np.array(value, np.uint8), tick_cycle(ticks))


def notes(part):
    return [
        (round(start), round(end), int(pitch))
        for start, end, pitch in zip(part.start, part.end, part.pitch, strict=True)
    ]


A4 = period(69, P1)
ON = (0, 0x4015, 0x0F), (0, 0x4001, 0x08), (0, 0x4003, A4 >> 8), (0, 0x4002, A4 & 0xFF)


@pytest.mark.parametrize("voice", [P1, P2, TR])
def test_every_pitch_is_told_from_its_neighbours(voice):
    pitches = np.arange(LOWEST[voice], HIGHEST[voice] + 1)
    heard = pitch_of(np.array([period(int(pitch), voice) for pitch in pitches]), voice)
    assert np.array_equal(np.rint(heard), pitches)
    up = [Note(voice, i, 1, int(pitch)) for i, pitch in enumerate(pitches)]
    up += [Note(voice, len(pitches) + i, 1, int(pitch)) for i, pitch in enumerate(pitches[::-1])]
    score = draw(Score.silent(2 * len(pitches)), up)
    part = transcribe(perform(score, PLAIN))[0].parts[voice]
    assert part.pitch.tolist() == [*pitches.tolist(), *pitches[::-1].tolist()]


def test_what_the_driver_plays_is_what_was_drawn():
    drawn = {
        P1: [Note(P1, 0, 3, 60, 12, 2), Note(P1, 4, 2, 64, 7, 1)],
        TR: [Note(TR, 2, 5, 40)],
        NO: [Note(NO, 1, 1, 3, 9, 1), Note(NO, 6, 1, 16, 9, 0)],
    }
    performance, dropped = transcribe(
        perform(draw(Score.silent(8), [note for voice in drawn.values() for note in voice]), PLAIN)
    )
    assert not dropped
    for voice, part in enumerate(performance.parts):
        expected = [(6 * note.start, 6 * (note.start + note.length), note.pitch) for note in drawn.get(voice, [])]
        assert notes(part) == expected
    p1 = performance.parts[P1]
    assert p1.velocity.at(np.array([1.0, 26.0, 37.0])).tolist() == [12, 7, 0]
    assert p1.timbre.at(np.array([1.0, 26.0])).tolist() == [2, 1]
    assert performance.parts[NO].timbre.at(np.array([7.0, 37.0])).tolist() == [1, 0]


def test_vibrato_is_one_bent_note_and_a_step_is_another_note():
    deep = [(tick, 0x4002, (A4 + (2, 0, -2, 0)[tick % 4]) & 0xFF) for tick in range(1, 40)]
    higher = (40, 0x4002, period(70, P1) & 0xFF)
    performance, dropped = transcribe(trace_of(*ON, (0, 0x4000, 0xBF), *deep, higher))
    assert notes(performance.parts[P1]) == [(0, 40, 69), (40, 100, 70)]
    assert dropped == {"bent notes": 1}


def test_a_rise_of_volume_is_an_attack_and_a_swell_is_none():
    swell = [(10 + i, 0x4000, 0xB4 + i) for i in range(8)]
    part = transcribe(trace_of(*ON, (0, 0x4000, 0xB4), *swell, (30, 0x4000, 0xB2), (50, 0x4000, 0xBA)))[0].parts[P1]
    assert notes(part) == [(0, 100, 69)]
    assert part.reattack.round().tolist() == [50]


def test_between_the_writes_of_a_burst_nothing_is_heard():
    """A driver that raises the volume first and sets the pitch then plays one note."""
    other = period(45, P1)
    burst = [(20, 0x4000, 0xBF), (20, 0x4002, other & 0xFF), (20, 0x4003, other >> 8)]
    part = transcribe(trace_of(*ON, (0, 0x4000, 0xB8), *burst, spread=150))[0].parts[P1]
    assert notes(part) == [(0, 20, 69), (20, 100, 45)]
    assert part.velocity.at(np.array([19.9])) == 8


def test_the_chip_itself_ends_notes_and_bends_them():
    # The length counter of P1 counts 10 half frames, P2 sweeps down at each half frame, and NO's envelope decays.
    writes = [
        (0, 0x4015, 0x0B),
        (0, 0x4000, 0x9F), (0, 0x4001, 0x08), (0, 0x4002, A4 & 0xFF), (0, 0x4003, A4 >> 8),
        (0, 0x4004, 0xBF), (0, 0x4005, 0x83), (0, 0x4006, 0xFF), (0, 0x4007, 0x08),
        (0, 0x400C, 0x02), (0, 0x400E, 0x04), (0, 0x400F, 0x08),
    ]  # fmt: skip
    p1, p2, _, no = transcribe(trace_of(*writes, ticks=40))[0].parts
    assert notes(p1) == [(0, 5, 69)]
    assert len(p2.start) > 8
    assert (np.diff(p2.pitch.astype(int)) < 0).all()
    assert (np.diff(no.velocity.value.astype(int)) == -1).sum() == 15


def test_notes_end_with_the_trace():
    performance = transcribe(trace_of(*ON, (0, 0x4000, 0xBF), ticks=50))[0]
    assert performance.ticks == pytest.approx(50, abs=0.01)
    assert notes(performance.parts[P1]) == [(0, 50, 69)]


def test_samples_of_the_dmc_are_counted():
    writes = [(1, 0x4011, 64), (2, 0x4011, 64), (3, 0x4015, 0x1F), (4, 0x4015, 0x0F), (5, 0x4015, 0x1F)]
    assert transcribe(trace_of(*writes))[1] == {"DMC samples": 2, "DMC levels": 1}


def test_a_trace_without_writes_is_silent():
    none = np.zeros(0, np.int64)
    performance, dropped = transcribe(Trace(none, none.astype(np.uint16), none.astype(np.uint8), 1_000_000))
    assert not dropped
    assert not any(len(part.start) for part in performance.parts)


@given(st.data())
@settings(max_examples=25)
def test_any_writes_are_transcribed(data):
    random = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    count = data.draw(st.integers(0, 300))
    trace = Trace(
        np.sort(random.integers(0, 3_000_000, count)),
        random.integers(0x4000, 0x4018, count).astype(np.uint16),
        random.integers(0, 256, count).astype(np.uint8),
        3_000_000,
    )
    for part in transcribe(trace)[0].parts:
        assert (part.end > part.start).all()
        assert (part.start[1:] >= part.end[:-1]).all()
        assert (part.pitch > 0).all()
