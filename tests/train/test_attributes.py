import numpy as np
import pytest

from nes_composer.models.codec import FIRST_PITCH, HOLD, REST
from nes_composer.models.grids import GRIDS
from nes_composer.score.score import NO, P1, TR
from train.attributes import ALL, WORDS, attributes_of, measure

ROWS = GRIDS["rows"]


def patterns(*voices):
    """Return patterns whose P1 is each of the given token lists, repeated to 64 rows; the other voices rest."""
    tokens = np.full((len(voices), 64, 4), REST, np.uint8)
    for index, voice in enumerate(voices):
        tokens[index, :, P1] = np.resize(voice, 64)
    return tokens


def p1(tokens, kind):
    return measure(tokens, ("P1", kind), ROWS)


def test_density_is_onsets_per_row():
    assert p1(patterns([5, HOLD, HOLD, HOLD], [5, HOLD], [REST]), "density") == pytest.approx([0.25, 0.5, 0.0])


def test_height_is_the_mean_pitch_of_what_starts_and_unknown_without():
    values = p1(patterns([10, HOLD, HOLD, HOLD], [10, 20], [REST]), "height")
    assert values[1] - values[0] == pytest.approx(5.0)
    assert np.isnan(values[2])


def test_length_is_what_sounds_per_onset():
    # A hold after a rest sounds nothing.
    staccato, legato, hanging = [9, REST, HOLD, HOLD], [9, HOLD, HOLD, HOLD], [9, HOLD, REST, HOLD]
    assert p1(patterns(staccato, legato, hanging), "length") == pytest.approx([1.0, 4.0, 2.0])


def test_leaps_are_intervals_over_rests_and_holds():
    assert p1(patterns([10, REST, 13, HOLD], [10, 10]), "leaps") == pytest.approx([3.0, 0.0])
    assert np.isnan(p1(patterns([10, *[HOLD] * 63]), "leaps")).all()


def test_syncopation_counts_onsets_that_avoid_the_next_beat():
    on_the_beat = [9, HOLD, HOLD, HOLD]
    leading_in = [9, HOLD, 9, HOLD]
    avoiding = [HOLD, HOLD, 9, HOLD]
    values = p1(patterns(on_the_beat, leading_in, avoiding), "syncopation")
    # Behind the last beat of the pattern nobody knows what follows: that onset is no syncope.
    assert values == pytest.approx([0.0, 0.0, 15 / 16])


def test_repetition_compares_bars():
    tokens = patterns([5, HOLD], np.arange(64) + FIRST_PITCH)
    assert measure(tokens, (ALL, "repetition"), ROWS) == pytest.approx([1.0, 0.75])
    assert p1(tokens, "repetition") == pytest.approx([1.0, 0.0])


def test_all_voices_together_are_the_mean_of_those_that_play():
    tokens = patterns([10, HOLD], [REST])
    tokens[0, :, NO] = 18 - 1
    assert measure(tokens, (ALL, "height"), ROWS)[0] == pytest.approx(10.0)
    assert measure(tokens, (ALL, "length"), ROWS)[0] == pytest.approx((2.0 + 1.0) / 2)
    assert measure(tokens, (ALL, "density"), ROWS) == pytest.approx([(0.5 + 1.0) / 4, 0.0])
    assert np.isnan(measure(tokens, (ALL, "height"), ROWS)[1])


def test_every_attribute_of_a_model_can_be_measured_and_no_voice_is_named_that_it_lacks():
    tokens = np.random.default_rng(0).integers(0, 18, (5, 64, 4)).astype(np.uint8)
    for attribute in attributes_of((0, 1, 2, 3), ROWS):
        assert measure(tokens, attribute, ROWS).shape == (5,)
        assert attribute[1] in WORDS
    assert {voice for voice, _ in attributes_of((TR, NO), ROWS)} == {"TR", "NO", ALL}
    assert {voice for voice, _ in attributes_of((P1,), ROWS)} == {"P1"}


def test_frames_have_no_metre():
    kinds = {kind for _, kind in attributes_of((0, 1, 2, 3), GRIDS["24hz"])}
    assert kinds == {"density", "height", "length", "leaps"}
