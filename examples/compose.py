"""Compose with the shipped models, cell by cell: in an editor that knows ``# %%``, or as a whole by Python."""

# %% What is made, and where
from pathlib import Path

import nes_composer as nes

SEED = 35
BARS = 8
OUT = Path("out")

OUT.mkdir(parents=True, exist_ok=True)

# %% A piece from latent space: a theme, the theme again, a bridge, the theme
vae = nes.Vae()
z = vae.random(SEED)
song = vae.decode(z, rows_per_second=8.6)
print(f"{len(song.patterns)} patterns of {vae.latent} numbers each: {len(song.score)} rows")

# %% The same piece with a bridge that is half way to the theme
z[2] = (z[0] + z[2]) / 2
song = vae.decode(z, rows_per_second=8.6)

# %% Three ways in which it may go on; the one with the most notes is kept
lstm = nes.Lstm()
takes = lstm.continue_(song, BARS, takes=3, seed=SEED)
longer = max(takes, key=lambda take: take.score.onset.sum())
print("notes of the takes:", [int(take.score.onset.sum() - song.score.onset.sum()) for take in takes])

# %% What it sounds like, as numbers
samples = nes.render(longer, 48_000)
print(f"{len(samples) / 48_000:.1f} s, peak {abs(samples).max():.2f}")

# %% As files: for the window, for players and consoles, for everybody
for name in ("piece.nesproj", "piece.nsf", "piece.mid", "piece.wav"):
    nes.save(longer, OUT / name)

# %% Where the new bars lie in latent space
for index, point in enumerate(vae.encode(nes.load(OUT / "piece.nesproj"))):
    print(f"pattern {index}: {abs(point).max():.2f} is its largest coordinate")
