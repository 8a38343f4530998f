"""What can go wrong with a training. Apart, as torch takes seconds to load and the command line is there at once."""


class FitError(ValueError):
    """A training that cannot begin or go on; the message says why and what is kept."""
