from dataclasses import replace

import numpy as np
import pytest
from support.tunes import plain_tune

from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.codec import tokens_of
from nes_composer.models.novelty import TrainingIndex
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, Score
from train.beauty import beauty
from train.fit_error import FitError
from train.likelihood import Likelihood
from train.starting_points import (
    LONGEST_RUN,
    TEMPOS,
    Candidate,
    Search,
    Taste,
    choose,
    items,
    most_varied,
    song_mark,
    starting_point,
    varied,
)

TUNE = plain_tune()


def lowest_melody(scores, least):
    """Made-up beauty: the lower P1 is, the nicer."""
    tunes = [score.pitch[score.onset[:, P1], P1] for score in scores]
    return np.array([1 - float(tune.mean()) / 128 if len(tune) else 0.0 for tune in tunes])


@pytest.fixture(scope="module")
def search(tiny_checkpoint):
    loaded = checkpoints.load(tiny_checkpoint, "vae")
    return Search(loaded.model, loaded.axes, lowest_melody)


@pytest.fixture(scope="module")
def tiny_likelihood(tmp_path_factory):
    from support.checkpoints import save_tiny_lstm

    path = tmp_path_factory.mktemp("lstm") / "tiny.safetensors"
    save_tiny_lstm(path)
    return Likelihood(checkpoints.load(path, "lstm").model)


def test_the_same_seeds_draw_the_same_points(search):
    one, two = search.drawn(range(6)), search.drawn([5, 3])
    assert np.array_equal(one[5].z, two[0].z)
    assert one[3].score == two[1].score
    assert one[3].mark == lowest_melody([one[3].score], 0.0)[0]
    assert len({candidate.mark for candidate in one}) > 1


def test_what_is_grown_is_nicer_and_what_its_rounded_point_decodes_to(search):
    start = search.drawn(range(4))
    grown = [search.grown(candidate) for candidate in start]
    assert sum(after.mark for after in grown) > sum(before.mark for before in start)
    assert all(after.mark > before.mark - 0.02 for before, after in zip(start, grown, strict=True))
    assert np.array_equal(grown[0].z, np.round(grown[0].z.astype(float), 2).astype(np.float32))
    assert search.scores([grown[0].z])[0] == grown[0].score
    assert search.grown(start[0]).score == grown[0].score


def test_the_best_comes_first_then_what_is_good_and_far():
    marks = np.array([0.9, 0.89, 0.8, 0.1])
    places = np.array([[0.0], [0.1], [5.0], [9.0]])
    assert choose(marks, places, [(number,) for number in range(4)], 3) == [0, 2, 1]


def test_of_a_group_one_is_chosen():
    marks = np.array([0.9, 0.9, 0.5])
    assert choose(marks, np.array([[0.0], [9.0], [1.0]]), [(7,), (7,), (8,)], 3) == [0, 2]


def test_few_are_called_the_same():
    marks = np.array([0.9, 0.8, 0.8, 0.8])
    places = np.array([[0.0], [9.0], [8.0], [1.0]])
    labels = [(1, "slow"), (2, "slow"), (3, "slow"), (4, "fast")]
    assert choose(marks, places, labels, 4, most=2) == [0, 1, 3]
    assert choose(marks, places, labels, 4, most=1) == [0, 3]


def test_no_more_are_chosen_than_there_are():
    assert choose(np.array([0.5]), np.array([[1.0]]), [(1,)], 24) == [0]


def test_what_differs_counts_alike_in_whatever_unit():
    random = np.random.default_rng(1)
    marks, places = random.uniform(0.5, 1, 30), random.standard_normal((30, 3))
    labels = [(number,) for number in range(30)]
    assert choose(marks, places, labels, 8) == choose(marks, places * [1, 1000, 1e-3] + 5, labels, 8)


def test_what_is_drawn_is_varied_and_has_tunes(search):
    drawn = search.drawn(range(8))
    silent = replace(drawn[0], seed=99, score=Score.silent(64), mark=1.0)
    found = varied([silent, *drawn], 3)
    assert len({candidate.seed for candidate in found} - {99}) == 3
    with pytest.raises(FitError, match="no tune"):
        varied([silent], 3)


def test_great_faults_are_left_out_and_so_is_a_blur(tiny_likelihood):
    index = TrainingIndex.of([])
    leaping = draw(TUNE, [Note(P1, row, 1, 40 + 60 * (row // 4 % 2)) for row in range(0, 64, 4)])
    fine, faulty = (
        Candidate(seed, "", np.zeros(8, np.float32), score, 0.9) for seed, score in enumerate((TUNE, leaping))
    )
    found = items([fine, faulty], tiny_likelihood, index)
    assert {item.candidate.seed for item in found} == {0}
    assert all(1.5 <= 16 / item.score.seconds <= 9 for item in found)
    with pytest.raises(FitError, match="great faults"):
        most_varied(items([faulty], tiny_likelihood, index), 3)


def test_copies_of_training_songs_are_left_out(tiny_likelihood):
    told = []
    index = TrainingIndex.of([("a song", tokens_of(TUNE.pitch, TUNE.onset))])
    copy = Candidate(1, "", np.zeros(8, np.float32), TUNE, 0.9)
    assert items([copy], tiny_likelihood, index, told.append) == []
    assert "a song" in told[0]
    other = TrainingIndex.of([("another", tokens_of(TUNE.pitch[:LONGEST_RUN], TUNE.onset[:LONGEST_RUN]))])
    found = items([copy], tiny_likelihood, other, told.append)
    assert {item.candidate.seed for item in found} == {1}
    assert {item.ticks_per_row for item in found} <= set(TEMPOS)
    assert found[0].score.ticks_per_row == pytest.approx(found[0].ticks_per_row)


def test_a_song_wants_repeats_that_are_near_and_a_bridge_that_is_not():
    theme = TUNE
    near = changed(theme, 8)
    far = changed(theme, 48)

    good = song_mark((theme, near, far, near), 1.0)
    assert good > song_mark((theme, theme, theme, theme), 1.0)
    assert good > song_mark((theme, far, near, far), 1.0)
    assert good > song_mark((theme, near, far, near), 0.9)


def test_taste_is_for_what_is_neither_ugly_nor_unlikely():
    class Likely:
        """Finds the first dull, the second fine, the third chaos."""

        def nats(self, scores, ticks):
            return np.array([0.1, 1.5, 9.0])[: len(scores)]

    dull, fine, chaos = Taste(Likely())([TUNE] * 3, 0.0)
    assert fine > dull
    assert chaos == 0.0
    assert fine == pytest.approx(beauty(TUNE))
    assert set(Taste(Likely())([TUNE] * 3, 0.999).tolist()) == {0.0}


def changed(score, rows):
    """Return the score silent in its first rows."""
    arrays = {name: getattr(score, name).copy() for name in ("pitch", "onset", "velocity", "timbre")}
    for array in arrays.values():
        array[:rows] = 0
    arrays["onset"][rows:][:1] = arrays["pitch"][rows:][:1] > 0
    return replace(score, **arrays)


def test_a_starting_point_has_all_that_it_needs(search):
    from train.starting_points import Item

    candidate = replace(search.drawn([0])[0], score=TUNE)
    point = starting_point(Item(candidate, 7, 0.5), search)
    assert point.rows.ticks_per_row == pytest.approx(7)
    assert point.key.name == "C major"
    assert len(point.z) == 8
    assert point.name
    assert 0 <= point.song_seed < 48
    assert point.rows == replace(TUNE, rows_per_second=point.rows.rows_per_second)
    assert isinstance(point.rows, Score)
