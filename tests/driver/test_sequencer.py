from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.driver.periods import period
from nes_composer.driver.sequencer import PREVIEW_TICKS, is_shaped, start_tick
from nes_composer.score.edits import draw
from nes_composer.score.instrument import Envelope, Instrument
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TICK_RATE, TR, Score


def score_of(*notes, rows=8, ticks_per_row=6.0):
    return draw(Score.silent(rows, TICK_RATE / ticks_per_row), notes)


@pytest.mark.parametrize("ticks_per_row", [1.0, 2.5041, 5.0, 6.0, 7.0, 9.0, 7.3333333])
def test_rows_start_at_their_ticks(player, plain, ticks_per_row):
    """Row r starts at tick ceil(r × ticks per row), also where that is whole but for rounding."""
    rows = 300
    score = score_of(*(Note(P1, r, 1, 40 + r % 60) for r in range(rows)), rows=rows, ticks_per_row=ticks_per_row)
    playing = player(score, plain)
    periods = playing.periods(start_tick(rows, ticks_per_row))
    for row in range(rows):
        assert periods[ceil(row * ticks_per_row - 1e-6)] == period(40 + row % 60, P1)
    assert playing.sequencer.finished


def test_rounding_in_the_tempo_adds_no_tick():
    """1 / (1 / 9) may come back as a little more than 9."""
    assert [start_tick(row, 9.000000000000002) for row in (1, 64, 10_000)] == [9, 576, 90_000]
    assert start_tick(1, 9.001) == 10


def test_first_tick_resets_the_chip(player, plain):
    first, second = player(score_of(Note(P1, 0, 1, 69)), plain).ticks(2)
    assert (0x4015, 0x0F) in first
    assert (0x4001, 0x08) in first
    assert (0x4005, 0x08) in first
    assert second == []


def test_notes_end_with_their_rows_and_the_song_with_its_last(player, plain):
    playing = player(score_of(Note(P1, 1, 2, 69, 11)), plain)
    assert playing.volumes(50) == [0] * 6 + [11] * 12 + [0] * 32
    assert playing.sequencer.finished
    # A note that sounds to the very end is silenced by the tick after it.
    playing = player(score_of(Note(P1, 6, 2, 69, 11)), plain)
    assert playing.volumes(50) == [0] * 36 + [11] * 12 + [0] * 2


def test_held_rows_follow_velocity_and_timbre(player, plain):
    score = score_of(Note(P1, 0, 3, 69, 9, 1), ticks_per_row=2.0)
    velocity, timbre = score.velocity.copy(), score.timbre.copy()
    velocity[:3, P1], timbre[:3, P1] = (9, 5, 2), (1, 2, 3)
    score = Score(score.pitch, score.onset, velocity, timbre, score.rows_per_second)
    playing = player(score, plain)
    playing.ticks(1)
    seen = []
    for _ in range(3):
        seen.append(playing.registers[0x4000])
        playing.ticks(2)
    assert seen == [0x40 | 0x30 | 9, 0x80 | 0x30 | 5, 0xC0 | 0x30 | 2]


def test_is_shaped():
    score = score_of(Note(P1, 0, 3, 69, 9), Note(P1, 3, 3, 69, 5))
    assert not any(is_shaped(score, row, P1) for row in range(8))
    velocity = score.velocity.copy()
    velocity[4, P1] = 4
    score = Score(score.pitch, score.onset, velocity, score.timbre)
    assert [is_shaped(score, row, P1) for row in range(5)] == [False, False, False, True, True]


def test_recorded_dynamics_replace_the_instruments(player, plain):
    """A note whose velocity changes brings its own envelope; one of a single velocity has the instrument's."""
    instruments = (Instrument("decaying", volume=Envelope((15, 3))), *plain[1:])
    score = score_of(Note(P1, 0, 2, 69, 15), Note(P1, 4, 2, 69, 15), ticks_per_row=2.0)
    velocity = score.velocity.copy()
    velocity[1, P1] = 10
    score = Score(score.pitch, score.onset, velocity, score.timbre, score.rows_per_second)
    assert player(score, instruments).volumes(12) == [15, 15, 10, 10, 0, 0, 0, 0, 15, 3, 3, 3]


def test_repeated_triangle_pitch_has_a_gap(player, plain):
    score = score_of(Note(TR, 0, 1, 40), Note(TR, 1, 1, 40), Note(TR, 2, 1, 41), ticks_per_row=4.0)
    assert player(score, plain).volumes(14, 0x4008) == [1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("velocities", "volumes"),
    [
        ((9, 9), [9, 9, 9, 0, 9, 9, 9, 9]),
        ((9, 11), [9, 9, 9, 0, 11, 11, 11, 11]),
        ((9, 12), [9, 9, 9, 9, 12, 12, 12, 12]),
        ((9, 3), [9, 9, 9, 0, 3, 3, 3, 3]),
    ],
)
@pytest.mark.parametrize(("voice", "address", "pitch"), [(P1, 0x4000, 40), (P2, 0x4004, 40), (NO, 0x400C, 9)])
def test_repeated_pitch_has_a_gap_unless_it_is_louder(player, plain, voice, address, pitch, velocities, volumes):
    """Also where the timbre tells them by ear: a held note may change its timbre too."""
    first, second = velocities
    score = score_of(Note(voice, 0, 1, pitch, first, 1), Note(voice, 1, 1, pitch, second, 0), ticks_per_row=4.0)
    assert player(score, plain).volumes(8, address) == volumes


def test_decayed_notes_need_no_gap(player, plain):
    instruments = (Instrument("pluck", volume=Envelope((15, 10, 6))), *plain[1:])
    score = score_of(Note(P1, 0, 1, 60, 15), Note(P1, 1, 1, 60, 15), ticks_per_row=4.0)
    assert player(score, instruments).volumes(8) == [15, 10, 6, 6, 15, 10, 6, 6]


def test_a_row_of_one_tick_has_no_gap(player, plain):
    score = score_of(Note(P1, 0, 1, 60, 9), Note(P1, 1, 1, 60, 9), ticks_per_row=1.0)
    assert player(score, plain).volumes(4) == [9, 9, 0, 0]


def test_the_repeat_of_a_loop_is_heard_as_an_onset(player, plain):
    playing = player(score_of(Note(P1, 0, 8, 60, 9), ticks_per_row=2.0), plain)
    playing.sequencer.loop = (0, 4)
    assert playing.volumes(10) == [9] * 7 + [0] + [9] * 2


def attacks(playing, ticks):
    """Return per tick and voice whether a reader of the register writes finds an onset there.

    It does where a voice starts to sound, at another pitch, and where the volume rises by 3.
    """
    found = np.zeros((ticks, 4), bool)
    last = [(0, 0)] * 4
    for tick in range(ticks):
        playing.ticks(1)
        r = playing.registers
        for voice, (volume, pitch) in enumerate(
            (
                (r[0x4000] & 15, (r[0x4002], r[0x4003])),
                (r[0x4004] & 15, (r[0x4006], r[0x4007])),
                (r[0x4008] & 15, (r[0x400A], r[0x400B])),
                (r[0x400C] & 15, r[0x400E] & 15),
            )
        ):
            before, pitch_before = last[voice]
            found[tick, voice] = volume > 0 and (before == 0 or pitch != pitch_before or volume >= before + 3)
            last[voice] = volume, pitch
    return found


@given(st.data())
@settings(max_examples=60)
def test_every_onset_can_be_read_from_the_registers_and_nothing_else_can(player, plain, scores, data):
    """Where notes do not swell by 3 while they are held: such a swell and a new attack write the same."""
    score = data.draw(scores(max_rows=24))
    ticks_per_row = data.draw(st.integers(2, 9))
    velocity = score.velocity.copy()
    for row in range(1, len(score)):
        held = (score.pitch[row] > 0) & ~score.onset[row]
        velocity[row, held] = np.minimum(velocity[row], velocity[row - 1] + 2)[held]
    velocity[:, TR] = score.velocity[:, TR]
    score = Score(score.pitch, score.onset, velocity, score.timbre, TICK_RATE / ticks_per_row)
    found = attacks(player(score, plain), len(score) * ticks_per_row)
    expected = np.zeros_like(found)
    expected[::ticks_per_row] = score.onset
    assert np.array_equal(found, expected)


def ringing_instruments(plain):
    return (Instrument("ringing", volume=Envelope((15, 10, 4, 3, 2), release=2)), *plain[1:])


def test_notes_ring_into_rests_and_no_further(player, plain):
    score = score_of(Note(P1, 0, 1, 60, 15), Note(P1, 3, 1, 64, 15), Note(P1, 4, 1, 60, 15), ticks_per_row=2.0)
    assert player(score, ringing_instruments(plain)).volumes(14) == [15, 10, 4, 3, 2, 0, 15, 10, 15, 10, 4, 3, 2, 0]


def test_an_onset_takes_the_voice_from_a_ringing_note(player, plain):
    score = score_of(Note(P1, 0, 1, 60, 15), Note(P1, 2, 1, 62, 15), ticks_per_row=2.0)
    assert player(score, ringing_instruments(plain)).volumes(9) == [15, 10, 4, 3, 15, 10, 4, 3, 2]


def test_the_last_note_rings_after_the_end_but_not_after_a_stop(player, plain):
    score = score_of(Note(P1, 7, 1, 60, 15), ticks_per_row=2.0)
    ended = player(score, ringing_instruments(plain))
    ended.ticks(14)
    assert ended.volumes(6) == [15, 10, 4, 3, 2, 0]
    stopped = player(score, ringing_instruments(plain))
    stopped.ticks(15)
    stopped.sequencer.playing = False
    assert stopped.volumes(2) == [0, 0]


def test_previews_ring_too(player, plain):
    playing = player(score_of(), ringing_instruments(plain))
    playing.sequencer.playing = False
    playing.sequencer.preview(P1, 60, 15, 0)
    assert playing.volumes(PREVIEW_TICKS + 4)[-5:] == [10, 4, 3, 2, 0]


def test_a_held_row_after_a_jump_starts_a_ringing_note_anew(player, plain):
    playing = player(score_of(Note(P1, 0, 4, 60, 15), ticks_per_row=2.0), ringing_instruments(plain))
    playing.ticks(9)
    assert playing.sequencer.ringing
    playing.sequencer.seek(1)
    assert playing.volumes(3) == [15, 10, 10]


def test_seek_is_exact_and_starts_held_notes(player, plain):
    score = score_of(Note(P1, 0, 8, 60, 10), Note(NO, 5, 1, 9, 7))
    playing = player(score, plain)
    playing.ticks(3)
    playing.sequencer.seek(5)
    playing.ticks(1)
    assert playing.registers[0x400C] == 0x37
    assert playing.registers[0x4000] & 15 == 10
    assert playing.sequencer.row == pytest.approx(5 + 1 / 6)
    started = player(score, plain)
    started.sequencer.seek(5)
    started.ticks(1)
    assert started.registers[0x4000] & 15 == 10


def test_loop_repeats_its_rows_exactly(player, plain):
    score = score_of(*(Note(P1, r, 1, 50 + r) for r in range(8)), ticks_per_row=3.0)
    playing = player(score, plain)
    playing.sequencer.loop = (2, 5)
    pitches = {period(50 + r, P1): r for r in range(8)}
    heard = [pitches[p] for p in playing.periods(3 * 12)]
    assert heard[::3] == [0, 1, 2, 3, 4, 2, 3, 4, 2, 3, 4, 2]
    assert not playing.sequencer.finished
    playing.sequencer.loop = None
    assert [pitches[p] for p in playing.periods(12)][::3] == [3, 4, 5, 6]


@pytest.mark.parametrize("loop", [(3, 3), (5, 2), (20, 30)])
def test_loops_without_rows_are_none(player, plain, loop):
    playing = player(score_of(Note(P1, 0, 8, 60)), plain)
    playing.sequencer.loop = loop
    playing.ticks(49)
    assert playing.sequencer.finished


def test_loop_beyond_the_end_wraps_at_the_end(player, plain):
    playing = player(score_of(Note(P1, 0, 8, 60)), plain)
    playing.sequencer.loop = (4, 99)
    playing.ticks(48 + 24 + 1)
    assert 4 <= playing.sequencer.row < 5


def test_another_score_is_heard_within_the_row(player, plain):
    playing = player(score_of(Note(P1, 0, 8, 60, 10)), plain)
    playing.ticks(2)
    playing.sequencer.score = score_of(Note(P1, 0, 8, 64, 10))
    playing.ticks(1)
    assert playing.registers[0x4002] == period(64, P1) & 0xFF
    assert playing.sequencer.row == pytest.approx(0.5)


def test_another_score_can_be_taken_over_between_two_ticks(player, plain):
    playing = player(score_of(Note(P1, 0, 8, 60, 10)), plain)
    playing.ticks(2)
    assert playing.sequencer.refresh() == []
    row = playing.sequencer.row
    playing.sequencer.score = score_of(Note(P1, 0, 8, 64, 10))
    assert (0x4002, period(64, P1) & 0xFF) in playing.sequencer.refresh()
    assert playing.sequencer.refresh() == []
    assert playing.sequencer.row == row


def test_a_song_that_is_held_takes_over_another_score_silently(player, plain):
    playing = player(score_of(Note(P1, 0, 8, 60, 10)), plain)
    playing.ticks(2)
    playing.sequencer.playing = False
    playing.sequencer.score = score_of(Note(P1, 0, 8, 64, 10))
    assert playing.sequencer.refresh() == []


def test_a_shorter_score_ends_the_song(player, plain):
    playing = player(score_of(Note(P1, 0, 8, 60, 10)), plain)
    playing.ticks(20)
    playing.sequencer.score = score_of(rows=2)
    playing.ticks(1)
    assert playing.sequencer.finished
    assert playing.registers[0x4000] & 15 == 0


def test_stopped_song_is_silent_but_previews_sound(player, plain):
    playing = player(score_of(Note(P1, 0, 8, 60, 10), Note(TR, 0, 8, 40)), plain)
    playing.ticks(2)
    playing.sequencer.playing = False
    playing.ticks(1)
    row = playing.sequencer.row
    assert playing.registers[0x4000] & 15 == 0
    assert playing.registers[0x4008] == 0x80
    playing.sequencer.preview(P1, 72, 13, 0)
    assert playing.volumes(PREVIEW_TICKS + 3) == [13] * PREVIEW_TICKS + [0] * 3
    assert playing.sequencer.row == row


def test_preview_covers_held_notes_but_not_the_next_onset(player, plain):
    score = score_of(Note(P1, 0, 2, 60, 10), Note(P1, 2, 2, 62, 9))
    playing = player(score, plain)
    playing.ticks(1)
    playing.sequencer.preview(P1, 80, 14, 0)
    periods = playing.periods(12)
    assert periods[:11] == [period(80, P1)] * 11
    assert periods[11] == period(62, P1)


def test_song_comes_back_after_a_preview(player, plain):
    playing = player(score_of(Note(P1, 0, 8, 60, 10)), plain)
    playing.ticks(1)
    playing.sequencer.preview(P1, 80, 14, 0)
    assert playing.periods(30)[-1] == period(60, P1)
    assert playing.registers[0x4000] & 15 == 10


def test_empty_score_is_finished(player, plain):
    playing = player(Score.silent(0), plain)
    assert playing.sequencer.finished
    playing.ticks(3)
    playing.sequencer.preview(NO, 8, 5, 1)
    playing.ticks(1)
    assert playing.registers[0x400C] == 0x35


def test_rows_shorter_than_a_tick(player, plain):
    """They cannot all be heard; the song lasts as long as it should, and a tick for its last row, and nothing hangs."""
    score = score_of(*(Note(P1, r, 1, 40 + r) for r in range(60)), rows=60, ticks_per_row=0.4)
    playing = player(score, plain)
    periods = playing.periods(25)
    assert playing.sequencer.finished
    assert len(set(periods)) == 25
    playing = player(score, plain)
    playing.sequencer.loop = (5, 6)
    playing.ticks(100)
    assert not playing.sequencer.finished


def test_other_instruments_are_heard_at_once(player, plain):
    playing = player(score_of(Note(P1, 0, 8, 60, 10)), plain)
    playing.ticks(1)
    playing.sequencer.instruments = (Instrument("quiet", volume=Envelope((3,))), *plain[1:])
    playing.ticks(1)
    assert playing.registers[0x4000] & 15 == 2
    assert np.isclose(playing.sequencer.row, 2 / 6)


def test_the_rows_that_a_tick_begins_are_told(player, plain):
    playing = player(score_of(rows=3, ticks_per_row=2.0), plain)
    started = []
    for _ in range(8):
        playing.ticks(1)
        started += [(playing.sequencer.started.start, playing.sequencer.started.stop)]
    assert started == [(0, 1), (0, 0), (1, 2), (0, 0), (2, 3), (0, 0), (0, 0), (0, 0)]
    short = player(score_of(rows=8, ticks_per_row=0.5), plain)
    short.ticks(2)
    assert list(short.sequencer.started) == [1, 2]


def test_a_held_note_is_parted_by_no_onset_of_the_song(player, plain):
    """The song silences a tick before its own onsets; a held note is not its own."""
    score = score_of(*(Note(P1, row, 1, 69, 15) for row in range(8)))
    playing = player(score, plain)
    playing.ticks(1)
    playing.sequencer.press(P1, 69, 15, 0)
    assert playing.volumes(30) == [15] * 30
    playing.sequencer.let_go(P1, 69)
    assert 0 in playing.volumes(12)


def test_a_preview_has_no_room_on_a_held_voice(player, plain):
    playing = player(score_of(), plain)
    playing.ticks(1)
    playing.sequencer.press(P1, 69, 15, 0)
    playing.sequencer.preview(P1, 81, 15, 0)
    assert set(playing.periods(PREVIEW_TICKS + 4)) == {period(69, P1)}
    assert playing.volumes(1) == [15]


def test_all_held_notes_are_let_go_at_once(player, plain):
    playing = player(score_of(), plain)
    playing.ticks(1)
    for voice, pitch in ((P1, 69), (P1, 70), (TR, 40)):
        playing.sequencer.press(voice, pitch, 15, 0)
    playing.ticks(1)
    playing.sequencer.let_all_go()
    playing.ticks(1)
    assert playing.registers[0x4000] & 15 == 0
    assert playing.registers[0x4008] == 0x80


def test_nothing_is_written_before_the_chip_is_reset(player, plain):
    sequencer = player(score_of(), plain).sequencer
    sequencer.press(P1, 69, 15, 0)
    assert sequencer.held_now() == []
    assert (0x4015, 0x0F) in sequencer.tick()
    sequencer.press(P1, 70, 15, 0)
    assert dict(sequencer.held_now())[0x4002] == period(70, P1) & 0xFF
