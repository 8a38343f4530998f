"""Instruments made by chance."""

from hypothesis import strategies as st

from nes_composer.score.instrument import Envelope, Instrument, Vibrato


@st.composite
def envelopes(draw, low, high):
    """Return a legal envelope with or without loop and release point."""
    values = tuple(draw(st.lists(st.integers(low, high), min_size=1, max_size=12)))
    release = draw(st.none() | st.integers(1, len(values) - 1)) if len(values) > 1 else None
    loop = draw(st.none() | st.integers(0, (release or len(values)) - 1))
    return Envelope(values, loop, release)


vibratos = st.builds(Vibrato, st.integers(1, 1200), st.floats(1e-3, 30), st.integers(0, 1000))

instruments = st.builds(
    Instrument,
    name=st.text(max_size=20),
    volume=envelopes(0, 15),
    duty=st.none() | envelopes(0, 3),
    arpeggio=envelopes(-96, 96),
    pitch=envelopes(-2400, 2400),
    vibrato=st.none() | vibratos,
)
"""Any instrument; four of them by ``st.tuples(*[instruments] * 4)``."""
