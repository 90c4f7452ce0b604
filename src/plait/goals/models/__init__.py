"""What the database keeps of goals, a module for each part."""

from plait.goals.models.alignment import AlignmentLevel, AlignmentPage, Decision
from plait.goals.models.alignment_schools import Exemption, ImpactReview, Position

__all__ = ["AlignmentLevel", "AlignmentPage", "Decision", "Exemption", "ImpactReview", "Position"]
