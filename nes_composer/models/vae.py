"""A variational autoencoder of one pattern: its rows to a point in latent space, and back.

A pattern is cut into segments (bars). All are read and spoken by the same weights, and each has its own share of z:
that is what lets a network trained on few songs give back others. Attention between the segments tells them of
each other. See Kingma & Welling, Auto-Encoding Variational Bayes (2014); Vaswani et al., Attention Is All You Need
(2017); Roberts et al., MusicVAE (2018) for bars as the level between rows and the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from nes_composer.models.config import ModelConfig


@dataclass(frozen=True)
class VaeConfig(ModelConfig):
    """Everything that shapes the network.

    Parameters
    ----------
    voices, grid
        As of every model.
    arch
        ``bars``: this module; ``dense``: the layout of 2020, see :mod:`nes_composer.models.dense_vae`.
    width, hidden, depth, heads
        Of the attention blocks, on either side; ignored by ``dense``.
    latent
        Dimensions D of z: for ``bars`` a multiple of the segments of a pattern.
    dropout
        Within the blocks.
    """

    arch: str = "bars"
    width: int = 448
    hidden: int = 896
    depth: int = 1
    heads: int = 14
    latent: int = 256
    dropout: float = 0.1

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.arch not in ("bars", "dense"):
            raise ValueError(f"{self.arch!r} is not an architecture of a VAE")
        if self.arch == "bars" and (self.latent % self.segments or self.width % self.heads):
            raise ValueError(
                f"{self.latent} dimensions for {self.segments} segments or {self.heads} heads do not divide"
            )

    @property
    def segments(self) -> int:
        """Segments of a pattern."""
        return self.shape.pattern_rows // self.shape.segment_rows


class Attention(nn.Module):
    """x + attention between the segments of norm(x)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.queries_keys_values = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        # Zero: at first each segment is learned by itself, which is the quickest way to something good.
        nn.init.zeros_(self.out.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, segments, width] to the same."""
        shape = (*x.shape[:2], 3, self.heads, x.shape[2] // self.heads)
        queries, keys, values = self.queries_keys_values(self.norm(x)).view(shape).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(queries, keys, values)  # [B, heads, segments, width / heads]
        return x + self.out(mixed.transpose(1, 2).reshape(x.shape))  # type: ignore[no-any-return]  # untyped call


class Residual(nn.Module):
    """x + W₂ gelu(W₁ norm(x))."""

    def __init__(self, width: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.LayerNorm(width),
            nn.Linear(width, hidden),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, width),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map [..., width] to the same."""
        return x + self.layers(x)  # type: ignore[no-any-return]  # untyped call


class Vae(nn.Module):
    """Encoder and decoder; see :class:`VaeConfig` for the sizes."""

    offsets: Tensor

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        self.config = config
        rows, width, segments = config.shape.segment_rows, config.width, config.segments
        tokens_per_row = sum(config.vocabulary)
        # One embedding for each token of each voice on each row of a segment: index = row, voice, token flattened.
        self.embedding = nn.EmbeddingBag(rows * tokens_per_row, width, mode="sum")
        nn.init.normal_(self.embedding.weight, std=0.05)
        first_of_voice = torch.tensor([sum(config.vocabulary[:voice]) for voice in range(len(config.vocabulary))])
        offsets = torch.arange(rows)[:, None] * tokens_per_row + first_of_voice
        self.register_buffer("offsets", offsets, persistent=False)
        self.encoder_places = nn.Parameter(0.02 * torch.randn(segments, width))
        self.decoder_places = nn.Parameter(0.02 * torch.randn(segments, width))
        self.encoder, self.decoder = _blocks(config), _blocks(config)
        share = config.latent // segments
        self.to_latent = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 2 * share))
        self.from_latent = nn.Linear(share, width)
        self.speak = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, rows * tokens_per_row))

    def encode(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Return mu and log_var, each float [B, D], of token patterns int64 [B, rows, voices]."""
        segments, rows = self.config.segments, self.config.shape.segment_rows
        indices = tokens.reshape(-1, rows, tokens.shape[-1]) + self.offsets  # [B * segments, rows, voices]
        x = self.embedding(indices.flatten(1)).view(-1, segments, self.config.width) + self.encoder_places
        mu, log_var = self.to_latent(self.encoder(x)).chunk(2, dim=-1)  # [B, segments, D / segments]
        return mu.flatten(1), log_var.flatten(1).clamp(-10.0, 10.0)

    def decode(self, z: Tensor) -> tuple[Tensor, ...]:
        """Return for each voice the logits, float [B, rows, vocabulary], of latent points float [B, D]."""
        shares = z.view(len(z), self.config.segments, -1)
        x = self.decoder(self.from_latent(shares) + self.decoder_places)  # [B, segments, width]
        logits = self.speak(x).view(len(z), self.config.shape.pattern_rows, -1)
        return torch.split(logits, list(self.config.vocabulary), dim=-1)

    def loss(self, logits: tuple[Tensor, ...], tokens: Tensor) -> Tensor:
        """Return what training makes small, float [B, voices]: the nats of the tokens."""
        return reconstruction_nats(logits, tokens)


def _blocks(config: VaeConfig) -> nn.Sequential:
    layers = [
        layer
        for _ in range(config.depth)
        for layer in (
            Attention(config.width, config.heads),
            Residual(config.width, config.hidden, config.dropout),
        )
    ]
    return nn.Sequential(*layers)


def reconstruction_nats(logits: tuple[Tensor, ...], tokens: Tensor) -> Tensor:
    """Return −log p(tokens | z) summed over rows, float [B, voices]."""
    losses = [
        functional.cross_entropy(logits[voice].transpose(1, 2), tokens[..., voice], reduction="none").sum(1)
        for voice in range(len(logits))
    ]
    return torch.stack(losses, dim=1)


def kl_nats(mu: Tensor, log_var: Tensor) -> Tensor:
    """Return KL(N(mu, σ²) ‖ N(0, 1)) per dimension, float [B, D]."""
    return 0.5 * (mu.square() + log_var.exp() - 1.0 - log_var)
