"""The sound chip: register writes in, samples out. Knows no notes."""
