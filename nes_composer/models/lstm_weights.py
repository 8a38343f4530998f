"""An LSTM's weights in the form that drawing row by row wants them in.

Everything between a token and the first curve that it meets is linear: its embedding, the LSTM's input weights and
biases, the way past the LSTM. All of that is worked out beforehand, so that a token is one row of a table that is
added to the gates.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nes_composer.models.lstm import Lstm

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


class Rounded(NamedTuple):
    """A matrix in half the memory, whose reading is most of the time that a row takes.

    A checkpoint's float16 is no finer: it has 11 bits for a weight, this has 16 for the largest of a row.

    Parameters
    ----------
    steps : int16 [outputs, inputs]
    size : float32 [outputs]
        What a step of each output is.
    """

    steps: NDArray[np.int16]
    size: Floats


class LstmWeights(NamedTuple):
    """What :func:`nes_composer.models.lstm_kernel.draw_row` works with.

    H units; V voices; F features in all, F / V for each voice's choice (``independent`` has none: it chooses from the
    state itself); T tokens of all voices, those for what is before the start of a song included.

    Parameters
    ----------
    lags : int64 [L]
        How many rows back each row looks.
    vocabulary, offsets : int64 [V]
        Tokens of each voice, and the first one's place among all T.
    inputs : float32 [L, T, 4H + F]
        What a token adds to the gates and the features.
    matches : float32 [L - 1, V, 4H + F]
        What it adds that the row before repeats what was one of the other lags before it; ``independent`` has none.
    places, tempos : float32 [rows of a pattern, 4H + F], [tempos, 4H + F]
        What the row's place and the tempo add; the places have all biases in them.
    recurrent : [4H, H]
        From the state to the gates.
    from_state : [F, H]
        From the state to the features.
    chain : float32 [V - 1, T, F / V]
        What a token of an earlier voice of the row adds to the features of the second voice, the third …
    heads : [sum of (choices + L - 1), F / V or H]
        From the features of each voice to its logits, and to its votes for repeating what it had at each lag but the
        first.
    head_bias : float32 [sum of (choices + L - 1)]
    first_heads : int64 [V + 1]
        Where each voice's heads begin, and where all end.
    """

    lags: Integers
    vocabulary: Integers
    offsets: Integers
    inputs: Floats
    matches: Floats
    places: Floats
    tempos: Floats
    recurrent: Rounded
    from_state: Rounded
    chain: Floats
    heads: Rounded
    head_bias: Floats
    first_heads: Integers


def rounded(matrix: Floats) -> Rounded:
    """Return the nearest rounded matrix."""
    size = np.maximum(np.abs(matrix).max(axis=1, initial=0.0), np.float32(1e-30)) / np.float32(32767)
    return Rounded(np.rint(matrix / size[:, None]).astype(np.int16), size.astype(np.float32))


def fused(model: Lstm) -> LstmWeights:
    """Return the weights of a model as they are now."""
    config = model.config
    named = {name: weight.float().clone().numpy() for name, weight in model.state_dict().items()}
    voices = len(config.voices)
    to_gates, recurrent = named["lstm.weight_ih_l0"], named["lstm.weight_hh_l0"]
    bias = named["lstm.bias_ih_l0"] + named["lstm.bias_hh_l0"]
    from_state, matches = recurrent[:0], np.zeros((0, config.embedding), np.float32)
    chain: list[Floats] = []
    kinds = ["speak"]
    if config.arch == "chained":
        to_gates = np.vstack([to_gates, named["from_input.weight"]])
        bias = np.append(bias, named["from_state.bias"])
        from_state, matches = named["from_state.weight"], named["matches.weight"].T
        chain = [named[f"chain.{index}.weight"] for index in range(voices - 1)]
        kinds = ["speak", "repeat"]
    heads = [f"{kind}.{voice}" for voice in range(voices) for kind in kinds]
    return LstmWeights(
        lags=np.array(config.lags),
        vocabulary=np.array(config.vocabulary),
        offsets=np.cumsum([0, *(size + 1 for size in config.vocabulary[:-1])]),
        inputs=np.stack([named[f"embeddings.{index}.weight"] @ to_gates.T for index in range(len(config.lags))]),
        matches=(matches @ to_gates.T).reshape(len(config.lags) - 1, voices, len(to_gates)),
        places=named["places.weight"] @ to_gates.T + bias,
        tempos=named["tempos.weight"] @ to_gates.T,
        recurrent=rounded(recurrent),
        from_state=rounded(from_state),
        chain=np.array(chain, np.float32).reshape(len(chain), sum(config.vocabulary) + voices, config.head),
        heads=rounded(np.vstack([named[f"{head}.weight"] for head in heads])),
        head_bias=np.concatenate([named[f"{head}.bias"] for head in heads]),
        first_heads=np.cumsum([0, *(choices + len(config.lags) - 1 for choices in config.choices)]),
    )
