"""Why a figure is not there. A missing value keeps its reason from the file to the page."""

from enum import StrEnum


class Reason(StrEnum):
    """The six reasons for a gap."""

    SUPPRESSED = "suppressed"
    LOW_COVERAGE = "low_coverage"
    NOT_COLLECTED = "not_collected"
    NOT_APPLICABLE = "not_applicable"
    NOT_PUBLISHED = "not_published"
    ERROR = "error"

    @property
    def sentence(self) -> str:
        """The reason as a headteacher would read it."""
        return _SENTENCES[self]

    @property
    def short(self) -> str:
        """The reason in a word or two, for a table cell."""
        return _SHORT[self]


_SENTENCES = {
    Reason.SUPPRESSED: "Withheld by the publisher because few pupils are involved.",
    Reason.LOW_COVERAGE: "Not shown because too few of the pupils could be included.",
    Reason.NOT_COLLECTED: "Not collected that year.",
    Reason.NOT_APPLICABLE: "Does not apply to this school.",
    Reason.NOT_PUBLISHED: "Not in the published files that this site holds.",
    Reason.ERROR: "The published file holds something that is not a figure.",
}
_SHORT = {
    Reason.SUPPRESSED: "withheld",
    Reason.LOW_COVERAGE: "low coverage",
    Reason.NOT_COLLECTED: "not collected",
    Reason.NOT_APPLICABLE: "not applicable",
    Reason.NOT_PUBLISHED: "not published",
    Reason.ERROR: "error in file",
}
