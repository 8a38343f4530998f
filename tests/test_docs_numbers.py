"""Every number that a page takes from elsewhere is the one that stands there."""

import json
import re

import pytest
from support import evaluation, pages
from support.drawings.networks import described

from nes_composer import paths
from nes_composer.formats import registry
from nes_composer.formats.sound import HIGHEST_RATE, LOWEST_RATE
from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.novelty import TrainingIndex
from nes_composer.ui import autosave, recovery_folder, undo_states
from train import corpus, demo_corpus, evaluate
from train.defaults import default_config, default_settings
from train.model_card import head

VAE, LSTM, FRAMES = "VAE, all voices, rows", "LSTM, all voices, rows", "VAE, all voices, 24 frames a second"
SAMPLES = "Rows of the longest passage"
MODELS = ("vae-full", "vae-p1", "vae-24hz", "lstm-full", "lstm-p1", "lstm-24hz")


def training(checkpoint):
    return described(checkpoint)["summary"]["training"]


def attributes(model):
    return evaluation.section(VAE).cell("The latent space", model, "attributes").split(" of ")


FACTS = [
    ("README.md", r"VAE was trained for (\d+) minutes", lambda: f"{training(paths.default_vae())['minutes']:.0f}"),
    ("README.md", r"the LSTM for (\d+), each on one", lambda: f"{training(paths.default_lstm())['minutes']:.0f}"),
    (
        "README.md",
        r"gives back only (\d+) % of the notes that start",
        lambda: f"{evaluation.section(FRAMES).right_onsets('vae-24hz'):.0%}".rstrip("%"),
    ),
    ("README.md", r"Of (\d+) attribute sliders", lambda: attributes("vae-full")[1]),
    ("README.md", r"attribute sliders (\d+) do clearly", lambda: attributes("vae-full")[0]),
    *(
        (page, r"(\d+-\d+) kHz(?:,|:)", lambda: f"{LOWEST_RATE // 1000}-{HIGHEST_RATE // 1000}")
        for page in ("README.md", "docs/formats.md")
    ),
    ("README.md", r"at least every (\d+) s,", lambda: f"{autosave.INTERVAL_S:g}"),
    ("README.md", r"stays for (\d+) days", lambda: str(recovery_folder.KEPT_DAYS)),
    ("README.md", r"steps take (\d+) MB", lambda: f"{undo_states.BUDGET / 1e6:g}"),
    ("CHANGELOG.md", r"without end within (\d+) MB", lambda: f"{undo_states.BUDGET / 1e6:g}"),
    ("docs/window.md", r"with the ([\d,]+) training songs", lambda: f"{len(index().names):,}"),
    (
        "docs/training.md",
        r"shipped VAE gives back (\d+) % of the notes",
        lambda: f"{evaluation.section(VAE).right_onsets('vae-full'):.0%}".rstrip("%"),
    ),
    ("docs/training.md", r"learned from ([\d,]+) songs", lambda: f"{training(paths.default_vae())['songs']:,}"),
    ("docs/training.md", r"songs for (\d+) minutes", lambda: f"{training(paths.default_vae())['minutes']:.0f}"),
    ("docs/training.md", r"composes (\d+) patterns", lambda: str(evaluate.SAMPLES)),
    ("docs/training.md", r"at least (\d+) windows", lambda: str(default_settings(default_config("vae")).batch)),
    (
        "docs/training.md",
        r"at least ([\d,]+) rows",
        lambda: f"{(s := default_settings(default_config('lstm'))).rows * s.batch:,}",
    ),
    ("docs/training.md", r"agree by less than ([\d.]+) are", lambda: str(corpus.VALID_FIT)),
    ("docs/training.md", r"the (\d+) pieces of `assets/corpus`", lambda: str(len(demo_corpus.demo_pieces()))),
    ("CHANGELOG.md", r"(\d+) pieces that come with it", lambda: str(len(demo_corpus.demo_pieces()))),
    ("CHANGELOG.md", r"(\d+) presets measured", lambda: str(len(presets()))),
    *(
        (page, r"shelf of (\d+) (?:named|with names)", lambda: str(len(starting_points())))
        for page in ("README.md", "docs/tutorial.md", "CHANGELOG.md")
    ),
    ("docs/window.md", r"F6 shows (\d+) places", lambda: str(len(starting_points()))),
    ("docs/tutorial.md", r"opens with a song of (\d+) bars", lambda: f"{bars(paths.songs() / 'first.nesproj'):g}"),
]


def index():
    return TrainingIndex.load(paths.training_index())


def starting_points():
    return json.loads((paths.assets() / "starting_points.json").read_text(encoding="utf-8"))["points"]


def bars(path):
    score = registry.read_song(path).song.score
    return len(score) / score.rows_per_bar


def presets():
    return json.loads((paths.assets() / "presets.json").read_text(encoding="utf-8"))["presets"]


@pytest.mark.parametrize(("page", "pattern", "source"), FACTS, ids=[f"{page}: {what}" for page, what, _ in FACTS])
def test_a_quoted_number_is_that_of_its_source(page, pattern, source):
    found = re.findall(pattern.replace(" ", r"\s+"), pages.text(page))
    assert found == [source()]


def test_there_are_as_many_demo_songs_as_the_pages_say():
    others = [path for path in paths.songs().glob("*.nesproj") if path.stem != "first"]
    assert len(others) == 6
    assert "six more under" in pages.text("README.md")
    assert "six demo songs" in pages.text("CHANGELOG.md")


def test_nothing_is_copied_as_the_readme_says():
    assert "copies no passage longer than a bar" in " ".join(pages.text("README.md").split())
    for section, model in ((VAE, "vae-full"), (LSTM, "lstm-full")):
        assert evaluation.section(section).cell(SAMPLES, model, "within a bar") == "1.000"


@pytest.mark.parametrize("model", MODELS)
def test_a_model_card_has_the_numbers_of_the_evaluation(model):
    card = pages.text(f"checkpoints/{model}.md")
    (told,) = re.findall(r"^## ((?:VAE|LSTM), .*)$", card, re.MULTILINE)
    ours, theirs = evaluation.section(told, card), evaluation.section(told)
    compared = 0
    for sentence, rows in ours.tables.items():
        if model in rows and sentence in theirs.tables:
            assert rows[model] == theirs.tables[sentence][model]
            compared += 1
    assert compared >= 6


@pytest.mark.parametrize("model", MODELS)
def test_a_model_card_says_of_its_checkpoint_what_the_checkpoint_says(model):
    card = pages.text(f"checkpoints/{model}.md")
    date = re.search(r"on (\d{4}-\d{2}-\d{2})\.", card)[1]
    loaded = checkpoints.load(paths.checkpoints() / f"{model}.safetensors")
    assert card.startswith("\n".join(head(loaded, f"{model}.safetensors", "valid", date)))
    for heading in ("What it is for", "What it was made of", "What it cannot do", "Licence"):
        assert f"## {heading}\n" in card
