"""What the database keeps about builds, and the measures that trusts and schools keep themselves."""

from plait.indicators.models.builds import LedgerIsAppendOnly, ServedBuild
from plait.indicators.models.own_measures import OwnLimit, OwnMeasure, OwnValue

__all__ = ["LedgerIsAppendOnly", "OwnLimit", "OwnMeasure", "OwnValue", "ServedBuild"]
