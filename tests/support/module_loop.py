"""Drawing rows with an LSTM's own torch modules, the obvious way: what our kernel is compared with."""

import torch
from torch import Tensor
from torch.nn import functional

from nes_composer.models.lstm import Lstm


def row_features(model: Lstm, tokens: Tensor, place: int, tempo: int, state):
    """Return what the heads of the next row start from, [B, …] each, and the new state."""
    config, batch = model.config, len(tokens)
    indices = tokens + model.offsets
    x = model.places(torch.full((batch, 1), place)) + model.tempos(torch.full((batch, 1), tempo))
    for embedding, lag in zip(model.embeddings, config.lags, strict=True):
        x = x + embedding(indices[:, -lag])
    if config.arch == "chained":
        repeats = torch.cat([tokens[:, -1] == tokens[:, -1 - lag] for lag in config.lags[1:]], dim=-1)
        x = x + model.matches(repeats.to(x.dtype))
    h, state = model.lstm(x[:, None], state)
    if config.arch == "independent":
        return [h[:, 0]] * len(config.voices), state
    return (model.from_state(h[:, 0]) + model.from_input(x)).chunk(len(config.voices), dim=-1), state


def voice_logits(model: Lstm, voice: int, feature: Tensor, tokens: Tensor, row: Tensor) -> Tensor:
    """Return the logits of one voice [B, choices], given the tokens of those before it on its row [B, voice]."""
    config = model.config
    if config.arch == "independent":
        return model.speak[voice](feature)
    if voice:
        feature = feature + model.chain[voice - 1](row + model.offsets[:voice])
    feature = functional.gelu(feature)
    logits, votes = model.speak[voice](feature), model.repeat[voice](feature)
    size = config.vocabulary[voice]
    for index, lag in enumerate(config.lags[1:]):
        then = tokens[:, -lag, voice, None]
        logits = logits.scatter_add(-1, then.clamp(max=size - 1), votes[:, index, None] * (then < size))
    return logits


@torch.inference_mode()
def draw_rows(model: Lstm, rows: int, takes: int, tempo: int, temperature: float) -> Tensor:
    """Return the tokens of takes that begin a song, int64 [takes, rows, voices]."""
    config = model.config
    tokens = torch.tensor(config.vocabulary).repeat(takes, config.context, 1)
    state = None
    for row in range(rows):
        features, state = row_features(model, tokens, row % config.shape.pattern_rows, tempo, state)
        drawn = torch.empty(takes, 0, dtype=torch.int64)
        for voice, feature in enumerate(features):
            odds = torch.softmax(voice_logits(model, voice, feature, tokens, drawn) / temperature, dim=-1)
            drawn = torch.cat([drawn, torch.multinomial(odds, 1)], dim=1)
        tokens = torch.cat([tokens, drawn[:, None]], dim=1)
    return tokens[:, config.context :]
