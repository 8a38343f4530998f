"""What went wrong with a file, for people."""

from __future__ import annotations

from pathlib import Path


def sentence(path: Path, error: Exception | None) -> str:
    """Return in one sentence what went wrong with a file."""
    if isinstance(error, OSError) and error.strerror:
        return f"{path}: {error.strerror}"
    text = str(error)
    return text if str(path) in text else f"{path}: {text or type(error).__name__}"
