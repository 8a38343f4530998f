"""The sound driver: a score and instruments in, register writes out."""
