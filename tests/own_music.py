"""What `docs/training.md` tells people to expect: the demo corpus as somebody's folder of MIDI, measured.

`.venv/bin/python tests/own_music.py` writes `docs/own-music.json`, of which `python3 dev.py docs` makes the table. It
takes a quarter of an hour.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nes_composer.formats.registry import write_song
from nes_composer.score.song import Song
from train.corpus import SPLITS, load
from train.demo_corpus import demo_songs

OUT = Path(__file__).parents[1] / "docs" / "own-music.json"
KINDS = {"vae": "reconstruction_accuracy_onset", "lstm": "accuracy_onset"}


def run(folder: Path, *words: str) -> float:
    """Run a command of the trainer in a folder; return how many seconds it took."""
    begin = time.monotonic()
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run([sys.executable, "-m", "train", *words], cwd=folder, env=here, check=True)
    return time.monotonic() - begin


def measure(minutes: float) -> dict[str, object]:
    """Do all steps of the page once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "my-music").mkdir()
        for title, score in demo_songs():
            write_song(folder / "my-music" / f"{title}.mid", Song(score, title=title))
        found: dict[str, object] = {"minutes": minutes, "cores": len(os.sched_getaffinity(0))}
        found["prepare_s"] = round(run(folder, "prepare", "my-music", "--out", "my-music.npz"), 1)
        corpus = load(folder / "my-music.npz")
        found["songs"] = {split: len(corpus.songs(split, 0.0)) for split in SPLITS}
        found["rows"] = len(corpus.pitch)
        for kind, accuracy in KINDS.items():
            out = f"my-{kind}.safetensors"
            run(folder, "fit", kind, "--data", "my-music.npz", "--out", out, "--max-minutes", str(minutes))
            measured = {"megabytes": round((folder / out).stat().st_size / 1e6, 1)}
            for split in ("train", "test"):
                report = f"{kind}-{split}.json"
                took = run(folder, "evaluate", out, "--data", "my-music.npz", "--split", split, "--json", report)
                (told,) = json.loads((folder / report).read_text(encoding="utf-8"))
                voices = {voice: share for voice, share in told[accuracy].items() if voice != "mean"}
                measured[f"{split}_onsets"] = round(sum(voices.values()) / len(voices), 3)
                measured["evaluate_s"] = round(took)
            found[kind] = measured
    return found


def main() -> None:
    """Measure, and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="of each training")
    OUT.write_text(json.dumps(measure(parser.parse_args().minutes), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
