import os
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace

import numpy as np
import pytest
import torch
from support.module_loop import row_features, voice_logits

from nes_composer.models import drawing
from nes_composer.models.codec import FIRST_PITCH, HOLD, REST, VOICE_SETS
from nes_composer.models.drawing import DRAWN, TokenDrawer
from nes_composer.models.grids import GRIDS
from nes_composer.models.lstm import Lstm, LstmConfig
from nes_composer.models.lstm_kernel import draw_row
from nes_composer.models.lstm_weights import fused, rounded
from nes_composer.models.sampling import Sampling
from nes_composer.score.keys import SCALES, Key
from nes_composer.score.score import LOWEST, NO

SMALL = LstmConfig(embedding=12, hidden=24, head=8)
KINDS = [
    replace(SMALL, arch=arch, grid=grid, voices=voices)
    for arch in ("chained", "independent")
    for grid in GRIDS
    for voices in VOICE_SETS.values()
]
FREE = Sampling(temperature=1.0, top_p=1.0)
TEMPO = 7
ENDLESS = 200_000
"""Rows that nobody waits for."""


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
    options = {"first_row": 0, "tempo": TEMPO, "may_end": False, "progress": lambda _, __: None} | keywords
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
    allowed = np.ones((voices, max(config.choices)), np.bool_)
    uniforms = np.random.default_rng(1).random((rows, takes, voices, 2))
    places = np.arange(700, 700 + rows) % config.shape.pattern_rows
    for row, place in enumerate(places.tolist()):
        at = context + row
        draw_row(
            *(weights, hidden, cell, sounding, tokens, at, place, TEMPO, undecided),
            *(1.0, 1.0, True, allowed, uniforms[row], logits[row]),
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


def _in_key(key, voice, notes):
    """Return which notes, counted from the lowest of a voice, are in a key."""
    return np.array([(note + int(LOWEST[voice])) % 12 in key.pitch_classes for note in notes.tolist()])


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
            if sampling.key is not None and voice != NO:
                onsets = odds[FIRST_PITCH : config.vocabulary[voice]]
                allowed = _in_key(sampling.key, voice, np.arange(len(onsets)))
                onsets[allowed] += np.logaddexp.reduce(onsets) - np.logaddexp.reduce(onsets[allowed])
                onsets[~allowed] = -np.inf
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


@pytest.mark.parametrize("key", [None, Key(1, "blues")])
@pytest.mark.parametrize("config", KINDS)
def test_the_tokens_are_those_of_a_plain_loop(config, key):
    sampling = Sampling(temperature=1.2, top_p=0.9, seed=4, key=key)
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


@pytest.fixture
def rows_drawn(monkeypatch):
    """A list that grows by each row that is read or drawn."""
    rows = []

    def counted(*arguments):
        rows.append(arguments[5])
        draw_row(*arguments)

    monkeypatch.setattr(drawing, "draw_row", counted)
    return rows


def test_where_all_takes_have_ended_no_more_is_drawn(rows_drawn):
    model = _model()
    with torch.no_grad():
        model.speak[0].bias[-1] += 1000
    takes = _drawn(model, _rows(SMALL, 3), 50, 2, may_end=True)
    assert [len(take) for take in takes] == [0, 0]
    assert len(rows_drawn) == 2 * 4


def test_the_rows_so_far_are_those_of_the_takes_and_what_progress_raises_ends_the_drawing(rows_drawn):
    seen = []

    def stop(rows, takes):
        seen.append((rows, [take.copy() for take in takes]))
        if rows > 300:
            raise InterruptedError

    drawer, before = TokenDrawer(_model()), _rows(SMALL, 5)
    options = {"first_row": 0, "tempo": TEMPO, "may_end": False}
    with pytest.raises(InterruptedError):
        drawer.draw(before, np.full((ENDLESS, 4), DRAWN), 3, FREE, progress=stop, **options)
    rows, takes = seen[-1]
    assert rows > 300
    whole = drawer.draw(before, np.full((rows, 4), DRAWN), 3, FREE, progress=lambda *_: None, **options)
    assert all(np.array_equal(one, other) for one, other in zip(takes, whole, strict=True))
    for earlier, part in seen:
        assert all(np.array_equal(one, other[:earlier]) for one, other in zip(part, takes, strict=True))
    # The same two workers drew the second time: they had left off.
    assert len(rows_drawn) < ENDLESS


@pytest.mark.parametrize("ending", [0, 1])
def test_progress_is_told_and_heard_when_the_takes_of_either_worker_have_ended(monkeypatch, ending):
    marked, ended, told = np.random.default_rng([FREE.seed, ending]).random(), [], threading.Event()

    def draw_one(*arguments):
        draw_row(*arguments)
        tokens, row, uniforms = arguments[4], arguments[5], arguments[13]
        if uniforms[0, 0, 0] == marked:
            tokens[:, row, 0] = SMALL.vocabulary[0]
            ended.append(row)
        elif row == SMALL.context + 3:
            # Nothing but progress lets the other worker go on.
            assert told.wait(60)

    def progress(rows, takes):
        if ended and rows == 3:
            assert [len(take) for take in takes] == ([0, 3] if ending == 0 else [3, 0])
            told.set()

    monkeypatch.setattr(drawing, "draw_row", draw_one)
    takes = _drawn(_model(), np.zeros((0, 4), np.int64), 9, 2, may_end=True, progress=progress)
    assert told.is_set()
    assert [len(take) for take in takes] == ([0, 9] if ending == 0 else [9, 0])


def test_what_a_worker_raises_ends_the_drawing_at_once(monkeypatch):
    def fail_at_ten(*arguments):
        draw_row(*arguments)
        if arguments[5] == SMALL.context + 10:
            raise ArithmeticError

    monkeypatch.setattr(drawing, "draw_row", fail_at_ten)
    with pytest.raises(ArithmeticError):
        _drawn(_model(), _nothing(SMALL), ENDLESS, 2)


@pytest.mark.skipif(sys.platform != "linux", reason="priorities of threads are Linux's")
def test_workers_let_the_other_threads_go_first():
    own = os.getpriority(os.PRIO_PROCESS, 0)

    def ask():
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert TokenDrawer(_model())._workers.submit(ask).result() == 19
    assert os.getpriority(os.PRIO_PROCESS, 0) == own


@pytest.mark.parametrize("workers", [1, 3])
def test_takes_do_not_depend_on_how_many_workers_draw_them(monkeypatch, workers):
    model, before = _model(), _rows(SMALL, 20)
    usual = _drawn(model, before, 30, 5)
    monkeypatch.setattr(drawing, "_WORKERS", workers)
    other = _drawn(model, before, 30, 5)
    assert all(np.array_equal(one, another) for one, another in zip(usual, other, strict=True))


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("root", range(12))
def test_every_note_that_is_drawn_is_in_the_key_but_for_the_noise(scale, root):
    key = Key(root, scale)
    wild = Sampling(temperature=20.0, top_p=1.0, seed=root, key=key)
    takes = np.array(_drawn(_model(), _rows(SMALL, 4), 60, 4, wild)).reshape(-1, 4)
    for voice in range(NO):
        notes = takes[:, voice][takes[:, voice] >= FIRST_PITCH] - FIRST_PITCH
        assert _in_key(key, voice, notes).all()
        assert {(note + int(LOWEST[voice])) % 12 for note in notes.tolist()} == key.pitch_classes
    assert len(np.unique(takes[:, NO])) > 12
    again = np.array(_drawn(_model(), _rows(SMALL, 4), 60, 4, wild)).reshape(-1, 4)
    assert np.array_equal(takes, again)


def test_notes_that_are_given_or_held_on_stay_out_of_the_key():
    model = _model()
    with torch.no_grad():
        model.speak[2].bias[HOLD] += 1000
    strange = FIRST_PITCH + 1
    before = np.full((1, 4), strange)
    given = np.full((8, 4), DRAWN)
    given[:, 0] = strange
    key = Key(0, "major pentatonic")
    assert not _in_key(key, 0, np.array([1])).any()
    (take,) = _drawn(model, before, 8, given=given, sampling=replace(FREE, key=key))
    assert (take[:, 0] == strange).all()
    assert (take[:, 2] == HOLD).all()


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


def test_who_is_prepared_compiles_nothing_when_it_draws():
    code = f"""
        import numpy as np
        from nes_composer.models.drawing import DRAWN, TokenDrawer
        from nes_composer.models.lstm import Lstm, LstmConfig
        from nes_composer.models.lstm_kernel import draw_row
        from nes_composer.models.sampling import Sampling
        drawer = TokenDrawer(Lstm(LstmConfig(embedding=12, hidden=24, head=8)))
        drawer.prepare()
        prepared = draw_row.signatures
        rows = np.full((9, 4), DRAWN)
        drawer.draw(rows[:0], rows, 5, Sampling(), first_row=3, tempo={TEMPO}, may_end=True, progress=print)
        assert len(prepared) == 1 and draw_row.signatures == prepared
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True)


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
