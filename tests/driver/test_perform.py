import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.apu.render import render, render_blocks
from nes_composer.apu.trace import CPU_RATE
from nes_composer.driver.perform import perform, perform_endless, tick_cycle
from nes_composer.driver.periods import period
from nes_composer.driver.presets import default_instruments
from nes_composer.driver.sequencer import Sequencer
from nes_composer.score.edits import draw
from nes_composer.score.instrument import Envelope, Instrument
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TICK_RATE, TR, Score


def line(samples, about):
    """Return the frequency of the strongest spectral line within half a semitone of `about`."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 18))
    frequency = np.fft.rfftfreq(1 << 18, 1 / 48_000)
    near = np.abs(np.log2(frequency[1:] / about)) < 1 / 24
    return frequency[1:][near][spectrum[1:][near].argmax()]


def test_ticks_do_not_drift():
    """An hour of ticks ends within a cycle of where it should."""
    assert abs(tick_cycle(216_356) - 216_356 / TICK_RATE * CPU_RATE) < 1
    lengths = np.diff([tick_cycle(tick) for tick in range(1_000)])
    assert set(lengths) == {29_780, 29_781}


@pytest.mark.parametrize(("voice", "pitch"), [(P1, 33), (P1, 69), (P2, 60), (P2, 100), (TR, 24), (TR, 45), (TR, 81)])
def test_every_voice_sounds_at_its_pitch(plain, voice, pitch):
    score = draw(Score.silent(8), [Note(voice, 0, 8, pitch, 12, 0 if voice == TR else 2)])
    hertz = 440 * 2 ** ((pitch - 69) / 12)
    measured = line(render(perform(score, plain))[4_000:36_000], hertz)
    # The timer is up to half a step off.
    assert measured == pytest.approx(hertz, rel=0.003 + 0.5 / period(pitch, voice))


def test_a_melody_is_heard_note_by_note(melody):
    samples = render(perform(melody.score, default_instruments()), audible=(True, False, False, False))
    row = 48_000 / melody.score.rows_per_second
    for note, pitch in enumerate((72, 74, 76, 77, 79, 77, 76, 74)):
        part = samples[round(4 * note * row) + 500 : round((4 * note + 3) * row) - 500]
        hertz = 440 * 2 ** ((pitch - 69) / 12)
        assert line(part, hertz) == pytest.approx(hertz, rel=0.006)
        rest = samples[round((4 * note + 3) * row) + 2_000 : round((4 * note + 4) * row) - 200]
        assert rest.std() < 0.01 * part.std()


def test_repeated_notes_are_heard_as_attacks():
    """With the shipped instruments each of four equal notes starts louder than the one before has become."""
    for voice, pitch in ((P1, 69), (P2, 64), (NO, 10)):
        notes = [Note(voice, 4 * i, 4, pitch, 12, 0) for i in range(4)]
        score = draw(Score.silent(16), notes)
        samples = render(perform(score, default_instruments()))
        rows = 4 * 48_000 / score.rows_per_second
        for i in range(1, 4):
            before = np.ptp(samples[round(i * rows) - 900 : round(i * rows) - 100])
            after = np.ptp(samples[round(i * rows) + 100 : round(i * rows) + 900])
            assert after > 1.3 * before


def test_loops_play_the_score_again(melody, plain):
    once, thrice = perform(melody.score, plain), perform(melody.score, plain, loops=3)
    ticks = 64 * 6
    assert thrice.cycles - once.cycles == tick_cycle(3 * ticks + 12) - tick_cycle(ticks + 12)
    samples = render(thrice)
    length = ticks / TICK_RATE * 48_000
    first = samples[10_000:60_000]
    second = samples[round(length) + 10_000 : round(length) + 60_000]
    assert np.abs(first).std() == pytest.approx(np.abs(second).std(), rel=0.01)


def test_nothing_clicks_before_the_first_note_and_the_end_fades(plain):
    score = draw(Score.silent(8), [Note(P1, 4, 4, 69, 15, 2)])
    samples = render(perform(score, plain))
    assert np.abs(samples[: round(3.9 * 48_000 / score.rows_per_second)]).max() < 1e-9
    assert np.abs(samples[-500:]).max() < 1e-4


def test_the_last_note_fades_within_the_trace(plain):
    ringing = Instrument("ringing", volume=Envelope((15, *range(14, 0, -1)), release=1))
    score = draw(Score.silent(8), [Note(P1, 4, 4, 69, 15, 2)])
    trace = perform(score, (ringing, *plain[1:]))
    volumes = trace.value[trace.address == 0x4000] & 15
    assert volumes.tolist() == [0, *range(15, -1, -1)]
    assert trace.cycle[-1] < tick_cycle(48 + 15) <= trace.cycles
    assert trace.cycle[-1] == tick_cycle(48 + 14)


@given(st.data())
@settings(max_examples=25)
def test_any_score_performs(scores, data):
    score = data.draw(scores(max_rows=24))
    trace = perform(score, default_instruments())
    assert set(trace.address) <= set(range(0x4000, 0x4018))
    samples = render(trace)
    assert len(samples) == int(trace.cycles / CPU_RATE * 48_000)
    assert np.isfinite(samples).all()
    assert (np.abs(samples).max() > 1e-3) == bool(score.sounding.any())


def test_blocks_join_to_the_whole(melody, plain):
    trace = perform(melody.score, plain)
    blocks = list(render_blocks(trace))
    assert len(blocks) > 3
    assert np.array_equal(np.concatenate(blocks), render(trace))


def registers_by_tick(trace, ticks):
    """Return the registers of the chip after each of some ticks, in the order of the ticks."""
    first = np.searchsorted(trace.cycle, [tick_cycle(tick) for tick in ticks], side="left")
    after = np.searchsorted(trace.cycle, [tick_cycle(tick) for tick in ticks], side="right")
    registers, seen = {}, []
    for begin, end in zip(first, after, strict=True):
        registers.update(zip(trace.address[begin:end].tolist(), trace.value[begin:end].tolist(), strict=True))
        seen.append(dict(registers))
    return seen


@given(st.data())
@settings(max_examples=40)
def test_a_loop_plays_the_same_in_every_pass(scores, data):
    score = data.draw(scores(max_rows=24))
    if not len(score):
        assert perform_endless(score, default_instruments()).loop_cycle is None
        return
    trace = perform_endless(score, default_instruments())
    # A row that is shorter than a tick is still played for one at the end of a song.
    ticks = round(trace.cycles * TICK_RATE / CPU_RATE) - 1
    assert ticks == pytest.approx(len(score) * score.ticks_per_row, abs=1)
    assert trace.loop_cycle == tick_cycle(1)
    sequencer = Sequencer(score, default_instruments())
    sequencer.loop = (0, len(score))
    registers, straight = {}, []
    for _ in range(ticks):
        registers.update(sequencer.tick())
        straight.append(dict(registers))
    twice = registers_by_tick(trace, [*range(ticks + 1), *range(1, ticks + 1)])
    assert twice[1 : ticks + 1] == straight
    assert twice[ticks + 1 :] == straight


def test_a_loop_rewrites_only_what_it_must(plain):
    """The upper timer byte resets the phase: a song that ends on its first pitch leaves it alone."""
    score = draw(Score.silent(4), [Note(P1, 0, 2, 60, 12, 2), Note(P1, 2, 2, 60, 9, 2)])
    trace = perform_endless(score, plain)
    looped = trace.address[trace.cycle >= trace.loop_cycle]
    assert 0x4003 not in looped
    assert 0x4000 in looped
