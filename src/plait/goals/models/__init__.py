"""What the database keeps of goals, a module for each part."""

from plait.goals.models.alignment import AlignmentLevel, AlignmentPage, Decision
from plait.goals.models.alignment_schools import Exemption, ImpactReview, Position
from plait.goals.models.quality import Definition, Domain, Exemplar, Level, LevelText, Shown, Statement
from plait.goals.models.versions import Kept

__all__ = [
    "AlignmentLevel",
    "AlignmentPage",
    "Decision",
    "Definition",
    "Domain",
    "Exemplar",
    "Exemption",
    "ImpactReview",
    "Kept",
    "Level",
    "LevelText",
    "Position",
    "Shown",
    "Statement",
]
