"""The drawings of the docs, each made from what it shows: contracts, checkpoints, real songs, measured times."""
