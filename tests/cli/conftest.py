"""What the tests of commands share."""

from support.commands import fail, project, run, shipped, tiny_checkpoints

__all__ = ["fail", "project", "run", "shipped", "tiny_checkpoints"]
