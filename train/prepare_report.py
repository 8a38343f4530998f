"""What a prepared data set holds, and what was left out of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nes_composer.score.score import TICK_RATE, VOICES
from train.corpus import SPLITS, Corpus

_SHOWN = 5


@dataclass
class Report:
    """Counts of a preparation, and why files could not be read; those of several are added up.

    Parameters
    ----------
    counts
        Numbers by what is counted.
    unreadable
        A sentence for each unreadable file.
    """

    counts: Counter[str] = field(default_factory=Counter)
    unreadable: list[str] = field(default_factory=list)

    def add_json(self, text: str) -> None:
        """Add what :meth:`to_json` gave.

        Raises
        ------
        ValueError
            It is something else.
        """
        content = json.loads(text)
        match content:
            case {"counts": dict(counts), "unreadable": list(unreadable)}:
                if not all(type(count) is int for count in counts.values()):
                    raise ValueError("its report has a count that is no number")
                self.counts.update(counts)
                self.unreadable += map(str, unreadable)
            case _:
                raise ValueError("its report counts nothing")

    def to_json(self, corpora: Sequence[Corpus]) -> str:
        """Return the counts and what the corpora hold as JSON."""
        holds = {corpus.grid: describe(corpus) for corpus in corpora}
        return json.dumps({"counts": self.counts, "unreadable": self.unreadable, "holds": holds})

    def to_text(self, corpora: Sequence[Corpus]) -> str:
        """Return the same for people."""
        lines = [f"{count:10,} {what}" for what, count in self.counts.items() if count]
        lines += [f"           {sentence}" for sentence in self.unreadable[:_SHOWN]]
        lines += [f"           and {len(self.unreadable) - _SHOWN} more"] * (len(self.unreadable) > _SHOWN)
        lines.append(f"grid  split  songs       rows  hours  sounding: {'   '.join(VOICES)}   R mean median")
        for corpus in corpora:
            for split, facts in describe(corpus).items():
                shares = " ".join(f"{100 * share:3.0f}%" for share in facts["sounding"].values())
                lines.append(
                    f"{corpus.grid:5} {split:5} {facts['songs']:6,} {facts['rows']:10,} {facts['hours']:6.2f}"
                    f"           {shares}    {facts['fit_mean']:.2f}   {facts['fit_median']:.2f}"
                )
        return "\n".join(lines)


def describe(corpus: Corpus) -> dict[str, dict[str, Any]]:
    """Return what each split that is not empty holds: songs, rows, hours, share of rows each voice sounds in, and R."""
    facts = {}
    lengths = np.diff(corpus.start)
    for index, split in enumerate(SPLITS):
        chosen = corpus.split == index
        if not chosen.any():
            continue
        sounding = corpus.pitch[np.repeat(chosen, lengths)] > 0
        ticks = float(lengths[chosen] @ corpus.ticks_per_row[chosen].astype(np.float64))
        facts[split] = {
            "songs": int(chosen.sum()),
            "rows": len(sounding),
            "hours": round(ticks / TICK_RATE / 3600, 4),
            "sounding": {name: round(float(sounding[:, voice].mean()), 4) for voice, name in enumerate(VOICES)},
            "fit_mean": round(float(corpus.fit[chosen].mean()), 4),
            "fit_median": round(float(np.median(corpus.fit[chosen])), 4),
        }
    return facts
