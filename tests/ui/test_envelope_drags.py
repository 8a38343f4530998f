from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score.instrument import Envelope, Instrument
from nes_composer.score.score import NO, P1, TR
from nes_composer.ui.envelope_drags import begin
from nes_composer.ui.envelope_kinds import kinds
from nes_composer.ui.envelope_view import EnvelopeView, Part, seen_ticks

VOLUME = kinds(P1)[0]
VIEW = EnvelopeView(200, 160, 16, 16)
PLACES = st.tuples(st.integers(-300, 900), st.integers(-300, 900))


def place(tick, row):
    return VIEW.x(tick + 0.5), VIEW.y(row + 0.5)


@given(
    st.sampled_from([P1, TR, NO]),
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(Part), st.lists(PLACES, min_size=1, max_size=5)), max_size=8),
)
def test_any_drags_leave_a_legal_instrument(voice, drags):
    """Instruments that are not legal cannot be made."""
    instrument = Instrument("x")
    for which, part, places in drags:
        kind = kinds(voice)[which]
        kind = kind.within(kind.reaches[-1]) if kind.reaches else kind
        envelope = kind.of(instrument) or Envelope((0,))
        view = EnvelopeView(200, 160, seen_ticks(len(envelope.values)), len(kind.values))
        drag = begin(part, envelope, kind, view)
        for x, y in places if drag else ():
            instrument = kind.put(instrument, drag.move(x, y))


def test_a_fast_mouse_leaves_no_gaps():
    drag = begin(Part.BARS, Envelope((15,) * 10), VOLUME, VIEW)
    drag.move(*place(2, 0))
    assert drag.move(*place(8, 12)).values == (15, 15, 0, 2, 4, 6, 8, 10, 12, 15)


def test_drawing_back_draws_over():
    drag = begin(Part.BARS, Envelope((15,) * 4), VOLUME, VIEW)
    for at in ((0, 3), (3, 3), (1, 9)):
        envelope = drag.move(*place(*at))
    assert envelope.values == (3, 9, 6, 3)


def test_what_a_handle_pushes_aside_comes_back():
    base = Envelope((1, 2, 3, 4, 5), 2, 4)
    release = begin(Part.RELEASE, base, VOLUME, VIEW)
    assert release.move(*place(1, 0)) == Envelope((1, 2, 3, 4, 5), 0, 1)
    assert release.move(*place(3, 0)) == Envelope((1, 2, 3, 4, 5), 2, 3)
    length = begin(Part.LENGTH, base, VOLUME, VIEW)
    assert length.move(VIEW.x(2.2), 0) == Envelope((1, 2))
    assert length.move(VIEW.x(5), 0) == base
    loop = begin(Part.LOOP, base, VOLUME, VIEW)
    assert loop.move(*place(9, 0)).loop == 3
    assert loop.move(*place(0, 0)).loop == 0


def test_the_title_begins_nothing():
    assert begin(Part.TITLE, Envelope((1,)), VOLUME, VIEW) is None
