"""A checkpoint: one self-describing `.safetensors` file. Loading one runs no code that it brings.

Format: https://huggingface.co/docs/safetensors. Beside the weights it holds the latent axes as tensors, and in
its metadata one JSON text with everything else.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from nes_composer import atomic, bounded
from nes_composer.models.codec import CODEC_VERSION
from nes_composer.models.dense_vae import DenseVae
from nes_composer.models.latent_axes import AXES_SHAPES, LatentAxes
from nes_composer.models.lstm import Lstm, LstmConfig
from nes_composer.models.vae import Vae, VaeConfig

Network = Vae | DenseVae | Lstm

FORMAT_VERSION = 2
MAX_BYTES = 1 << 30

_METADATA_KEY = "nes_composer"
_AXES_PREFIX = "axes."


class CheckpointError(ValueError):
    """A checkpoint that cannot be used; the message names the file and the reason."""


@dataclass(frozen=True)
class Summary:
    """What a checkpoint says of its making.

    Parameters
    ----------
    kind, voices, grid, arch
        ``vae`` or ``lstm``; ``all`` or ``p1``; ``rows`` or ``24hz``; name of the architecture.
    data_hash
        SHA-256 of the prepared data set.
    training
        Steps, songs, minutes and settings.
    metrics
        Measured on the valid split at the end of training.
    """

    kind: str
    voices: str
    grid: str
    arch: str
    data_hash: str
    training: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Checkpoint:
    """A model and what is known of it.

    Parameters
    ----------
    model
        A network; in evaluation mode when it was loaded.
    summary
        How it was made.
    axes
        Of its latent space; None for an LSTM.
    name
        The file's stem and the start of its hash; empty for one that was not loaded.
    """

    model: Network
    summary: Summary
    axes: LatentAxes | None = None
    name: str = ""


def build(kind: str, config: VaeConfig | LstmConfig) -> Network:
    """Return an untrained network.

    Raises
    ------
    ValueError
        There is no such kind, or the configuration is another kind's.
    """
    if kind == "vae" and isinstance(config, VaeConfig):
        return DenseVae(config) if config.arch == "dense" else Vae(config)
    if kind == "lstm" and isinstance(config, LstmConfig):
        return Lstm(config)
    raise ValueError(f"no network is of kind {kind!r} and has a {type(config).__name__}")


def save(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint in float16, wholly or not at all.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    tensors = {name: weight.detach().half().contiguous() for name, weight in checkpoint.model.state_dict().items()}
    axes = checkpoint.axes
    if axes is not None:
        for name, shape in AXES_SHAPES.items():
            array = torch.from_numpy(getattr(axes, name)).contiguous()
            # The large ones take as much space as the weights of some layers.
            tensors[_AXES_PREFIX + name] = array.half() if len(shape) > 1 else array
    metadata = {
        "format": FORMAT_VERSION,
        "codec": CODEC_VERSION,
        "config": asdict(checkpoint.model.config),
        "axis_names": list(axes.names) if axes else [],
        "attribute_names": list(axes.attribute_names) if axes else [],
        "summary": asdict(checkpoint.summary),
    }
    with atomic.replacing(path) as temporary:
        save_file(tensors, temporary, {_METADATA_KEY: json.dumps(metadata)})


def load(path: Path, kind: str | None = None) -> Checkpoint:
    """Read a checkpoint and build its model, in float32 and evaluation mode.

    Parameters
    ----------
    path
        The file.
    kind
        ``vae`` or ``lstm`` if only that will do.

    Raises
    ------
    CheckpointError
        The file is missing, damaged, not ours, made for another codec, or of another kind.
    """
    metadata, tensors = _read(path)
    try:
        if metadata["format"] != FORMAT_VERSION or metadata["codec"] != CODEC_VERSION:
            raise CheckpointError(
                f"{path}: made for format {metadata['format']} and codec {metadata['codec']}, "
                f"where this program has {FORMAT_VERSION} and {CODEC_VERSION}"
            )
        summary = Summary(**metadata["summary"])
        if summary.kind not in _CONFIGS or kind not in (None, summary.kind):
            raise CheckpointError(f"{path}: holds a model of kind {summary.kind!r}, expected {kind or 'vae or lstm'!r}")
        config = _CONFIGS[summary.kind](**metadata["config"])
        axes = _take_axes(path, metadata, tensors, config.latent) if isinstance(config, VaeConfig) else None
        # Shapes are compared before any memory for the model is taken: a lying config allocates nothing.
        with torch.device("meta"):
            model = build(summary.kind, config)
        _check_weights(path, model.state_dict(), tensors)
        model = build(summary.kind, config)
        model.load_state_dict({name: weight.float() for name, weight in tensors.items()})
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError, OverflowError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise CheckpointError(f"{path}: damaged checkpoint description: {error}") from error
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:12]
    return Checkpoint(model.eval(), summary, axes, f"{path.stem} {digest}")


_CONFIGS = {"vae": VaeConfig, "lstm": LstmConfig}


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Return the metadata and all tensors of a file."""
    try:
        bounded.check_size(path, MAX_BYTES)
        with safe_open(path, framework="pt") as file:
            text = (file.metadata() or {}).get(_METADATA_KEY)
            if text is None:
                raise CheckpointError(f"{path}: a safetensors file, but not a nes_composer checkpoint")
            return json.loads(text), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
    except bounded.TooLargeError as error:
        raise CheckpointError(f"{path}: {error}") from error
    except OSError as error:
        raise CheckpointError(f"{path}: {error.strerror or error}") from error
    except (SafetensorError, json.JSONDecodeError, RecursionError) as error:
        raise CheckpointError(f"{path}: not a readable checkpoint: {error}") from error


def _take_axes(path: Path, metadata: dict[str, Any], tensors: dict[str, Tensor], latent: int) -> LatentAxes:
    """Return the latent axes, checked, and take their tensors out of those of the file."""
    arrays = {name: tensors.pop(_AXES_PREFIX + name).float().numpy() for name in AXES_SHAPES}
    names, attributes = (tuple(map(str, metadata[key])) for key in ("axis_names", "attribute_names"))
    sizes = {"K": len(names), "A": len(attributes), "D": latent, "C": len(arrays["cluster_weights"])}
    for name, letters in AXES_SHAPES.items():
        if arrays[name].shape != tuple(sizes[letter] for letter in letters):
            raise CheckpointError(f"{path}: latent axes '{name}' have another shape than the model asks for")
        if not np.isfinite(arrays[name]).all():
            raise CheckpointError(f"{path}: latent axes '{name}' hold numbers that are not finite")
    if not (arrays["sigma"] > 0).all():
        raise CheckpointError(f"{path}: a latent axis has no extent")
    if not sizes["C"]:
        raise CheckpointError(f"{path}: the latent axes have no cluster to draw random points from")
    return LatentAxes(**arrays, names=names, attribute_names=attributes)


def _check_weights(path: Path, expected: dict[str, Tensor], found: dict[str, Tensor]) -> None:
    if expected.keys() != found.keys():
        odd = sorted(expected.keys() ^ found.keys())[0]
        raise CheckpointError(f"{path}: weights '{odd}' are missing or too many")
    for name, weight in found.items():
        if weight.shape != expected[name].shape:
            raise CheckpointError(
                f"{path}: weights '{name}' have the shape {tuple(weight.shape)}, expected {tuple(expected[name].shape)}"
            )
        if not bool(weight.isfinite().all()):
            raise CheckpointError(f"{path}: weights '{name}' hold numbers that are not finite")
