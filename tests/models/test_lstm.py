from dataclasses import replace

import numpy as np
import pytest
import torch

from nes_composer.models.codec import VOCABULARY, VOICE_SETS
from nes_composer.models.grids import GRIDS
from nes_composer.models.lstm import Lstm, LstmConfig, row_nats

SMALL = LstmConfig(embedding=12, hidden=16, head=8, dropout=0.0)
ARCHS = ("chained", "independent")
ROWS = 6


def _model(config: LstmConfig) -> Lstm:
    torch.manual_seed(0)
    return Lstm(config).eval()


def _inputs(config: LstmConfig, batch: int = 1, rows: int = ROWS) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return random tokens with their context, places and tempos."""
    random = np.random.default_rng(3)
    shape = (batch, config.context + rows, len(config.voices))
    places = (torch.arange(rows) % config.shape.pattern_rows).repeat(batch, 1)
    return torch.from_numpy(random.integers(0, config.vocabulary, shape)), places, torch.full((batch,), 6)


@pytest.mark.parametrize("arch", ARCHS)
@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("voices", VOICE_SETS.values())
def test_the_first_voice_can_also_choose_the_end(arch, grid, voices):
    config = replace(SMALL, arch=arch, grid=grid, voices=voices)
    logits, _ = _model(config)(*_inputs(config, batch=2))
    sizes = [VOCABULARY[voice] + (index == 0) for index, voice in enumerate(voices)]
    assert [tuple(voice.shape) for voice in logits] == [(2, ROWS, size) for size in sizes]


@pytest.mark.parametrize("arch", ARCHS)
def test_a_row_depends_on_rows_before_it_and_in_a_chain_on_voices_before_it(arch):
    config = replace(SMALL, arch=arch)
    model = _model(config)
    tokens, places, tempo = _inputs(config)
    before, _ = model(tokens, places, tempo)
    for voice in range(4):
        changed = tokens.clone()
        changed[0, config.context + 2, voice] = (changed[0, config.context + 2, voice] + 1) % VOCABULARY[voice]
        after, _ = model(changed, places, tempo)
        differ = torch.stack([(b != a).any(-1)[0] for b, a in zip(before, after, strict=True)], dim=1)
        assert not differ[:2].any()
        assert differ[2].tolist() == [arch == "chained" and other > voice for other in range(4)]
        assert differ[3].all()


@pytest.mark.parametrize("arch", ARCHS)
def test_row_by_row_is_the_same_as_all_at_once(arch):
    config = replace(SMALL, arch=arch)
    model = _model(config)
    tokens, places, tempo = _inputs(config, batch=2)
    together, _ = model(tokens, places, tempo)
    state = None
    for row in range(ROWS):
        alone, state = model(tokens[:, row : row + config.context + 1], places[:, row : row + 1], tempo, state)
        for voice in range(4):
            assert torch.allclose(alone[voice][:, 0], together[voice][:, row], atol=1e-5)


def test_place_and_tempo_are_told():
    model = _model(SMALL)
    tokens, places, tempo = _inputs(SMALL)
    before, _ = model(tokens, places, tempo)
    assert not torch.equal(model(tokens, places + 1, tempo)[0][0], before[0])
    assert not torch.equal(model(tokens, places, tempo + 1)[0][0], before[0])


def test_it_can_vote_for_what_was_a_bar_ago_but_not_for_what_is_before_the_start():
    model = _model(SMALL)
    for weight in model.parameters():
        torch.nn.init.zeros_(weight)
    torch.nn.init.constant_(model.repeat[1].bias[:1], 9.0)  # the first lag: a bar
    tokens, places, tempo = _inputs(SMALL)
    logits, _ = model(tokens, places, tempo)
    a_bar_ago = tokens[0, SMALL.context - 16 :][:ROWS, 1]
    assert logits[1][0].argmax(-1).tolist() == a_bar_ago.tolist()
    assert logits[0].abs().max() == 0
    tokens[:, : SMALL.context] = torch.tensor(SMALL.vocabulary)
    assert model(tokens, places, tempo)[0][1].abs().max() == 0


def test_it_learns_a_song_by_heart():
    model = _model(SMALL).train()
    tokens, places, tempo = _inputs(SMALL, rows=24)
    tokens[:, : SMALL.context] = torch.tensor(SMALL.vocabulary)
    targets = tokens[:, SMALL.context :]
    optimizer = torch.optim.Adam(model.parameters(), 2e-2)
    for _ in range(80):
        optimizer.zero_grad()
        row_nats(model(tokens, places, tempo)[0], targets, torch.ones_like(targets, dtype=torch.bool)).sum().backward()
        optimizer.step()
    chosen = torch.stack([voice.argmax(-1) for voice in model(tokens, places, tempo)[0]], dim=-1)
    assert (chosen == targets).float().mean() > 0.95


def test_even_odds_cost_the_logarithm_of_the_choices_and_only_where_it_counts():
    logits = [torch.zeros(1, 2, size) for size in SMALL.choices]
    # The token for what is before the start is none of the later voices' choices; where it does not count it may stand.
    targets = torch.tensor([[[5, 5, 5, 5], list(SMALL.vocabulary)]])
    mask = torch.tensor([[[True] * 4, [False] * 4]])
    nats = row_nats(logits, targets, mask)
    assert nats[0, 0].tolist() == pytest.approx(np.log(SMALL.choices).tolist(), rel=1e-5)
    assert nats[0, 1].tolist() == [0.0] * 4


@pytest.mark.parametrize("wrong", [{"grid": "30hz"}, {"arch": "deep"}, {"voices": ()}, {"voices": (0, 4)}])
def test_settings_that_make_no_model_are_refused(wrong):
    with pytest.raises(ValueError, match=r"not a grid|not an arch|not voices"):
        replace(SMALL, **wrong)
