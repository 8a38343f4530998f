"""A song that no model has seen becomes sliders and comes back, in the real window with the real models."""

import json
import re

import pytest
from support.commands import run
from support.session import real

from nes_composer.formats import archive, nesmdb_midi, registry
from nes_composer.score.edits import with_length
from nes_composer.score.song import Song

__all__ = ["real", "run"]

ROWS, LEAST_NOTES = 128, 60


@pytest.fixture(scope="module")
def unseen(nesmdb, tmp_path_factory):
    """Two patterns of a song of NES-MDB's valid split, as a project."""
    for name, data in archive.files(nesmdb / "nesmdb_midi.tar.xz", (".mid",)):
        if "/valid/" not in name:
            continue
        score = nesmdb_midi.read(tmp_path_factory.getbasetemp() / "song.nesmdb.mid", data).song.score
        if len(score) >= ROWS and score.onset[:ROWS].sum() >= LEAST_NOTES and score.rows_per_second != 24:
            path = tmp_path_factory.mktemp("unseen") / "unseen.nesproj"
            registry.write_song(path, Song(with_length(score, ROWS)))
            return path
    raise AssertionError("no song of the valid split is on rows")


def percent(text):
    return int(re.search(r"(\d+)%", text)[1])


def test_the_panel_shows_the_accuracy_that_the_command_prints_and_strength_0_changes_nothing(real, run, unseen):
    window = real.window
    window.files.open_path(unseen)
    real.wait(lambda: len(window.document.score) == ROWS, "the song is open")
    told = json.loads(run("encode", unseen, "--json"))["patterns"]
    written = window.document.score
    for pattern, facts in enumerate(told):
        window.selection.choose_pattern(pattern)
        window.commands["encode"].trigger()
        real.wait(lambda: not window.latent.waiting, "it is encoded")
        assert window.document.score == written
        assert window.latent.accuracy(pattern) == pytest.approx(facts["reconstruction_accuracy"], abs=0.01)
        assert percent(window.latent_panel.state.text()) == round(100 * window.latent.accuracy(pattern))
        assert window.latent.accuracy(pattern) > 0.5
        shown = [slider.sigma for slider in window.latent_panel.sliders]
        named = list(facts["axes"].values())[: len(shown)]
        assert shown == pytest.approx([min(max(value, -3), 3) for value in named], abs=0.02)
    window.latent_panel.strength.setValue(0)
    window.moves.adopt()
    window.moves.move_axis(0, 3.0, None)
    real.wait(lambda: not window.latent.waiting, "it has moved")
    assert window.document.score == written
    assert window.document.undo_text.startswith("Move")
    window.latent_panel.strength.setValue(100)
    assert window.document.score != written
