"""What is said of each envelope, tried on what the driver makes of it."""

import pytest

from nes_composer.driver.driver import Driver
from nes_composer.score.instrument import PLAIN, Envelope, Instrument
from nes_composer.score.score import NO, P1, P2, TR
from nes_composer.ui.envelope_kinds import kinds

VOICES = [P1, P2, TR, NO]
PITCH = 10


def sounded(voice, instrument):
    """The writes of three ticks of a note."""
    driver = Driver(tuple(instrument if v == voice else plain for v, plain in enumerate(PLAIN)))
    driver.start(voice, PITCH if voice == NO else 50, 12, 0)
    return [driver.tick() for _ in range(3)]


def whole(kind):
    return kind.within(kind.reaches[0]) if kind.reaches else kind


@pytest.mark.parametrize("voice", VOICES)
def test_what_is_called_silent_changes_nothing_and_all_else_does(voice):
    for kind in map(whole, kinds(voice)):
        low, high = (kind.put(Instrument("x"), Envelope((value,))) for value in (kind.values[0], kind.values[-1]))
        assert (sounded(voice, low) == sounded(voice, high)) == bool(kind.silent)


@pytest.mark.parametrize("voice", VOICES)
def test_every_value_can_be_put_and_has_a_name_of_its_own(voice):
    for kind in map(whole, kinds(voice)):
        for row, value in enumerate(kind.values):
            kind.put(Instrument("x"), Envelope((value,)))
            assert kind.row(value) == row
        assert len({kind.text(value) for value in kind.values}) == len(kind.values)


@pytest.mark.parametrize("voice", VOICES)
def test_the_widest_reach_is_all_that_an_instrument_takes(voice):
    for kind in kinds(voice)[2:]:
        widest = kind.within(kind.reaches[-1])
        for value in (widest.values[0], widest.values[-1]):
            kind.put(Instrument("x"), Envelope((value,)))
            with pytest.raises(ValueError, match=kind.name):
                kind.put(Instrument("x"), Envelope((value + (1 if value > 0 else -1),)))


def test_values_from_elsewhere_are_shown_as_they_sound():
    volume, duty = kinds(TR)[0], kinds(NO)[1]
    assert [volume.text(value) for value in (0, 1, 7, 15)] == ["off", "on", "on", "on"]
    assert [duty.text(value) for value in (0, 1, 2, 3)] == ["hiss", "metal", "hiss", "metal"]


@pytest.mark.parametrize("voice", VOICES)
def test_nothing_is_the_plain_envelope(voice):
    for kind in map(whole, kinds(voice)):
        drawn = kind.put(Instrument("x"), Envelope((kind.values[0], kind.values[-1])))
        assert kind.put(drawn, None) == Instrument("x")
