"""The shape and the training of each model unless told otherwise, found by measuring on NES-MDB's `valid` split."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nes_composer.models.codec import VOICE_SETS
from nes_composer.models.lstm import LstmConfig
from nes_composer.models.vae import VaeConfig
from train.commands import RUNS
from train.lstm_task import LstmSettings
from train.vae_task import VaeSettings

ARCHITECTURES = {"vae": ("bars", "dense"), "lstm": ("chained", "independent")}
"""Of each kind of model, the default first."""


def default_config(
    kind: str, voices: str = "all", grid: str = "rows", arch: str | None = None
) -> VaeConfig | LstmConfig:
    """Return the shape of a model.

    Raises
    ------
    ValueError
        There is no such model.
    """
    columns = VOICE_SETS[voices]
    arch = arch or ARCHITECTURES[kind][0]
    if kind == "lstm":
        hidden = {"chained": {"all": 512, "p1": 384}[voices], "independent": 1024}.get(arch, 0)
        return LstmConfig(columns, grid, arch, hidden=hidden)
    if arch == "dense":
        return VaeConfig(columns, grid, arch, latent=124)
    width, hidden, heads, latent = {
        ("rows", "all"): (448, 896, 14, 256),
        ("rows", "p1"): (320, 640, 10, 96),
        ("24hz", "all"): (320, 640, 10, 1024),
        ("24hz", "p1"): (192, 384, 6, 256),
    }[grid, voices]
    return VaeConfig(columns, grid, arch, width=width, hidden=hidden, heads=heads, latent=latent)


def default_settings(config: VaeConfig | LstmConfig) -> VaeSettings | LstmSettings:
    """Return how a model of a shape is trained."""
    frames = config.grid == "24hz"
    if isinstance(config, LstmConfig):
        settings = LstmSettings(rows=256, batch=12) if frames else LstmSettings()
        # So many units learn nothing at first when they are driven as hard as the others.
        return replace(settings, learning_rate=2e-3) if config.arch == "independent" else settings
    batch, hop = (24, 96) if frames else (256, 16)
    if config.arch == "dense":
        # The squared error of a pattern is some hundredth of its nats.
        return VaeSettings(batch=batch, hop=hop, learning_rate=5e-4, beta=3e-4)
    return VaeSettings(batch=batch, hop=hop)


def default_out(kind: str, voices: str, grid: str, arch: str) -> Path:
    """Return where a model is put: under the name of the one that the program comes with, which it does not replace."""
    parts = [kind]
    parts += [voices] if voices != "all" else []
    parts += [grid] if grid != "rows" else []
    parts += ["full"] if len(parts) == 1 else []
    parts += [arch] if arch != ARCHITECTURES[kind][0] else []
    return RUNS / ("-".join(parts) + ".safetensors")
