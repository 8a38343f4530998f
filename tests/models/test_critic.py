from dataclasses import replace

import numpy as np
import pytest
import torch
from support.checkpoints import save_tiny_lstm

from nes_composer import paths
from nes_composer.models import checkpoint, codec, critic
from nes_composer.models.codec import FIRST_PITCH, VOICE_SETS
from nes_composer.models.critic import Critic
from nes_composer.models.grids import GRIDS
from nes_composer.models.lstm import Lstm, LstmConfig, row_nats
from nes_composer.score.edits import draw, join, put, rows_between
from nes_composer.score.notes import Note
from nes_composer.score.score import LOWEST, NO, P1, P2, TR, Score

SMALL = LstmConfig(embedding=12, hidden=24, head=8)


def _model(config=SMALL):
    torch.manual_seed(5)
    model = Lstm(config).eval()
    with torch.no_grad():
        for weight in model.speak.parameters():
            weight.mul_(5)
    return model


@torch.inference_mode()
def _at_once(model, tokens, first_row, tempo):
    """Return the logits of all rows, and −log p of their tokens [rows, voices], in one call."""
    config, rows = model.config, len(tokens)
    own = torch.from_numpy(tokens[:, list(config.voices)].astype(np.int64))
    every = torch.cat([torch.tensor(config.vocabulary).repeat(config.context, 1), own])[None]
    places = (torch.arange(rows) + first_row) % config.shape.pattern_rows
    logits, _ = model(every, places[None], torch.tensor([tempo]))
    return logits, row_nats(logits, own[None], torch.ones_like(own[None], dtype=torch.bool))[0].numpy()


@pytest.mark.parametrize("arch", ["chained", "independent"])
@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("voices", VOICE_SETS.values())
def test_nats_are_those_of_the_model_in_pieces_as_at_once(melody, monkeypatch, arch, grid, voices):
    monkeypatch.setattr(critic, "_PIECE", 37)
    model = _model(replace(SMALL, arch=arch, grid=grid, voices=voices))
    rate = GRIDS[grid].rows_per_second or 8.6
    score = replace(join([melody.score] * 3), rows_per_second=rate)
    nats = Critic(model).nats(score, first_row=700)
    _, expected = _at_once(model, codec.encode(score), 700, GRIDS[grid].ticks_per_row(rate))
    assert nats.dtype == np.float32
    assert nats[:, list(voices)] == pytest.approx(expected, abs=1e-4)
    assert not nats[:, [voice for voice in range(4) if voice not in voices]].any()


def test_nothing_surprises_nobody_and_the_place_in_the_song_matters(melody):
    judge = Critic(_model())
    assert judge.nats(Score.silent(0)).shape == (0, 4)
    assert not np.allclose(judge.nats(melody.score, 5), judge.nats(melody.score))
    assert np.array_equal(judge.nats(melody.score, 64), judge.nats(melody.score))


def test_the_total_of_each_of_several_songs_is_that_of_the_song_alone(melody, monkeypatch):
    monkeypatch.setattr(critic, "_PIECE", 23)
    judge, other = Critic(_model()), draw(Score.silent(len(melody.score)), [Note(P1, 8, 4, 60)])
    tempo = critic.ticks_per_row(SMALL.shape, melody.score.rows_per_second)
    alone = [float(judge.nats(score).sum(dtype=np.float64)) for score in (melody.score, other)]
    other = replace(other, rows_per_second=20.0)  # the tempo is the one that is told
    assert judge.totals([melody.score, other], tempo) == pytest.approx(alone, rel=1e-5)
    assert judge.totals([other], tempo)[0] != pytest.approx(float(judge.totals([other], tempo + 3)[0]), rel=1e-5)


def test_judging_is_told_of_by_the_piece_and_can_be_ended(melody, monkeypatch):
    monkeypatch.setattr(critic, "_PIECE", 16)
    told = []

    def progress():
        told.append(1)
        if len(told) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        Critic(_model()).nats(melody.score, progress=progress)
    assert len(told) == 3


@pytest.mark.parametrize("arch", ["chained", "independent"])
@pytest.mark.parametrize("voice", [P1, P2, TR, NO])
def test_the_likeliest_notes_are_the_models_given_that_one_starts(melody, arch, voice):
    model, row = _model(replace(SMALL, arch=arch)), 20
    score = melody.score
    choices = Critic(model).likeliest(score, row, voice, 200)
    logits, _ = _at_once(model, codec.encode(score), 0, round(score.ticks_per_row))
    odds = np.exp(logits[voice][0, row, FIRST_PITCH : SMALL.vocabulary[voice]].double().numpy())
    expected = dict(enumerate((odds / odds.sum()).tolist(), int(LOWEST[voice])))
    assert dict(choices) == pytest.approx(expected, rel=1e-4)
    assert sum(chance for _, chance in choices) == pytest.approx(1)
    chances = [chance for _, chance in choices]
    assert chances == sorted(chances, reverse=True)
    assert Critic(model).likeliest(score, row, voice, 5) == choices[:5]


def test_the_likeliest_notes_hang_on_what_is_before_the_cell_and_on_nothing_after_it(melody):
    judge, row = Critic(_model()), 20
    usual = judge.likeliest(melody.score, row, P2, 5)
    for note, matters in (
        (Note(P1, row, 1, 50), True),
        (Note(TR, row - 1, 1, 30), True),
        (Note(P2, row, 1, 50), False),
        (Note(TR, row, 1, 30), False),
        (Note(P1, row + 1, 1, 50), False),
    ):
        assert (judge.likeliest(draw(melody.score, [note]), row, P2, 5) != usual) is matters


def test_of_a_long_song_only_what_is_near_is_read(melody, monkeypatch):
    monkeypatch.setattr(critic, "MEMORY", 20)
    judge, song = Critic(_model()), join([melody.score] * 5)
    far, near = (put(song, row, Score.silent(4)) for row in (268, 284))
    assert judge.likeliest(far, 300, P1, 5) == judge.likeliest(song, 300, P1, 5)
    assert judge.likeliest(near, 300, P1, 5) != judge.likeliest(song, 300, P1, 5)


@pytest.mark.parametrize(("row", "voice"), [(64, P1), (-1, P1), (3, TR)])
def test_a_cell_that_is_not_there_is_refused(melody, row, voice):
    with pytest.raises(ValueError, match="this model has nothing to say of it"):
        Critic(_model(replace(SMALL, voices=(P1,)))).likeliest(melody.score, row, voice, 5)


def test_another_grid_is_refused(melody):
    judge = Critic(_model(replace(SMALL, grid="24hz")))
    with pytest.raises(ValueError, match="24 rows per second, not on"):
        judge.nats(melody.score)
    with pytest.raises(ValueError, match="24 rows per second, not on"):
        judge.likeliest(melody.score, 3, P1, 5)


@pytest.mark.parametrize("known", [0, 50])
@pytest.mark.parametrize("voices", VOICE_SETS.values())
def test_a_return_is_as_likely_as_the_model_finds_it_after_a_take(melody, monkeypatch, known, voices):
    monkeypatch.setattr(critic, "_PIECE", 23)
    model, tempo = _model(replace(SMALL, voices=voices)), 6
    before, after = codec.encode(melody.score)[:known], codec.encode(melody.score)[:32]
    takes = np.random.default_rng(1).integers(0, codec.VOCABULARY, (3, 40, 4))
    found = Critic(model).returns(before, takes, after, first_row=9, tempo=tempo, progress=lambda: None)
    for take, value in zip(takes, found.tolist(), strict=True):
        _, nats = _at_once(model, np.vstack([before, take, after]), 9, tempo)
        assert value == pytest.approx(-nats[known + 40 :].sum(), rel=1e-4)


def test_the_shipped_model_is_less_surprised_by_a_bar_that_comes_again_than_by_one_of_chance(melody):
    if not paths.default_lstm().is_file():
        pytest.skip("no LSTM is shipped here")
    model = checkpoint.load(paths.default_lstm(), "lstm").model
    bars = join([rows_between(melody.score, 0, 16)] * 6)
    random = np.random.default_rng(3)
    notes = [Note(voice, row, 1, int(random.integers(50, 90))) for voice in (P1, P2, TR) for row in range(80, 96, 2)]
    notes += [Note(NO, row, 1, int(random.integers(1, 17))) for row in range(80, 96)]
    again, chance = (Critic(model).nats(score)[80:].sum() for score in (bars, draw(bars, notes)))
    assert again < chance / 3


def test_a_saved_model_is_judged_with_as_it_is_used(tmp_path, melody):
    save_tiny_lstm(tmp_path / "tiny.safetensors")
    first, second = (checkpoint.load(tmp_path / "tiny.safetensors").model for _ in range(2))
    # No dropout: the same again.
    assert np.array_equal(Critic(first).nats(melody.score), Critic(second).nats(melody.score))
