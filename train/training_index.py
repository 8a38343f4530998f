"""The novelty index of a data set: what the program compares songs with."""

from __future__ import annotations

from nes_composer.models.codec import tokens_of
from nes_composer.models.novelty import TrainingIndex
from train.corpus import Corpus


def training_index(corpus: Corpus) -> TrainingIndex:
    """Return the index of all songs of the split ``train``, however well their grids fit."""
    starts, ends = corpus.start[:-1], corpus.start[1:]
    songs = (
        (str(corpus.name[song]), tokens_of(corpus.pitch[first:end], corpus.onset[first:end]))
        for song in corpus.songs("train", 0)
        for first, end in [(starts[song], ends[song])]
    )
    return TrainingIndex.of(songs, corpus.digest())
