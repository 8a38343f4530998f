"""How many tokens a model gets right, on all rows and on those on which a note starts."""

from __future__ import annotations

import torch
from torch import Tensor

from nes_composer.models.codec import FIRST_PITCH
from nes_composer.score.score import VOICES


def counts(logits: list[Tensor] | tuple[Tensor, ...], tokens: Tensor, mask: Tensor | None = None) -> dict[str, Tensor]:
    """Return numbers of tokens per voice, each int64 [voices].

    Parameters
    ----------
    logits
        For each voice float [B, N, choices].
    tokens : int64 [B, N, voices]
        What would be right.
    mask : bool [B, N, voices]
        What counts; all without one.

    Returns
    -------
    dict
        ``rows`` and ``onsets`` that count, and ``rows_right`` and ``onsets_right`` of them.
    """
    mask = torch.ones_like(tokens, dtype=torch.bool) if mask is None else mask
    right = torch.stack([voice.argmax(-1) for voice in logits], dim=-1) == tokens
    onset = (tokens >= FIRST_PITCH) & mask
    found = {"rows": mask, "rows_right": right & mask, "onsets": onset, "onsets_right": right & onset}
    return {name: those.sum((0, 1)) for name, those in found.items()}


def shares(counted: dict[str, Tensor], voices: tuple[int, ...]) -> dict[str, float]:
    """Return the shares of right tokens, 0-1, for the sums of :func:`counts` over all batches.

    Copying the row above scores high on all rows; onset rows tell whether the music is right. ``rows`` and ``onsets``
    are the means over the voices, ``rows_P1`` and so on those of each.
    """
    found: dict[str, float] = {}
    for what in ("rows", "onsets"):
        share = counted[f"{what}_right"] / counted[what].clamp(min=1)
        found[what] = float(share.mean())
        found |= {f"{what}_{VOICES[voice]}": float(share[index]) for index, voice in enumerate(voices)}
    return found


def likeliest(logits: list[Tensor] | tuple[Tensor, ...], vocabulary: tuple[int, ...]) -> Tensor:
    """Return the likeliest token of each voice, int64 [B, N, voices], of logits [B, N, choices] for each."""
    return torch.stack([voice[..., :size].argmax(-1) for voice, size in zip(logits, vocabulary, strict=True)], dim=-1)
