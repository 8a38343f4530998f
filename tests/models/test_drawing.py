from dataclasses import replace

import numpy as np
import pytest
import torch
from support.module_loop import row_features, voice_logits

from nes_composer.models.codec import FIRST_PITCH, HOLD, REST, VOICE_SETS
from nes_composer.models.drawing import DRAWN, TokenDrawer
from nes_composer.models.grids import GRIDS
from nes_composer.models.lstm import Lstm, LstmConfig
from nes_composer.models.lstm_kernel import draw_row
from nes_composer.models.lstm_weights import fused, rounded
from nes_composer.models.sampling import Sampling

SMALL = LstmConfig(embedding=12, hidden=24, head=8)
KINDS = [
    replace(SMALL, arch=arch, grid=grid, voices=voices)
    for arch in ("chained", "independent")
    for grid in GRIDS
    for voices in VOICE_SETS.values()
]
FREE = Sampling(temperature=1.0, top_p=1.0)
TEMPO = 7


def _model(config=SMALL):
    """Return a model whose logits are some units apart, and who repeats bars and ends songs now and then."""
    torch.manual_seed(5)
    model = Lstm(config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.startswith(("speak", "repeat", "from_", "matches", "lstm")):
                weight.mul_(3)
            if weight.ndim == 2 and name.startswith(("speak", "repeat", "from_state", "lstm.weight_hh")):
                # On the steps that the kernel rounds to: what is left are its sums.
                steps, size = rounded(weight.numpy())
                weight.copy_(torch.from_numpy(steps * size[:, None]))
    return model


def _drawn(model, before, rows, takes=1, sampling=FREE, given=None, **keywords):
    """Return the tokens of takes."""
    voices = len(model.config.voices)
    given = np.full((rows, voices), DRAWN) if given is None else given
    options = {"first_row": 0, "tempo": TEMPO, "may_end": False, "progress": lambda _: None} | keywords
    return TokenDrawer(model).draw(before, given, takes, sampling, **options)


def _rows(config, rows, seed=0):
    return np.random.default_rng(seed).integers(0, config.vocabulary, (rows, len(config.voices)))


def _nothing(config):
    return _rows(config, 0)


@pytest.mark.parametrize("config", KINDS)
def test_the_logits_are_the_models_own(config):
    model, weights, takes, rows = _model(config), fused(_model(config)), 4, 90
    voices, context = len(config.voices), config.context
    hidden, cell = np.zeros((2, takes, config.hidden), np.float32)
    sounding, undecided = np.zeros((takes, voices), np.bool_), np.full(voices, DRAWN)
    tokens = np.empty((takes, context + rows, voices), np.int64)
    tokens[:, :context] = config.vocabulary
    logits = np.empty((rows, takes, len(weights.head_bias)), np.float32)
    uniforms = np.random.default_rng(1).random((rows, takes, voices, 2))
    places = np.arange(700, 700 + rows) % config.shape.pattern_rows
    for row, place in enumerate(places.tolist()):
        at = context + row
        draw_row(
            *(weights, hidden, cell, sounding, tokens, at, place, TEMPO, undecided),
            *(1.0, 1.0, True, uniforms[row], logits[row]),
        )
    with torch.inference_mode():
        expected, _ = model(
            torch.from_numpy(tokens), torch.from_numpy(places).repeat(takes, 1), torch.full((takes,), TEMPO)
        )
    for voice, choices in enumerate(config.choices):
        ours = logits[:, :, weights.first_heads[voice] :][:, :, :choices].swapaxes(0, 1)
        possible = np.isfinite(ours)
        assert possible.mean() > 0.9
        assert ours[possible] == pytest.approx(expected[voice].numpy()[possible], abs=1e-4)


def _choice(logits, temperature, top_p, uniform):
    """Return an index, drawn from the smallest set of the likeliest with enough odds."""
    odds = np.exp((logits - logits.max()) / temperature)
    order = np.argsort(-odds, kind="stable")
    sums = np.cumsum(odds[order])
    kept = np.searchsorted(sums, top_p * sums[-1]) + 1
    return order[np.searchsorted(sums[:kept], uniform * sums[kept - 1], side="right")]


@torch.inference_mode()
def _loop(model, rows, sampling, take, first_row):
    """Return the tokens of one take that begins a song, by a plain loop in double precision."""
    config, state = model.config, None
    random = np.random.default_rng([sampling.seed, take])
    uniforms = random.random((rows, len(config.voices), 2))
    tokens = torch.tensor(config.vocabulary).repeat(1, config.context, 1)
    sounding = [False] * len(config.voices)
    row = 0
    while row < rows:
        features, state = row_features(model, tokens, (first_row + row) % config.shape.pattern_rows, TEMPO, state)
        drawn = torch.empty(1, 0, dtype=torch.int64)
        for voice, feature in enumerate(features):
            odds = voice_logits(model, voice, feature, tokens, drawn)[0].numpy().copy()
            if voice == 0:
                onsets = odds[FIRST_PITCH:-1]
                odds[FIRST_PITCH:-1] += np.logaddexp.reduce(odds[FIRST_PITCH:]) - np.logaddexp.reduce(onsets)
                odds[-1] = -np.inf
            odds[HOLD] = odds[HOLD] if sounding[voice] else -np.inf
            notes = odds[FIRST_PITCH : config.vocabulary[voice]]
            kinds = np.array([np.logaddexp.reduce(notes), odds[REST], odds[HOLD]])
            kind = _choice(kinds, sampling.temperature, 1.0, uniforms[row, voice, 0])
            note = _choice(notes, sampling.temperature, sampling.top_p, uniforms[row, voice, 1])
            token = (FIRST_PITCH + note, REST, HOLD)[kind]
            sounding[voice] = token != REST
            drawn = torch.cat([drawn, torch.tensor([[token]])], dim=1)
        if row == 0 and (drawn == REST).all():
            uniforms[0], state = random.random((len(config.voices), 2)), None
            continue
        tokens = torch.cat([tokens, drawn[:, None]], dim=1)
        row += 1
    return tokens[0, config.context :].numpy()


@pytest.mark.parametrize("config", KINDS)
def test_the_tokens_are_those_of_a_plain_loop(config):
    sampling = Sampling(temperature=1.2, top_p=0.9, seed=4)
    model = _model(config)
    takes = _drawn(model, _nothing(config), 100, 2, sampling, first_row=30)
    model.double()
    for index, take in enumerate(takes):
        assert np.array_equal(take, _loop(model, 100, sampling, index, first_row=30))


def test_a_take_is_the_same_however_many_there_are():
    model, before = _model(), _rows(SMALL, 20)
    many = _drawn(model, before, 30, 9)
    for takes in (1, 4, 5):
        for one, other in zip(_drawn(model, before, 30, takes), many, strict=False):
            assert np.array_equal(one, other)
    assert len({take.tobytes() for take in many}) == 9


def test_the_same_seed_draws_the_same_and_another_one_something_else():
    model = _model()
    first, again = (_drawn(model, _nothing(SMALL), 30, sampling=FREE)[0] for _ in range(2))
    other = _drawn(model, _nothing(SMALL), 30, sampling=replace(FREE, seed=1))[0]
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("config", KINDS)
def test_tokens_are_legal_and_only_what_sounds_is_held(config):
    takes = _drawn(_model(config), _nothing(config), 200, 4, Sampling(temperature=50.0, top_p=1.0))
    assert any((take == HOLD).any() for take in takes)
    for take in takes:
        assert (take >= 0).all()
        assert (take < config.vocabulary).all()
        before = np.vstack([np.full((1, take.shape[1]), REST), take[:-1]])
        assert not ((take == HOLD) & (before == REST)).any()


def test_a_note_from_before_can_be_held_on():
    model = _model()
    with torch.no_grad():
        for speak in model.speak:
            speak.bias[HOLD] += 1000
    before = np.array([[FIRST_PITCH, REST, FIRST_PITCH, REST], [HOLD, REST, FIRST_PITCH + 1, FIRST_PITCH]])
    (take,) = _drawn(model, before, 4)
    assert (take[:, [0, 2, 3]] == HOLD).all()
    assert take[0, 1] != HOLD


def test_given_tokens_stay_and_the_later_voices_and_rows_know_them():
    model, before = _model(), _rows(SMALL, 12)
    given = np.full((16, 4), DRAWN)
    given[:, 1] = _rows(SMALL, 16, seed=1)[:, 1]
    changed = given.copy()
    changed[5, 1] = (changed[5, 1] + 1) % SMALL.vocabulary[1]
    cold = Sampling(temperature=1e-3)
    (one,), (other,) = (_drawn(model, before, 16, given=tokens, sampling=cold) for tokens in (given, changed))
    assert np.array_equal(one[:, 1], given[:, 1])
    assert np.array_equal(other[:, 1], changed[:, 1])
    assert np.array_equal(one[:5], other[:5])
    assert one[5, 0] == other[5, 0]
    assert not np.array_equal(one[5:, [2, 3]], other[5:, [2, 3]])
    assert not np.array_equal(one[6:, 0], other[6:, 0])


def test_reading_what_it_drew_it_goes_on_as_if_it_had_not_stopped():
    model, cold = _model(), Sampling(temperature=1e-6)
    (whole,) = _drawn(model, _nothing(SMALL), 90, sampling=cold)
    (rest,) = _drawn(model, whole[:70], 20, sampling=cold)
    assert np.array_equal(rest, whole[70:])


def test_a_take_ends_with_the_song_and_only_if_it_may():
    model = _model()
    end = SMALL.vocabulary[0]
    takes = _drawn(model, _nothing(SMALL), 300, 8, Sampling(temperature=2.0, top_p=1.0), may_end=True)
    assert min(map(len, takes)) < 300
    assert all((take[:, 0] < end).all() for take in takes)
    unending = _drawn(model, _nothing(SMALL), 300, 8, Sampling(temperature=2.0, top_p=1.0))
    assert all(len(take) == 300 and (take[:, 0] < end).all() for take in unending)


def test_where_all_takes_have_ended_no_more_is_drawn():
    model = _model()
    with torch.no_grad():
        model.speak[0].bias[-1] += 1000
    done = []
    takes = _drawn(model, _rows(SMALL, 3), 50, 2, may_end=True, progress=done.append)
    assert [len(take) for take in takes] == [0, 0]
    assert done == [0, 0, 0, 1]


def test_progress_counts_rows_and_can_end_the_drawing():
    done = []

    def stop_at_five(row):
        done.append(row)
        if row == 5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        _drawn(_model(), _rows(SMALL, 2), 9, progress=stop_at_five)
    assert done == [0, 0, 1, 2, 3, 4, 5]


def test_a_song_begins_with_a_note_and_the_takes_that_did_are_as_they_were():
    model = _model()
    with torch.no_grad():
        for speak in model.speak:
            speak.bias[REST] += 9
    takes = 40
    begun = np.array(_drawn(model, _nothing(SMALL), 3, takes))
    assert (begun[:, 0] != REST).any(axis=1).all()
    # After a row of rests everything is drawn as it comes.
    free = np.array(_drawn(model, np.zeros((1, 4), np.int64), 3, takes))
    assert (free[:, 0] == REST).all(axis=1).mean() > 0.2
    few = _drawn(model, _nothing(SMALL), 3, 2)
    assert (few == begun[:2]).all()


def test_one_kernel_serves_all():
    for config in KINDS:
        columns = np.asfortranarray(_rows(config, 3))
        options = {"sampling": Sampling(temperature=1, top_p=1), "may_end": True, "first_row": 700}
        _drawn(_model(config), columns, 4, 5, given=np.asfortranarray(_rows(config, 4)), **options)
    assert len(draw_row.signatures) == 1


def test_a_song_that_may_not_end_begins_anew():
    model = _model()
    with torch.no_grad():
        # Nothing is wanted but rests and, more than they, the end.
        for voice in range(len(SMALL.voices)):
            model.speak[voice].weight.zero_()
            model.speak[voice].bias[:] = -30.0
            model.speak[voice].bias[REST] = 0.0
            model.repeat[voice].weight.zero_()
            model.repeat[voice].bias.zero_()
        model.speak[0].bias[-1] = 1.0
    takes = np.array(_drawn(model, np.zeros((1, 4), np.int64), 60, 20))
    share = (takes[..., 0] >= FIRST_PITCH).mean()
    assert share == pytest.approx(np.e / (1 + np.e), abs=0.05)
    assert (takes[..., 1:] == REST).all()
    assert len(np.unique(takes[..., 0])) > SMALL.vocabulary[0] / 2


def test_an_end_that_is_more_than_sure_leaves_every_onset_possible():
    model = _model()
    with torch.no_grad():
        model.speak[0].bias[-1] = 1e5
    takes = np.array(_drawn(model, np.zeros((1, 4), np.int64), 5, 4))
    assert (takes[..., 0] >= FIRST_PITCH).all()
    assert (takes[..., 0] < SMALL.vocabulary[0]).all()
