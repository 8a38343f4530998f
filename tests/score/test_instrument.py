import pytest

from nes_composer.score.instrument import Envelope, Instrument, InstrumentError, Vibrato
from nes_composer.score.score import TICK_RATE


def test_envelope_stays_on_its_last_value():
    assert [Envelope((15, 8, 3)).at(tick) for tick in range(6)] == [15, 8, 3, 3, 3, 3]


def test_envelope_loops():
    assert [Envelope((9, 1, 2, 3), loop=1).at(tick) for tick in range(10)] == [9, 1, 2, 3, 1, 2, 3, 1, 2, 3]
    assert [Envelope((4, 5), loop=0).at(tick) for tick in range(4)] == [4, 5, 4, 5]


def test_envelope_jumps_to_its_release_point_when_the_note_ends():
    envelope = Envelope((9, 7, 5, 3, 1), release=3)
    assert [envelope.at(tick) for tick in range(6)] == [9, 7, 5, 5, 5, 5]
    for end in (0, 1, 10):
        assert [envelope.at(end + tick, tick) for tick in range(4)] == [3, 1, 1, 1]
    assert envelope.release_ticks == 2


def test_held_values_loop_before_the_release_point():
    envelope = Envelope((9, 7, 5, 3, 1), loop=1, release=3)
    assert [envelope.at(tick) for tick in range(6)] == [9, 7, 5, 7, 5, 7]
    assert [envelope.at(tick, tick - 4) for tick in range(4, 7)] == [3, 1, 1]


def test_envelope_without_a_release_point_takes_no_notice_of_the_end():
    envelope = Envelope((9, 7, 5), loop=0)
    assert [envelope.at(tick, tick - 2) for tick in range(2, 7)] == [5, 9, 7, 5, 9]
    assert envelope.release_ticks == 0


@pytest.mark.parametrize(
    ("values", "loop", "release"),
    [
        ((), None, None),
        ((1,) * 1001, None, None),
        ((1,), 1, None),
        ((1, 2), -1, None),
        ((1, 2), None, 0),
        ((1, 2), None, 2),
        ((1, 2, 3), 1, 1),
    ],
)
def test_impossible_envelopes(values, loop, release):
    with pytest.raises(InstrumentError):
        Envelope(values, loop, release)


def test_vibrato_is_a_sine_of_its_depth_and_rate_after_its_delay():
    vibrato = Vibrato(depth=20, rate=TICK_RATE / 8, delay=3)
    assert [vibrato.at(tick) for tick in range(12)] == [0, 0, 0, 0, 14, 20, 14, 0, -14, -20, -14, 0]


@pytest.mark.parametrize(("depth", "rate", "delay"), [(0, 5, 0), (1201, 5, 0), (5, 0, 0), (5, 31, 0), (5, 5, -1)])
def test_impossible_vibratos(depth, rate, delay):
    with pytest.raises(InstrumentError, match="vibrato"):
        Vibrato(depth, rate, delay)


@pytest.mark.parametrize("rate", [float("nan"), float("inf")])
def test_vibrato_without_a_rate(rate):
    with pytest.raises(InstrumentError, match="rate"):
        Vibrato(5, rate)


@pytest.mark.parametrize(
    ("what", "value"), [("volume", 16), ("volume", -1), ("duty", 4), ("arpeggio", 97), ("pitch", -2401)]
)
def test_values_out_of_range_name_the_instrument(what, value):
    with pytest.raises(InstrumentError, match=f"'mine': {what}"):
        Instrument("mine", **{what: Envelope((value,))})
