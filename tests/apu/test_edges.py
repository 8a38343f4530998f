import numpy as np


def test_the_ladder_knows_only_the_sum_of_the_pulses(sound, pulse_writes):
    """Two pulses of volume 8 and 7 in step are one of volume 15, to the last bit."""
    together = sound(*pulse_writes(253, 1, 8), *pulse_writes(253, 1, 7, base=0x4004))
    assert np.array_equal(together, sound(*pulse_writes(253, 1, 15)))


def test_two_pulses_are_quieter_than_their_sum(sound, pulse_writes):
    p1, p2 = pulse_writes(253, 2, 15), pulse_writes(100, 2, 15, base=0x4004)
    together, added = sound(*p1, *p2), sound(*p1) + sound(*p2)
    assert 0.7 * np.ptp(added[9_000:]) < np.ptp(together[9_000:]) < 0.95 * np.ptp(added[9_000:])


def test_the_dmc_level_makes_triangle_and_noise_quieter(sound):
    """They share a ladder: games duck the triangle by $4011."""
    for writes in (
        [(0x4015, 4), (0x4008, 0xFF), (0x400A, 200), (0x400B, 0x08)],
        [(0x4015, 8), (0x400C, 0x3F), (0x400E, 4), (0x400F, 0x08)],
    ):
        loud, ducked = sound(*writes), sound((0x4011, 127), *writes)
        ratio = ducked[9_000:].std() / loud[9_000:].std()
        assert 0.3 < ratio < 0.75


def test_pulses_do_not_bend_the_other_ladder(sound, pulse_writes):
    """The ladders' outputs simply add up."""
    pulse = pulse_writes(253, 2, 15)
    triangle = [(0x4008, 0xFF), (0x400A, 200), (0x400B, 0x08)]
    together = sound(*pulse, *triangle)
    added = sound(*pulse) + sound((0x4015, 0x0F), *triangle)
    assert np.abs(together - added).max() < 1e-7
