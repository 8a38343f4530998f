import pytest

from nes_composer.apu import tap_rate


def test_taps_are_denser_than_the_samples_of_most_devices():
    assert tap_rate.RATE > 48_000


def test_rate_and_cycles_agree():
    cycles_per_second = tap_rate.RATE * tap_rate.CYCLES
    assert cycles_per_second == pytest.approx(39_375_000 / 22, rel=1e-9)
