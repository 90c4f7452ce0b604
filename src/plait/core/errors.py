"""The base of every error that a person may read."""


class PlaitError(Exception):
    """What happened, why, and what to do next.

    Parameters
    ----------
    what
        One sentence: what went wrong, naming the thing ("england_ks2final.csv was not imported.").
    why
        One sentence: the cause, as precise as it is known ("Row 17, column URN holds 'abc'.").
    mend
        One sentence: what the reader can do now ("Download the file again and rerun the import.").
    """

    def __init__(self, what: str, *, why: str = "", mend: str = "") -> None:
        super().__init__(" ".join(part for part in (what, why, mend) if part))
        self.what = what
        self.why = why
        self.mend = mend


class NotThere(PlaitError):
    """Something that is not there, or not for this viewer: both are answered alike, so that nothing is given away."""


class NotAllowed(PlaitError):
    """The person who acts may not do this."""
