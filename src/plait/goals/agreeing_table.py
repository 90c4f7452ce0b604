"""What goes out of a consultation and comes back in, as tables: claims to vote on, and comments with their answers."""

from typing import Final

from plait.core.tables_in import Column, Kind
from plait.goals.agreeing import LONGEST_CLAIM, ClaimState

CLAIMS: Final = "Claims"
COMMENTS: Final = "Comments"
CLAIM_COLUMNS: Final = (
    Column("Number", Kind.WHOLE, lo=1),
    Column("Claim", required=True, longest=LONGEST_CLAIM),
    Column("State", choices=tuple(each.label for each in ClaimState)),
    Column("Why it is not taken up", longest=300),
)
COMMENT_COLUMNS: Final = (
    Column("Number", Kind.WHOLE, lo=1),
    Column("Place", longest=60),
    Column("Passage"),
    Column("As it read"),
    Column("Comment", required=True, longest=2000),
    Column("By", longest=200),
    Column("On", Kind.DATE),
    Column("Answer", longest=2000),
    Column("Answered by", longest=200),
)
CLAIM_HEADING: Final = tuple(each.name for each in CLAIM_COLUMNS)
COMMENT_HEADING: Final = tuple(each.name for each in COMMENT_COLUMNS)
# Headings by which a table of votes or of comparisons is known: they are people's own, and never come back in.
COUNTED: Final = frozenset({"voted", "you said", "group", "judgements"})
