import numpy as np
import pytest

from nes_composer.score.grid import Grid
from nes_composer.score.notes import note_table
from nes_composer.score.performance import Curve, Part, Performance, to_rows
from nes_composer.score.score import HIGHEST, NO, P1, TICK_RATE, TR


def _curve(*changes: tuple[float, int]) -> Curve:
    table = np.array(changes, np.float64).reshape(-1, 2)
    return Curve(table[:, 0], table[:, 1].astype(np.uint8))


def _part(notes: list[tuple[float, float, int]], volume=((0.0, 10),), timbre=((0.0, 1),), reattack=()) -> Part:
    table = np.array(notes, np.float64).reshape(-1, 3)
    return Part(
        table[:, 0],
        table[:, 1],
        table[:, 2].astype(np.uint8),
        _curve(*volume),
        _curve(*timbre),
        np.array(reattack, np.float64),
    )


SILENT = _part([], (), ())


def _tune(ticks_per_row: int, rows: list[int], offset: float = 0.0, **more) -> Performance:
    """P1 plays a note of two thirds of a row on each of `rows`."""
    notes = [(offset + r * ticks_per_row, offset + (r + 0.7) * ticks_per_row, 60 + i % 12) for i, r in enumerate(rows)]
    end = offset + (rows[-1] + 1) * ticks_per_row
    return Performance((_part(notes, **more), SILENT, SILENT, SILENT), end)


@pytest.mark.parametrize("ticks_per_row", [5, 6, 7, 9, 12])
def test_each_note_is_on_its_row(ticks_per_row):
    rows = [0, 2, 3, 6, 7, 8, 11, 14, 15, 16, 19, 22, 23, 26, 28, 29]
    score, grid, dropped = to_rows(_tune(ticks_per_row, rows, offset=1.3))
    assert grid is not None
    assert grid.ticks_per_row == pytest.approx(ticks_per_row)
    assert np.flatnonzero(score.onset[:, P1]).tolist() == rows
    assert score.ticks_per_row == pytest.approx(ticks_per_row)
    assert not dropped


def test_row_zero_is_the_row_of_the_first_onset():
    score, _, _ = to_rows(_tune(6, [5, 6, 8, 9, 11, 12]))
    assert score.onset[0, P1]


def test_24hz_keeps_the_time_of_notes():
    score, grid, _ = to_rows(_tune(6, [0, 2, 4, 5, 9]), "24hz")
    assert grid is None
    assert score.rows_per_second == 24.0
    seconds = note_table(score, P1)["start"] / 24.0
    assert seconds == pytest.approx(np.array([0, 2, 4, 5, 9]) * 6 / TICK_RATE, abs=0.5 / 24)


def test_onsets_without_a_grid_fall_on_24_rows_a_second():
    onsets = np.cumsum(np.random.default_rng(1).uniform(2.6, 30.0, 200))
    part = _part([(t, t + 2.5, 60) for t in onsets])
    score, grid, _ = to_rows(Performance((part, SILENT, SILENT, SILENT), float(onsets[-1] + 10)))
    assert grid is None
    assert score.rows_per_second == 24.0


def test_of_notes_on_one_row_the_longest_stays_and_the_others_are_counted():
    base = _tune(8, [0, 1, 2, 3, 5, 6])
    crowded = _part([(0, 1, 50), (1, 6, 52), *[(8.0 * r, 8.0 * r + 6, 60) for r in (1, 2, 3, 5, 6)]])
    score, _, dropped = to_rows(Performance((crowded, SILENT, SILENT, SILENT), base.ticks))
    assert score.pitch[0, P1] == 52
    assert dropped == {"sub-row notes": 1}


def test_pitches_beyond_the_voice_are_dropped_and_counted():
    part = _part([(6.0 * r, 6.0 * r + 4, int(HIGHEST[P1]) + (r == 2)) for r in range(8)])
    score, _, dropped = to_rows(Performance((part, SILENT, SILENT, SILENT), 48.0))
    assert dropped == {"out-of-range notes": 1}
    assert not score.sounding[2, P1]


def test_a_row_is_as_loud_as_its_loudest_moment():
    # A decay from 15 to 3 within the first row, a swell from 2 to 9 within the second.
    volume = ((0.0, 15), (2.0, 3), (8.0, 2), (11.0, 9))
    part = _part([(0.0, 8.0, 60), (8.0, 16.0, 62)], volume)
    rest = _part([(8.0 * r, 8.0 * r + 5, 60) for r in range(8)], ((0.0, 15),))
    score, _, _ = to_rows(Performance((part, SILENT, rest, SILENT), 64.0))
    assert score.velocity[:2, P1].tolist() == [15, 9]


def test_triangle_velocity_is_full_and_noise_keeps_its_mode():
    part = _part([(8.0 * r, 8.0 * r + 5, 10) for r in range(8)], ((0.0, 4),), ((0.0, 0), (31.0, 1)))
    triangle = _part([(8.0 * r, 8.0 * r + 5, 40) for r in range(8)], ((0.0, 1),), ())
    score, _, _ = to_rows(Performance((SILENT, SILENT, triangle, part), 64.0))
    assert set(score.velocity[score.sounding[:, TR], TR]) == {15}
    assert score.timbre[:, NO].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


def test_reattacks_on_rows_are_onsets_and_tremolo_is_not():
    on_rows = _part([(0.0, 64.0, 60)], reattack=[8.0, 24.0, 40.0])
    tremolo = _part([(0.0, 64.0, 60)], reattack=np.arange(1.0, 63.0, 3.0))
    beat = _part([(8.0 * r, 8.0 * r + 5, 10) for r in range(8)])
    score, grid, _ = to_rows(Performance((on_rows, tremolo, SILENT, beat), 64.0))
    assert isinstance(grid, Grid)
    assert np.flatnonzero(score.onset[:, 0]).tolist() == [0, 1, 3, 5]
    assert np.flatnonzero(score.onset[:, 1]).tolist() == [0]


def test_no_notes_give_silence():
    score, grid, dropped = to_rows(Performance((SILENT, SILENT, SILENT, SILENT), 100.0))
    assert grid is None
    assert not score.sounding.any()
    assert not dropped


def test_a_decay_row_by_row_comes_back_row_by_row():
    levels = [15, 12, 9, 7, 4, 2, 1, 1]
    # Each change a little early or late, as a driver's writes are.
    volume = [(8.0 * row + (0.3 if row % 2 else -0.3), level) for row, level in enumerate(levels)]
    part = _part([(-0.3, 64.0, 60)], volume, ((-0.3, 1),))
    beat = _part([(8.0 * r, 8.0 * r + 5, 10) for r in range(8)])
    score, _, dropped = to_rows(Performance((part, SILENT, SILENT, beat), 64.0))
    assert score.velocity[:, P1].tolist() == levels
    assert not dropped


def test_what_changes_within_rows_is_counted():
    volume = [(2.0 * i, 15 - i % 12) for i in range(32)]
    part = _part([(0.0, 64.0, 60)], volume, ((0.0, 1), (3.0, 2), (8.0, 1)))
    beat = _part([(8.0 * r, 8.0 * r + 5, 10) for r in range(8)])
    _, _, dropped = to_rows(Performance((part, SILENT, SILENT, beat), 64.0))
    assert dropped == {"volume changes within rows": 24, "timbre changes within rows": 1}


def test_silence_at_the_start_is_left_out_and_counted_in_rows():
    score, _, dropped = to_rows(_tune(6, [5, 6, 8, 9, 11, 12], offset=1.0))
    assert score.onset[0, P1]
    assert dropped == {"rows of silence at the start": 5}


def test_a_recordings_attacks_are_its_rises_within_notes():
    table = np.array([(0, 0.05, 40), (0.05, 10, 60), (12, 30, 60)])
    volume = _curve((0.0, 12), (3.0, 5), (6.0, 7), (8.0, 11), (11.0, 2), (12.0, 9), (20.0, 3), (25.0, 6))
    part = Part.heard(table[:, 0], table[:, 1], table[:, 2].astype(np.uint8), volume, _curve())
    assert part.start.tolist() == [0.05, 12.0]
    assert part.reattack.tolist() == [8.0, 25.0]
