"""What a training is saved in and goes on from: Lightning's own `.ckpt`, with a description of what is trained.

Such a file is a pickle. It is read by torch's restricted reader, which makes tensors and plain values and nothing else.
"""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch.plugins.io import TorchCheckpointIO

from nes_composer import atomic, bounded
from nes_composer.models.lstm import LstmConfig
from nes_composer.models.vae import VaeConfig
from train.fit_error import FitError
from train.lstm_task import LstmSettings
from train.task import Task
from train.vae_task import VaeSettings

LAST = "last.ckpt"

MAX_BYTES = 4 << 30
"""Of a save: four times a checkpoint, as the optimizer keeps two numbers beside each weight."""

_KEY = "nes_composer"
_NEEDED = (_KEY, "state_dict", "optimizer_states", "loops", "callbacks", "global_step")
_KINDS: dict[str, tuple[Any, Any]] = {"vae": (VaeConfig, VaeSettings), "lstm": (LstmConfig, LstmSettings)}


@dataclass(frozen=True)
class Saved:
    """A training that can go on.

    Parameters
    ----------
    path
        Its file.
    config, settings, seed
        What is trained and how.
    data_hash
        Of the corpus that it learns from.
    step
        How far it has come.
    """

    path: Path
    config: VaeConfig | LstmConfig
    settings: VaeSettings | LstmSettings
    seed: int
    data_hash: str
    step: int


class AtomicSaves(TorchCheckpointIO):
    """Replaces a save wholly or not at all."""

    def save_checkpoint(self, checkpoint: dict[str, Any], path: Any, storage_options: Any = None) -> None:
        """Write a save.

        Raises
        ------
        OSError
            The file cannot be written; the one before is as it was.
        """
        # Torch turns the errors of files that it writes itself into its own, without their reasons.
        buffer = io.BytesIO()
        torch.save(checkpoint, buffer)
        atomic.write_bytes(Path(path), buffer.getvalue())


def description(task: Task[Any, Any], data_hash: str) -> dict[str, Any]:
    """Return what a save says of itself, as an entry of Lightning's dictionary."""
    kind = next(kind for kind, (config, _) in _KINDS.items() if isinstance(task.model.config, config))
    return {
        _KEY: {
            "kind": kind,
            "config": asdict(task.model.config),
            "settings": asdict(task.settings),
            "seed": task.seed,
            "data_hash": data_hash,
        }
    }


def read(path: Path) -> Saved:
    """Read what a save is about.

    Raises
    ------
    FitError
        The file is missing, damaged, or no save of ours.
    """
    try:
        data = bounded.read(path, MAX_BYTES)
    except bounded.TooLargeError as error:
        raise FitError(f"{path}: {error}") from error
    except OSError as error:
        raise FitError(f"{path}: {error.strerror or error}") from error
    try:
        state = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
        missing = [key for key in _NEEDED if key not in state]
        if missing:
            raise KeyError(f"it lacks {missing[0]}")
        about = state[_KEY]
        config_type, settings_type = _KINDS[about["kind"]]
        config, settings = config_type(**about["config"]), settings_type(**about["settings"])
        return Saved(path, config, settings, int(about["seed"]), str(about["data_hash"]), int(state["global_step"]))
    except Exception as error:  # whatever a damaged pickle can trip over
        reason = (" ".join(str(error).split()) or type(error).__name__).split(". ")[0][:200]
        raise FitError(f"{path}: not a training that can go on: {reason}") from error
