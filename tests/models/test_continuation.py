from dataclasses import replace

import numpy as np
import pytest
import torch
from support.checkpoints import save_tiny_lstm

from nes_composer.models import codec, continuation, drawing
from nes_composer.models.checkpoint import CheckpointError, load, save
from nes_composer.models.codec import DECODED_TIMBRE, DECODED_VELOCITY, HOLD
from nes_composer.models.continuation import Cancelled, Continuer
from nes_composer.models.lstm import row_nats
from nes_composer.models.sampling import Sampling
from nes_composer.models.take import joined
from nes_composer.score.edits import draw, join, rows_between
from nes_composer.score.keys import Key
from nes_composer.score.notes import Note, note_table
from nes_composer.score.score import NO, P1, P2, TR, Score

FREE = Sampling(temperature=1.0, top_p=1.0)
ENDLESS = 200_000
"""Rows that nobody waits for."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lstm")


@pytest.fixture(scope="module")
def continuer(folder):
    save_tiny_lstm(folder / "tiny.safetensors")
    return Continuer(folder / "tiny.safetensors")


@pytest.fixture(scope="module")
def holder(folder):
    """A model that holds on whatever sounds, and ends no song."""
    save_tiny_lstm(folder / "tiny.safetensors")
    checkpoint = load(folder / "tiny.safetensors")
    with torch.no_grad():
        for speak in checkpoint.model.speak:
            speak.bias[HOLD] += 1000
    save(folder / "holder.safetensors", checkpoint)
    return Continuer(folder / "holder.safetensors")


def test_takes_are_scores_at_the_tempo_and_metre_of_what_goes_before(continuer, melody):
    before = replace(melody.score, rows_per_second=8.5, beats_per_bar=3)
    takes = continuer.continue_rows(before, 24, 3, FREE)
    for take in takes:
        assert len(take.rows) == 24
        assert (take.rows.rows_per_second, take.rows.beats_per_bar) == (8.5, 3)
        assert np.array_equal(joined(before, take).pitch[:64], before.pitch)
    assert takes[0] != takes[1] != takes[2]
    assert takes[:2] == continuer.continue_rows(before, 24, 2, FREE)


def test_a_song_from_nothing_has_the_loudness_of_a_typical_one(continuer):
    (take,) = continuer.continue_rows(Score.silent(0, 9.0), 64, 1, FREE)
    assert (len(take.rows), take.rows.rows_per_second) == (64, 9.0)
    assert take.held == (False,) * 4
    for voice in (P1, P2, TR, NO):
        sounding = take.rows.sounding[:, voice]
        assert sounding.any()
        assert (take.rows.velocity[sounding, voice] == DECODED_VELOCITY[voice]).all()
        assert (take.rows.timbre[sounding, voice] == DECODED_TIMBRE[voice]).all()


def test_notes_that_sound_are_held_on_as_they_were(holder):
    before = draw(Score.silent(8), [Note(P1, 2, 3, 60, 12, 2), Note(P1, 6, 2, 64, 5, 3), Note(TR, 7, 1, 40)])
    (take,) = holder.continue_rows(before, 10, 1, FREE, voices=(P1, TR))
    assert take.held == (True, False, True, False)
    score = joined(before, take)
    assert note_table(score, P1)[["start", "length"]].tolist() == [(2, 3), (6, 12)]
    assert note_table(score, TR)[["start", "length"]].tolist() == [(7, 11)]
    assert (score.velocity[6:, P1] == 5).all()
    assert (score.timbre[6:, P1] == 3).all()


def test_new_notes_are_as_loud_as_most_before(continuer):
    notes = [Note(P1, 2 * i, 1, 60, velocity, duty) for i, (velocity, duty) in enumerate([(3, 0), (7, 1), (7, 1)])]
    before = draw(Score.silent(8), notes)
    (take,) = continuer.continue_rows(before, 64, 1, FREE)
    sounding = take.rows.sounding[:, P1]
    assert sounding.any()
    assert (take.rows.velocity[sounding, P1] == 7).all()
    assert (take.rows.timbre[sounding, P1] == 1).all()
    sounding = take.rows.sounding[:, P2]
    assert (take.rows.velocity[sounding, P2] == DECODED_VELOCITY[P2]).all()


def test_what_is_not_drawn_is_taken_over_as_it_is_and_known(continuer, melody):
    conditions = rows_between(melody.score, 0, 32)
    cold = Sampling(temperature=1e-3)
    (take,) = continuer.continue_rows(melody.score, 32, 1, cold, voices=(P2, NO), conditions=conditions)
    for name in ("pitch", "onset", "velocity", "timbre"):
        assert np.array_equal(getattr(take.rows, name)[:, [P1, TR]], getattr(conditions, name)[:, [P1, TR]])
    assert not np.array_equal(take.rows.pitch[:, P2], conditions.pitch[:, P2])
    (without,) = continuer.continue_rows(melody.score, 32, 1, cold, voices=(P2, NO))
    assert not without.rows.sounding[:, [P1, TR]].any()
    assert not np.array_equal(without.rows.pitch[:, [P2, NO]], take.rows.pitch[:, [P2, NO]])


def test_a_model_of_one_voice_leaves_the_others_to_the_conditions(folder, melody):
    save_tiny_lstm(folder / "p1.safetensors", "p1")
    continuer = Continuer(folder / "p1.safetensors")
    assert continuer.voices == (P1,)
    (take,) = continuer.continue_rows(melody.score, 64, 1, FREE, conditions=melody.score)
    assert np.array_equal(take.rows.pitch[:, P2:], melody.score.pitch[:, P2:])
    with pytest.raises(ValueError, match="this model is about P1"):
        continuer.continue_rows(melody.score, 8, 1, FREE, voices=(P2,))


def test_the_place_in_the_song_matters(continuer, melody):
    cold = Sampling(temperature=1e-3)
    one, other, a_pattern_on = (continuer.continue_rows(melody.score, 32, 1, cold, first_row=row) for row in (0, 5, 64))
    assert one != other
    assert one == a_pattern_on


def test_of_a_long_song_only_the_end_is_read(continuer, melody, monkeypatch):
    monkeypatch.setattr(continuation, "MEMORY", 100)
    song = join([melody.score] * 4)
    (take,) = continuer.continue_rows(song, 16, 1, FREE)
    (short,) = continuer.continue_rows(rows_between(song, 156, 256), 16, 1, FREE, first_row=156)
    assert np.array_equal(take.rows.pitch, short.rows.pitch)


def test_it_can_be_cancelled_and_the_takes_so_far_are_the_first_rows_of_them(continuer, melody):
    told = []

    def progress(rows, takes):
        told.append((rows, takes))
        return rows == 0

    with pytest.raises(Cancelled):
        continuer.continue_rows(melody.score, ENDLESS, 2, FREE, voices=(P1, TR), progress=progress)
    rows, takes = told[-1]
    given = Score.silent(rows, melody.score.rows_per_second)
    assert takes == continuer.continue_rows(melody.score, rows, 2, FREE, voices=(P1, TR), conditions=given)
    assert all(not takes for rows, takes in told[:-1])


@pytest.fixture
def hole(melody):
    """What goes before a hole of 24 rows, and what follows it."""
    song = join([melody.score] * 2)
    return rows_between(song, 0, 50), rows_between(song, 74, 128)


@torch.inference_mode()
def _returns(path, before, take, after):
    """Return log p of the first two bars after a take, by the module in one call."""
    model = load(path).model
    config = model.config
    tokens = [codec.encode(score).astype(np.int64) for score in (joined(before, take), rows_between(after, 0, 32))]
    own = torch.from_numpy(np.vstack(tokens))
    every = torch.cat([torch.tensor(config.vocabulary).repeat(config.context, 1), own])[None]
    places, tempo = torch.arange(len(own)) % 64, torch.tensor([round(before.ticks_per_row)])
    logits, _ = model(every, places[None], tempo)
    return -float(row_nats(logits, own[None], torch.ones_like(own[None], dtype=torch.bool))[0, -32:].sum())


def test_a_hole_gets_the_takes_that_lead_best_to_what_follows_best_first(folder, continuer, hole):
    before, after = hole
    wanted, drawn = 3, 3 * 4
    takes = continuer.continue_rows(before, 24, wanted, FREE, after=after)
    every = continuer.continue_rows(before, 24, drawn, FREE)
    ranked = sorted(every, key=lambda take: -_returns(folder / "tiny.safetensors", before, take, after))
    assert takes == ranked[:wanted]
    assert takes != every[:wanted]
    assert (
        continuer.continue_rows(before, 24, 1, FREE, after=after)
        == sorted(every[:8], key=lambda take: -_returns(folder / "tiny.safetensors", before, take, after))[:1]
    )


def test_takes_for_a_hole_are_the_same_again_however_many_workers_draw_them(continuer, hole, monkeypatch):
    before, after = hole
    takes = continuer.continue_rows(before, 24, 3, FREE, after=after)
    for workers in (1, 2, 3):
        monkeypatch.setattr(drawing, "_WORKERS", workers)
        assert continuer.continue_rows(before, 24, 3, FREE, after=after) == takes
    assert continuer.continue_rows(before, 24, 3, replace(FREE, seed=1), after=after) != takes


def test_another_return_is_another_choice_and_none_is_none(continuer, hole):
    before, after = hole
    usual = continuer.continue_rows(before, 24, 2, FREE)
    takes = [continuer.continue_rows(before, 24, 2, FREE, after=rows_between(after, row, row + 32)) for row in (0, 9)]
    assert takes[0] != takes[1]
    assert continuer.continue_rows(before, 24, 2, FREE, after=rows_between(after, 0, 0)) == usual


def test_choosing_takes_for_a_hole_can_be_cancelled(continuer, hole):
    before, after = hole
    told = []

    def progress(rows, takes):
        told.append((rows, len(takes)))
        return rows < 24

    with pytest.raises(Cancelled):
        continuer.continue_rows(before, 24, 2, FREE, after=after, progress=progress)
    assert told[-1] == (24, 2)


def test_only_notes_of_the_key_start_and_what_sounds_is_held_on_whatever_it_is(continuer, holder, melody):
    key = Key(1, "major pentatonic")
    (take,) = continuer.continue_rows(melody.score, 64, 1, replace(FREE, key=key))
    for voice in (P1, P2, TR):
        onset = take.rows.onset[:, voice].copy()
        onset[0] &= not take.held[voice]
        assert onset.any()
        assert set((take.rows.pitch[onset, voice] % 12).tolist()) <= key.pitch_classes
    before = draw(Score.silent(8), [Note(P1, 6, 2, 60)])
    (take,) = holder.continue_rows(before, 10, 1, replace(FREE, key=key))
    assert take.held[P1]
    assert (take.rows.pitch[:, P1] == 60).all()


def test_a_take_can_end_with_the_song(folder, continuer, melody):
    checkpoint = load(folder / "tiny.safetensors")
    with torch.no_grad():
        checkpoint.model.speak[0].bias[-1] += 1000
    save(folder / "ending.safetensors", checkpoint)
    ending = Continuer(folder / "ending.safetensors")
    (take,) = ending.continue_rows(melody.score, 16, 1, FREE, end=True, conditions=rows_between(melody.score, 0, 16))
    assert (len(take.rows), take.held) == (0, (False,) * 4)
    assert len(ending.continue_rows(melody.score, 16, 1, FREE)[0].rows) == 16


def test_frames_have_one_rate(folder):
    save_tiny_lstm(folder / "frames.safetensors", grid="24hz")
    continuer = Continuer(folder / "frames.safetensors")
    assert continuer.continue_rows(Score.silent(0, 24.0), 8, 1, FREE)[0].rows.rows_per_second == 24.0
    with pytest.raises(ValueError, match="24 rows per second, not on 9"):
        continuer.continue_rows(Score.silent(0, 9.0), 8, 1, FREE)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"rows": 0}, "one take of one row"),
        ({"takes": 0}, "one take of one row"),
        ({"voices": ()}, "this model is about P1, P2, TR, NO"),
        ({"voices": (4,)}, "this model is about"),
        ({"conditions": Score.silent(5)}, "conditions for 5 rows, where 8 are asked for"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(continuer, melody, wrong, reason):
    with pytest.raises(ValueError, match=reason):
        continuer.continue_rows(**{"before": melody.score, "rows": 8, "takes": 1, "sampling": FREE, **wrong})


def test_a_vae_continues_nothing(tiny_checkpoint):
    with pytest.raises(CheckpointError, match="of kind 'vae', expected 'lstm'"):
        Continuer(tiny_checkpoint)
