"""What the database keeps of goals, a module for each part."""

from plait.goals.models.agreeing import Claim, Comment, Consultation, Vote
from plait.goals.models.agreeing_comparing import AgreeingResult, Compared, Comparing
from plait.goals.models.aims import AimReview, AimWords, Goal, Priority, SuccessMeasure, WithoutPriority
from plait.goals.models.aims_noted import Noted
from plait.goals.models.alignment import AlignmentLevel, AlignmentPage, Decision
from plait.goals.models.alignment_schools import Exemption, ImpactReview, Position
from plait.goals.models.evaluating import Judged, Moderated, Moderator, SelfEvaluation
from plait.goals.models.evidence import Bet, Entry
from plait.goals.models.quality import Definition, Domain, Exemplar, Level, LevelText, Shown, Statement
from plait.goals.models.uploads import Upload
from plait.goals.models.versions import Kept

__all__ = [
    "AgreeingResult",
    "AimReview",
    "AimWords",
    "AlignmentLevel",
    "AlignmentPage",
    "Bet",
    "Claim",
    "Comment",
    "Compared",
    "Comparing",
    "Consultation",
    "Decision",
    "Definition",
    "Domain",
    "Entry",
    "Exemplar",
    "Exemption",
    "Goal",
    "ImpactReview",
    "Judged",
    "Kept",
    "Level",
    "LevelText",
    "Moderated",
    "Moderator",
    "Noted",
    "Position",
    "Priority",
    "SelfEvaluation",
    "Shown",
    "Statement",
    "SuccessMeasure",
    "Upload",
    "Vote",
    "WithoutPriority",
]
