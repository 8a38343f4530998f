"""One row of several takes in one compiled function: an LSTM's step, and the voices' draws in a chain.

Steps this small are lost among the calls of a tensor library. The weights are read from memory once for all takes,
which is most of the time that is left.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from nes_composer.kernel_cache import kept
from nes_composer.models.codec import FIRST_PITCH, HOLD
from nes_composer.models.lstm_weights import LstmWeights

GROUP = 2
"""Takes are worked out two at a time, a missing one too: so each is the same to the last bit however many there are."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


def _compiled(function: _Function) -> _Function:
    """Compile a function; it may take sums in another order, which is what lets it use the whole width of the CPU."""
    return cast(_Function, numba.njit(**_OPTIONS, fastmath={"contract", "reassoc"})(function))


@_compiled
def _add_product(steps: Any, size: Any, vectors: Any, sums: Any) -> None:
    """Add a rounded matrix [outputs, inputs] times each of `vectors` [K, inputs] to `sums` [K, outputs]."""
    for output in range(len(steps)):
        row = steps[output]
        for group in range(0, len(vectors), GROUP):
            one, two = vectors[group], vectors[group + 1]
            of_one = of_two = np.float32(0)
            for i in range(len(row)):
                weight = np.float32(row[i])
                of_one += weight * one[i]
                of_two += weight * two[i]
            sums[group, output] += size[output] * of_one
            sums[group + 1, output] += size[output] * of_two


@_compiled
def _tanh(x: Any) -> Any:
    """Return tanh x to seven digits, by the ratio of polynomials that Eigen has for it: a loop of it is vectorised."""
    x = min(max(x, np.float32(-7.9053111)), np.float32(7.9053111))
    y = x * x
    top = np.float32(2.00018790e-13) + y * np.float32(-2.76076848e-16)
    top = np.float32(5.12229709e-08) + y * (np.float32(-8.60467152e-11) + y * top)
    top = np.float32(6.37261929e-04) + y * (np.float32(1.48572236e-05) + y * top)
    top = np.float32(4.89352456e-03) + y * top
    bottom = np.float32(1.18534706e-04) + y * np.float32(1.19825839e-06)
    bottom = np.float32(4.89352519e-03) + y * (np.float32(2.26843463e-03) + y * bottom)
    return x * top / bottom


@_compiled
def _erf(x: Any) -> Any:
    """Return erf x to seven digits, likewise."""
    x = min(max(x, np.float32(-4)), np.float32(4))
    y = x * x
    top = np.float32(2.77068142e-08) + y * np.float32(-2.72614226e-10)
    top = np.float32(-5.69250639e-05) + y * (np.float32(-2.10102402e-06) + y * top)
    top = np.float32(-2.95459981e-03) + y * (np.float32(-7.34990631e-04) + y * top)
    top = np.float32(-1.60960333e-02) + y * top
    bottom = np.float32(-2.13374055e-04) + y * np.float32(-1.45660718e-05)
    bottom = np.float32(-7.37332917e-03) + y * (np.float32(-1.68282697e-03) + y * bottom)
    bottom = np.float32(-1.42647391e-02) + y * bottom
    return x * top / bottom


@_compiled
def _sigmoid(x: Any) -> Any:
    return np.float32(0.5) + np.float32(0.5) * _tanh(np.float32(0.5) * x)


@_compiled
def _add(said: Any, gates: Any, features: Any) -> None:
    for i in range(len(gates)):
        gates[i] += said[i]
    for i in range(len(features)):
        features[i] += said[len(gates) + i]


@_compiled
def _add_tokens(weights: LstmWeights, tokens: Any, row: int, gates: Any, features: Any) -> None:
    """Add what one take's tokens [rows, V] before a row say to its gates and its features."""
    for voice in range(len(weights.vocabulary)):
        for index in range(len(weights.lags)):
            then = tokens[row - weights.lags[index], voice]
            _add(weights.inputs[index, weights.offsets[voice] + then], gates, features)
        for index in range(len(weights.matches)):
            if tokens[row - 1, voice] == tokens[row - 1 - weights.lags[index + 1], voice]:
                _add(weights.matches[index, voice], gates, features)


@_compiled
def _step_units(gates: Any, hidden: Any, cell: Any) -> None:
    """Step one take's state [H]; its `gates` [4H] are input, forget, cell and output, in torch's order."""
    units = len(hidden)
    for i in range(units):
        kept = _sigmoid(gates[units + i]) * cell[i]
        cell[i] = kept + _sigmoid(gates[i]) * _tanh(gates[2 * units + i])
        hidden[i] = _sigmoid(gates[3 * units + i]) * _tanh(cell[i])


@_compiled
def _step(
    weights: LstmWeights, tokens: Any, row: int, place: int, tempo: int, hidden: Any, cell: Any, features: Any
) -> None:
    """Step the LSTM to a row, and write the features of all voices [K, F] there."""
    takes = len(hidden)
    gates = np.zeros((takes, len(weights.recurrent.steps)), np.float32)
    features[:] = 0
    for take in range(takes):
        _add(weights.places[place], gates[take], features[take])
        _add(weights.tempos[tempo], gates[take], features[take])
        _add_tokens(weights, tokens[take], row, gates[take], features[take])
    _add_product(weights.recurrent.steps, weights.recurrent.size, hidden, gates)
    for take in range(takes):
        _step_units(gates[take], hidden[take], cell[take])
    _add_product(weights.from_state.steps, weights.from_state.size, hidden, features)


@_compiled
def _voice_features(weights: LstmWeights, voice: int, tokens: Any, features: Any, out: Any) -> None:
    """Write what one voice of a take chooses from [F / V], given the tokens [V] of the row's earlier voices."""
    size = len(out)
    for i in range(size):
        out[i] = features[voice * size + i]
    for earlier in range(voice):
        said = weights.chain[voice - 1, weights.offsets[earlier] + tokens[earlier]]
        for i in range(size):
            out[i] += said[i]
    for i in range(size):
        # GELU as torch has it.
        out[i] *= np.float32(0.5) + np.float32(0.5) * _erf(out[i] * np.float32(math.sqrt(0.5)))


@_compiled
def _add_votes(weights: LstmWeights, voice: int, tokens: Any, row: int, logits: Any, votes: Any) -> None:
    """Add votes [L - 1] to the logits of what a voice had at the lags; none is for what is before the start."""
    for index in range(len(votes)):
        then = tokens[row - weights.lags[index + 1], voice]
        if then < weights.vocabulary[voice]:
            logits[then] += votes[index]


@_compiled
def _stay_in_key(logits: Any, allowed: Any) -> None:
    """Leave only the allowed of a voice's onsets. They get the odds of the others, each as much more as any other one.

    So a note starts as often as it would without a key: else a song in a strange one would fall silent.
    """
    if allowed.all():
        return
    highest = logits.max()
    highest_allowed = np.float32(-np.inf)
    for i in range(len(logits)):
        if allowed[i]:
            highest_allowed = max(highest_allowed, logits[i])
    every = those = 0.0
    for i in range(len(logits)):
        every += math.exp(np.float64(logits[i]) - highest)
        if allowed[i]:
            those += math.exp(np.float64(logits[i]) - highest_allowed)
    more = np.float32(highest + math.log(every) - highest_allowed - math.log(those))
    for i in range(len(logits)):
        logits[i] = logits[i] + more if allowed[i] else -np.inf


@_compiled
def _begin_anew_instead(logits: Any) -> None:
    """Give the odds that a song ends here, the last of the first voice's logits, to its onsets.

    Left to the rests they would let a song that must go on fade into a silence that lasts.
    """
    end = len(logits) - 1
    highest = logits[FIRST_PITCH:].max()
    onsets = 0.0
    for i in range(FIRST_PITCH, end):
        onsets += math.exp(np.float64(logits[i]) - highest)
    # Where the end is all but sure, its odds are those of any onset.
    onsets = max(onsets, 1e-30)
    more = math.log1p(math.exp(np.float64(logits[end]) - highest) / onsets)
    for i in range(FIRST_PITCH, end):
        logits[i] += np.float32(more)
    logits[end] = -np.inf


@_compiled
def draw(logits: Any, temperature: float, top_p: float, uniform: float) -> Any:
    """Return the index of a token, drawn with a number from [0, 1); a logit of −∞ never is."""
    highest, total = logits.max(), 0.0
    odds, order = np.empty(len(logits)), np.empty(len(logits), np.int64)
    for i in range(len(logits)):
        odds[i] = math.exp((np.float64(logits[i]) - highest) / temperature)
        total += odds[i]
    # Tokens this rare are never needed: all of them together are at most what top-p leaves out.
    rare = (1 - top_p) * total / len(logits)
    kept = 0
    for i in range(len(logits)):
        if odds[i] > rare:
            place = kept
            while place > 0 and odds[order[place - 1]] < odds[i]:
                order[place] = order[place - 1]
                place -= 1
            order[place] = i
            kept += 1
    count, mass = 0, 0.0
    while count < kept and mass < top_p * total:
        mass += odds[order[count]]
        count += 1
    left = uniform * mass
    for i in range(count - 1):
        left -= odds[order[i]]
        if left < 0:
            return order[i]
    return order[count - 1]


@_compiled
def draw_token(logits: Any, vocabulary: int, temperature: float, top_p: float, uniforms: Any) -> Any:
    """Return a token: first whether a note starts, is held, rests or the song ends, then which note, with two numbers.

    `vocabulary` is where the onsets end in the logits. Temperature changes either choice by itself, top-p only that of
    the note: else what is rare on each single row, that a silent voice begins again, would never come.
    """
    notes = logits[FIRST_PITCH:vocabulary]
    highest, onsets = notes.max(), 0.0
    for i in range(len(notes)):
        onsets += math.exp(np.float64(notes[i]) - highest)
    kinds = np.empty(1 + len(logits) - len(notes), np.float32)
    kinds[0] = highest + np.float32(math.log(onsets))
    kinds[1 : 1 + FIRST_PITCH] = logits[:FIRST_PITCH]
    kinds[1 + FIRST_PITCH :] = logits[vocabulary:]
    kind = draw(kinds, temperature, 1.0, uniforms[0])
    if kind == 0:
        return FIRST_PITCH + draw(notes, temperature, top_p, uniforms[1])
    return kind - 1 if kind <= FIRST_PITCH else vocabulary + kind - 1 - FIRST_PITCH


def _draw_row(
    weights: LstmWeights,
    hidden: NDArray[np.float32],
    cell: NDArray[np.float32],
    sounding: NDArray[np.bool_],
    tokens: NDArray[np.int64],
    row: int,
    place: int,
    tempo: int,
    given: NDArray[np.int64],
    temperature: float,
    top_p: float,
    may_end: bool,
    allowed: NDArray[np.bool_],
    uniforms: NDArray[np.float64],
    logits: NDArray[np.float32],
) -> None:
    """Draw one row of K takes, a multiple of `GROUP`.

    Parameters
    ----------
    weights
        Of the model.
    hidden, cell : float32 [K, H]
        State of the LSTM; stepped.
    sounding : bool [K, V]
        Whether the voice sounds on the row before: where it does not, nothing can be held. Brought up to this row.
    tokens : int64 [K, rows, V]
        All before `row` is known, at least as far back as the model looks; that row is written.
    row
        Which row that is.
    place, tempo
        As for :meth:`nes_composer.models.lstm.Lstm.forward`.
    given : int64 [V]
        Tokens of the row that are not drawn but given, −1 for those that are drawn.
    temperature, top_p
        See :class:`nes_composer.models.sampling.Sampling`.
    may_end
        Whether the end of the song can be drawn; otherwise a note begins as much more often.
    allowed : bool [V, tokens]
        Which onsets of each voice can be drawn; what stands for other tokens does not matter.
    uniforms : float64 [K, V, 2]
        From [0, 1): what each draw is made with, see :func:`draw_token`.
    logits : float32 [K, heads]
        Written for the voices that are drawn: from the first head of each its logits, with −∞ for what cannot be.
    """
    takes, voices = sounding.shape
    features = np.empty((takes, len(weights.from_state.steps)), np.float32)
    chosen_from = hidden
    if features.size:
        chosen_from = np.empty((takes, features.shape[1] // voices), np.float32)
    _step(weights, tokens, row, place, tempo, hidden, cell, features)
    for voice in range(voices):
        heads = slice(weights.first_heads[voice], weights.first_heads[voice + 1])
        choices = weights.vocabulary[voice] + (voice == 0)
        if given[voice] < 0:
            for take in range(takes):
                if features.size:
                    _voice_features(weights, voice, tokens[take, row], features[take], chosen_from[take])
                logits[take, heads] = weights.head_bias[heads]
            _add_product(weights.heads.steps[heads], weights.heads.size[heads], chosen_from, logits[:, heads])
        for take in range(takes):
            token = given[voice]
            if token < 0:
                own = logits[take, heads]
                _add_votes(weights, voice, tokens[take], row, own[:choices], own[choices:])
                onsets = slice(FIRST_PITCH, weights.vocabulary[voice])
                _stay_in_key(own[onsets], allowed[voice, onsets])
                if not sounding[take, voice]:
                    own[HOLD] = -np.inf
                if voice == 0 and not may_end:
                    _begin_anew_instead(own[:choices])
                token = draw_token(own[:choices], weights.vocabulary[voice], temperature, top_p, uniforms[take, voice])
            tokens[take, row, voice] = token
            sounding[take, voice] = token >= FIRST_PITCH or (token == HOLD and sounding[take, voice])


draw_row = kept(_draw_row, **_OPTIONS)
