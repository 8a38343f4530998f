"""A song: its score, and what the patterns of that score were decoded from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nes_composer.score import edits, locks
from nes_composer.score.instrument import PLAIN, Instrument, Instruments
from nes_composer.score.locks import Locks
from nes_composer.score.score import PATTERN_ROWS, VOICES, Score


@dataclass(frozen=True)
class Origin:
    """How a model came to make rows: enough to have it make them again.

    Parameters
    ----------
    action
        What was done: ``Random``, ``Mutate``, ``Continue`` ….
    model
        Name and hash of the checkpoint.
    seed
        What chance began with, None where nothing was left to it.
    settings
        Names and values, as of the sampling.
    """

    action: str
    model: str
    seed: int | None = None
    settings: tuple[tuple[str, float | str], ...] = ()


@dataclass(frozen=True)
class Pattern:
    """What is known of as many rows as one latent point describes.

    Parameters
    ----------
    z
        Latent point, or None for a hand-written or imported pattern.
    decoded
        What of the rows is the model's; hand edits are what differs from it in the score.
    name
        As the ruler shows it, such as ``A``; empty for the letter of its place.
    origin
        How a model last made it.
    """

    z: tuple[float, ...] | None = None
    decoded: Score | None = None
    name: str = ""
    origin: Origin | None = None


@dataclass(frozen=True)
class Song:
    """A score as a chain of patterns of equal length, the last of which may be shorter.

    Parameters
    ----------
    score
        All rows, as they sound.
    patterns
        One for each `rows_per_pattern` rows begun; filled up with hand-written ones.
    title, author, game
        Free text: what it is called, who wrote it, and where it is from.
    model
        Name and hash of the checkpoint that the latent points belong to; empty without one.
    instruments
        What each voice plays on. An imported song has the plain ones: it brings its own velocity and timbre.
    rows_per_pattern
        As many as one latent point of `model` describes.
    locks
        What no model may change; bars that the song does not have are left out.

    Raises
    ------
    ValueError
        A pattern has no rows.
    """

    score: Score
    patterns: tuple[Pattern, ...] = ()
    title: str = ""
    model: str = ""
    instruments: Instruments = PLAIN
    author: str = ""
    game: str = ""
    rows_per_pattern: int = PATTERN_ROWS
    locks: Locks = locks.NONE

    def __post_init__(self) -> None:
        if self.rows_per_pattern < 1:
            raise ValueError(f"a pattern of {self.rows_per_pattern} rows")
        count = -(-len(self.score) // self.rows_per_pattern)
        missing = count - len(self.patterns)
        object.__setattr__(self, "patterns", (self.patterns + (Pattern(),) * missing)[:count])
        bars = frozenset(bar for bar in self.locks.bars if bar * self.score.rows_per_bar < len(self.score))
        object.__setattr__(self, "locks", Locks(self.locks.voices, bars))

    def name_of(self, index: int) -> str:
        """Return the name of a pattern: its own, or the letter of its place."""
        return self.patterns[index].name or letter(index)

    def pattern_rows(self, index: int) -> Score:
        """Return the rows of one pattern as a score."""
        start = index * self.rows_per_pattern
        return edits.rows_between(self.score, start, start + self.rows_per_pattern)

    def with_instrument(self, voice: int, instrument: Instrument) -> Song:
        """Return the song with another instrument for one voice."""
        p1, p2, tr, no = (instrument if v == voice else old for v, old in enumerate(self.instruments))
        return replace(self, instruments=(p1, p2, tr, no))

    def by_model(self, score: Score) -> Song:
        """Return the song with rows that a model made, as many or more, where nothing that is locked has changed."""
        return replace(self, score=self.locks.keep(self.score, score))

    def with_decoded(
        self,
        index: int,
        z: tuple[float, ...],
        decoded: Score,
        voices: Iterable[int] = range(len(VOICES)),
        strength: float = 1.0,
        origin: Origin | None = None,
    ) -> Song:
        """Return the song with pattern `index` moved to `z`, its hand edits kept.

        Only what `decoded` changes relative to the pattern's last decode is applied, of that the share `strength` as in
        :func:`nes_composer.score.edits.blend`; a pattern without a last decode is replaced, in the voices that the
        model is about. What is known of its making stays unless `origin` tells otherwise.
        """
        start, voices = index * self.rows_per_pattern, tuple(voices)
        # Rows beyond a short last pattern have nowhere to go.
        score = edits.put(self.score, start, decoded, voices)
        before = self.patterns[index].decoded
        if before is None:
            score = edits.blend(self.score, score, strength)
        else:
            decoded = edits.blend(before, decoded, strength)
            # On whole songs, so that a note held across the pattern's border is not broken by it.
            score = edits.apply_change(
                self.score, edits.put(self.score, start, before, voices), edits.put(self.score, start, decoded, voices)
            )
        patterns = list(self.patterns)
        patterns[index] = replace(patterns[index], z=z, decoded=decoded, origin=origin or patterns[index].origin)
        return replace(self.by_model(score), patterns=tuple(patterns))

    def with_point(self, index: int, z: tuple[float, ...], rows: Score, voices: Iterable[int], origin: Origin) -> Song:
        """Return the song with pattern `index` at `z` and exactly these rows, but for the song's tempo and its locks.

        What the pattern was decoded from before is no base for them: hand edits would change what is put there.
        """
        patterns = list(self.patterns)
        patterns[index] = replace(patterns[index], decoded=None)
        rows = replace(rows, rows_per_second=self.score.rows_per_second)
        return replace(self, patterns=tuple(patterns)).with_decoded(index, z, rows, voices, origin=origin)

    def divided(self, model: str, rows_per_pattern: int) -> Song:
        """Return the song as another model takes it: the latent points of the one before mean nothing in it."""
        named = tuple(Pattern(name=pattern.name) for pattern in self.patterns)
        return replace(
            self,
            patterns=named if rows_per_pattern == self.rows_per_pattern else (),
            model=model,
            rows_per_pattern=rows_per_pattern,
        )


def letter(index: int) -> str:
    """Return A, B … Z, AA, AB … for place 0, 1 …."""
    letters = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
