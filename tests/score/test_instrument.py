import pytest

from nes_composer.score.instrument import Envelope, Instrument, InstrumentError


def test_envelope_stays_on_its_last_value():
    assert [Envelope((15, 8, 3)).at(tick) for tick in range(6)] == [15, 8, 3, 3, 3, 3]


def test_envelope_loops():
    assert [Envelope((9, 1, 2, 3), loop=1).at(tick) for tick in range(10)] == [9, 1, 2, 3, 1, 2, 3, 1, 2, 3]
    assert [Envelope((4, 5), loop=0).at(tick) for tick in range(4)] == [4, 5, 4, 5]


@pytest.mark.parametrize(("values", "loop"), [((), None), ((1,), 1), ((1, 2), -1)])
def test_impossible_envelopes(values, loop):
    with pytest.raises(InstrumentError):
        Envelope(values, loop)


@pytest.mark.parametrize(
    ("what", "value"), [("volume", 16), ("volume", -1), ("duty", 4), ("arpeggio", 97), ("pitch", -2401)]
)
def test_values_out_of_range_name_the_instrument(what, value):
    with pytest.raises(InstrumentError, match=f"'mine': {what}"):
        Instrument("mine", **{what: Envelope((value,))})
