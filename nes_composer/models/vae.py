"""A variational autoencoder of one pattern: 64 rows of four voices to a point in latent space, and back.

Bars are embedded and spoken by the same weights; only the layers between bars see their order. See
Kingma & Welling, Auto-Encoding Variational Bayes (2014); Roberts et al., MusicVAE (2018) for bars as the
level between rows and the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from nes_composer.models.codec import VOCABULARY
from nes_composer.score.score import PATTERN_ROWS


@dataclass(frozen=True)
class VaeConfig:
    """Everything that shapes the network.

    Parameters
    ----------
    bars, rows_per_bar
        A pattern is their product in rows.
    width, hidden
        Of the layers within a bar.
    pattern_width
        Of the layers across bars.
    latent
        Dimensions D of z.
    dropout
        Within residual blocks.
    """

    bars: int = 4
    rows_per_bar: int = PATTERN_ROWS // 4
    width: int = 448
    hidden: int = 896
    pattern_width: int = 448
    latent: int = 128
    dropout: float = 0.1

    def __post_init__(self) -> None:
        if self.bars * self.rows_per_bar != PATTERN_ROWS:
            raise ValueError(f"{self.bars} bars of {self.rows_per_bar} rows are not a pattern of {PATTERN_ROWS} rows")


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
        """Map [..., width] to [..., width]."""
        return x + self.layers(x)  # type: ignore[no-any-return]  # nn.Module.__call__ is untyped


class Vae(nn.Module):
    """Encoder and decoder; see :class:`VaeConfig` for the sizes."""

    offsets: Tensor

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        self.config = config
        tokens_per_row = sum(VOCABULARY)
        # One embedding for each token of each voice on each row of the bar: index = row, voice, token flattened.
        self.embedding = nn.EmbeddingBag(config.rows_per_bar * tokens_per_row, config.width, mode="sum")
        nn.init.normal_(self.embedding.weight, std=0.05)
        first_of_voice = torch.tensor([sum(VOCABULARY[:voice]) for voice in range(len(VOCABULARY))])
        rows = torch.arange(config.rows_per_bar) * tokens_per_row
        self.register_buffer("offsets", rows[:, None] + first_of_voice, persistent=False)
        block, across = config.hidden, config.pattern_width
        self.bar_encoder = Residual(config.width, block, config.dropout)
        self.gather = nn.Sequential(
            nn.LayerNorm(config.width * config.bars), nn.Linear(config.width * config.bars, across)
        )
        self.pattern_encoder = Residual(across, across, config.dropout)
        self.to_latent = nn.Sequential(nn.LayerNorm(across), nn.Linear(across, 2 * config.latent))
        self.from_latent = nn.Linear(config.latent, across)
        self.pattern_decoder = Residual(across, across, config.dropout)
        self.scatter = nn.Linear(across, config.width * config.bars)
        self.bar_decoder = Residual(config.width, block, config.dropout)
        self.speak = nn.Sequential(
            nn.LayerNorm(config.width), nn.Linear(config.width, config.rows_per_bar * tokens_per_row)
        )

    def encode(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Return mu and log_var, each float [B, D], of token patterns int64 [B, 64, 4]."""
        config = self.config
        bars = tokens.view(-1, config.rows_per_bar, tokens.shape[-1]) + self.offsets  # [B * bars, rows, voices]
        x = self.bar_encoder(self.embedding(bars.flatten(1)))  # [B * bars, width]
        x = self.gather(x.view(-1, config.bars * config.width))  # [B, pattern_width]
        mu, log_var = self.to_latent(self.pattern_encoder(x)).chunk(2, dim=-1)
        return mu, log_var.clamp(-10.0, 10.0)

    def decode(self, z: Tensor) -> tuple[Tensor, ...]:
        """Return for each voice the logits, float [B, 64, vocabulary], of latent points float [B, D]."""
        config = self.config
        x = self.pattern_decoder(self.from_latent(z))
        x = self.scatter(functional.gelu(x)).view(-1, config.width)  # [B * bars, width]
        logits = self.speak(self.bar_decoder(x)).view(len(z), PATTERN_ROWS, sum(VOCABULARY))
        return torch.split(logits, list(VOCABULARY), dim=-1)


def reconstruction_nats(logits: tuple[Tensor, ...], tokens: Tensor) -> Tensor:
    """Return −log p(tokens | z) summed over rows, float [B, 4]: one column per voice."""
    losses = [
        functional.cross_entropy(logits[voice].transpose(1, 2), tokens[..., voice], reduction="none").sum(1)
        for voice in range(len(logits))
    ]
    return torch.stack(losses, dim=1)


def kl_nats(mu: Tensor, log_var: Tensor) -> Tensor:
    """Return KL(N(mu, σ²) ‖ N(0, 1)) per dimension, float [B, D]."""
    return 0.5 * (mu.square() + log_var.exp() - 1.0 - log_var)
