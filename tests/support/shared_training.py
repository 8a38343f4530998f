"""Trains a tiny LSTM in as many processes as it is told: `shared_training.py CORPUS.npz OUT PROCESSES`."""

import sys
from pathlib import Path

import torch

from nes_composer.models.lstm import LstmConfig
from train import corpus as corpora
from train.fit import fit
from train.lstm_task import LstmSettings


def train(data: Path, out: Path, processes: int) -> None:
    # Dropout would be another in each process.
    config = LstmConfig(embedding=16, hidden=16, head=8, dropout=0.0)
    settings = LstmSettings(steps=6, max_minutes=1e9, batch=4, rows=32, warmup_steps=2)
    fit(corpora.load(data), out, config, settings, devices=processes)


if __name__ == "__main__":
    torch.set_num_threads(1)
    train(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
