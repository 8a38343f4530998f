"""Starting points of the stand-in for a model."""

from dataclasses import replace

import numpy as np
from support.processes import LATENT, FakeModels

from nes_composer.driver.presets import presets
from nes_composer.generation.starting_points import StartingPoint, StartingPoints
from nes_composer.score.keys import Key
from nes_composer.score.score import TICK_RATE


def starting_points(count=3, checkpoint="tiny 01"):
    """Points of a model of that name, each denser and slower than the one before."""
    models = FakeModels(lambda event: None)
    return StartingPoints(checkpoint, tuple(_point(models, number) for number in range(count)))


def _point(models, number):
    z = tuple(np.round(models.axes.moved(models.axes.mean, 0, number - 1.0), 2).tolist())
    assert len(z) == LATENT
    rows = replace(models.score_of(z), rows_per_second=TICK_RATE / (5 + number))
    pulses = [preset.instrument for preset in presets() if 0 in preset.voices]
    bass = next(preset.instrument for preset in presets() if 2 in preset.voices)
    noise = next(preset.instrument for preset in presets() if 3 in preset.voices)
    instruments = (pulses[number], pulses[number + 1], bass, noise)
    return StartingPoint(f"Place {number}", 100 + number, "Random", number, Key(number, "minor"), z, rows, instruments)
