import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.models.codec import FIRST_PITCH, HOLD, REST
from nes_composer.models.lstm_kernel import _stay_in_key, draw, draw_token

_LAST = 1 - 1e-12
"""A uniform number that draws the least likely token of those that can be drawn."""


def _odds(logits, temperature=1.0):
    scaled = logits.astype(np.float64) / temperature
    odds = np.exp(scaled - scaled.max())
    return odds / odds.sum()


def _logits(seed, size, spread=3.0):
    return np.random.default_rng(seed).uniform(-spread, spread, size).astype(np.float32)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_tokens_are_drawn_as_often_as_their_odds_say(temperature):
    logits = _logits(0, 77)
    count = 5_000
    # Numbers that are spread evenly draw each token as often as its odds say, but for one draw at either end.
    drawn = [draw(logits, temperature, 1.0, (i + 0.5) / count) for i in range(count)]
    frequencies = np.bincount(drawn, minlength=77) / count
    assert frequencies == pytest.approx(_odds(logits, temperature), abs=1.5 / count)


def test_a_note_with_odds_of_nine_in_ten_is_drawn_nine_times_in_ten():
    # The model of 2020 took such odds for logits and drew it 3 times in 100.
    odds = np.full(77, 0.1 / 76)
    odds[40] = 0.9
    random = np.random.default_rng(1)
    drawn = [draw(np.log(odds).astype(np.float32), 1.0, 1.0, random.random()) for _ in range(4000)]
    # Five standard deviations of such a count.
    assert np.mean(np.array(drawn) == 40) == pytest.approx(0.9, abs=5 * np.sqrt(0.09 / 4000))


@given(seed=st.integers(0, 2**32 - 1), size=st.integers(2, 91), top_p=st.floats(0.01, 1.0), uniform=st.floats(0, _LAST))
def test_only_the_smallest_set_of_the_likeliest_with_that_mass_is_drawn_from(seed, size, top_p, uniform):
    logits = _logits(seed, size)
    odds = _odds(logits)
    last = draw(logits, 1.0, top_p, _LAST)
    likelier = odds > odds[last]
    assert odds[likelier].sum() < top_p + 1e-9
    assert odds[likelier].sum() + odds[last] >= top_p - 1e-9
    drawn = draw(logits, 1.0, top_p, uniform)
    assert likelier[drawn] or drawn == last


@given(seed=st.integers(0, 2**32 - 1), uniform=st.floats(0, _LAST), temperature=st.sampled_from([1e-6, 1e-300]))
def test_a_temperature_towards_zero_leaves_only_the_likeliest(seed, uniform, temperature):
    logits = _logits(seed, 78)
    assert draw(logits, temperature, 1.0, uniform) == logits.argmax()


@given(
    seed=st.integers(0, 2**32 - 1),
    uniform=st.floats(0, 1, exclude_max=True),
    top_p=st.sampled_from([0.5, 1.0]),
    temperature=st.sampled_from([0.01, 1.0, 1e9]),
)
def test_what_cannot_be_is_never_drawn(seed, uniform, top_p, temperature):
    logits = _logits(seed, 20)
    forbidden = np.random.default_rng(seed).permutation(20)[:12]
    logits[forbidden] = -np.inf
    assert draw(logits, temperature, top_p, uniform) not in forbidden


def _tokens(logits, vocabulary, temperature, top_p, count=4000):
    random = np.random.default_rng(7)
    return np.array([draw_token(logits, vocabulary, temperature, top_p, random.random(2)) for _ in range(count)])


def test_at_temperature_1_tokens_come_as_often_as_the_model_says():
    logits = _logits(3, 20, spread=1.5)
    drawn = np.bincount(_tokens(logits, 19, 1.0, 1.0, 20_000), minlength=20) / 20_000
    assert drawn == pytest.approx(_odds(logits), abs=0.015)


def test_a_silent_voice_begins_again_however_narrow_the_choice_of_notes_is():
    odds = np.full(20, 0.02 / 17)
    odds[[REST, HOLD, 5]] = 0.97, 1e-12, 0.01
    drawn = _tokens(np.log(odds).astype(np.float32), 20, 1.0, 0.3)
    begins = drawn >= FIRST_PITCH
    assert begins.mean() == pytest.approx(0.03, abs=5 * np.sqrt(0.03 * 0.97 / 4000))
    assert set(drawn[begins]) == {5}


def test_the_end_is_drawn_as_what_it_is():
    logits = np.full(20, -9.0, np.float32)
    logits[19] = 9.0
    assert set(_tokens(logits, 19, 1.0, 0.5, 50)) == {19}


@given(seed=st.integers(0, 2**32 - 1), spread=st.sampled_from([1.0, 10.0, 80.0]))
def test_in_a_key_a_note_starts_as_often_as_without_one_and_its_notes_keep_their_proportions(seed, spread):
    logits = _logits(seed, 77, spread)
    allowed = np.random.default_rng(seed).random(77) < 0.5
    allowed[0] = True
    left = logits.copy()
    _stay_in_key(left, allowed)
    assert (left[~allowed] == -np.inf).all()
    assert np.logaddexp.reduce(left[allowed]) == pytest.approx(np.logaddexp.reduce(logits), abs=1e-3)
    assert np.ptp((left - logits)[allowed]) < 1e-4


def test_where_all_is_allowed_nothing_changes():
    logits = _logits(1, 77)
    left = logits.copy()
    _stay_in_key(left, np.ones(77, np.bool_))
    assert np.array_equal(left, logits)
