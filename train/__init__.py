"""Training: from NES-MDB to checkpoints, without a screen."""
