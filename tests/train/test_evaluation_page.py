from copy import deepcopy
from dataclasses import replace

import pytest
from support.checkpoints import save_tiny_lstm, save_tiny_vae

from nes_composer.models import checkpoint as checkpoints
from train import evaluate as evaluation
from train.evaluation_page import evaluation_page
from train.model_card import model_card


@pytest.fixture(scope="module")
def measured(small_corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation, "SAMPLES", 4)
        for save, name in ((save_tiny_lstm, "an-lstm"), (save_tiny_vae, "a-vae")):
            path = folder / f"{name}.safetensors"
            save(path)
            found.append(evaluation.evaluate(path, checkpoints.load(path), small_corpus, "valid"))
    return found


def _row(page: str, start: str) -> list[str]:
    """Return the cells of the first row that starts so."""
    line = next(line for line in page.splitlines() if line.startswith(f"| {start}"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_models_of_a_kind_stand_side_by_side_with_the_baselines(measured):
    other = deepcopy(measured[0])
    other |= {"checkpoint": "older.safetensors", "arch": "independent"}
    page = evaluation_page([measured[0], measured[1], other])
    lstm, vae = page.index("## LSTM, all voices, rows"), page.index("## VAE, all voices, rows")
    assert page.count("\n## ") == 2
    assert vae < lstm < page.index("**an-lstm**") < page.index("**older** (independent")
    assert page.index("**a-vae**") < lstm
    nats = _row(page[lstm:], "**an-lstm**")
    assert nats == [f"{value:.3f}" for value in measured[0]["nll_nats_per_row"].values()]
    uniform = _row(page[lstm:], "uniform")
    assert uniform == [f"{value:.3f}" for value in measured[0]["baselines"]["uniform"]["nll_nats_per_row"].values()]


def test_the_page_says_how_it_was_made(measured):
    page = evaluation_page(measured)
    paths = " ".join(each["checkpoint"] for each in measured)
    assert f"python -m train evaluate {paths} --split valid" in page


def test_axes_are_told_by_the_worst_of_the_first(measured):
    vae = deepcopy(measured[1])
    vae["axes"] = [{"name": "P1 denser", "rows_changed": 0.5, "named_direction": 0.9 - i / 10} for i in range(10)]
    vae["attribute_axes"] = [
        {"name": "P1 denser", "rows_changed": 0.5, "named_direction": 0.81},
        {"name": "P2 denser", "rows_changed": 0.09, "named_direction": 1.0},
        {"name": "TR denser", "rows_changed": 0.5, "named_direction": 0.5},
    ]
    page = evaluation_page([vae])
    assert _row(page[page.index("The latent space") :], "**a-vae**")[-3:] == ["0.500", "0.200", "1 of 3"]


def test_a_model_card_says_what_it_is_made_of_and_worth(measured, tmp_path):
    save_tiny_vae(tmp_path / "a-vae.safetensors")
    checkpoint = checkpoints.load(tmp_path / "a-vae.safetensors")
    card = model_card(checkpoint, measured[1], "2026-01-02")
    assert card.startswith("# a-vae.safetensors\n")
    for part in ("2026-01-02", checkpoint.summary.data_hash, checkpoint.name, "NES-MDB", "for research", "P1 denser"):
        assert part in card
    assert _row(card, "latent ") == ["8"]
    accuracy = measured[1]["reconstruction_accuracy"]
    assert f"| {accuracy['P1']:.3f} | {accuracy['P2']:.3f} |" in card


def test_a_card_tells_the_steps_that_were_made_not_those_that_were_allowed(measured, tmp_path):
    save_tiny_vae(tmp_path / "a-vae.safetensors")
    checkpoint = checkpoints.load(tmp_path / "a-vae.safetensors")
    training = {"steps": 77, "settings": {"steps": 1_000_000, "batch": 24}}
    card = model_card(replace(checkpoint, summary=replace(checkpoint.summary, training=training)), measured[1], "")
    assert _row(card, "training: steps ") == ["77"]
    assert _row(card, "training: batch ") == ["24"]
