"""Records for tests, written plainly."""

from django.utils import timezone

from plait.insight.findings import Stance
from plait.insight.models import Finding
from plait.organisations.models import Organisation, Person


def keep(keeper: Person, *, owner: Organisation, visibility: str, exception: bool = False) -> Finding:
    """A finding of an organisation that somebody keeps."""
    return Finding.objects.create(
        owner=owner,
        trust_id=owner.trust_id,
        author=keeper,
        keeper=keeper,
        visibility=visibility,
        exception=exception,
        urn=owner.urn or 900_000,
        school_name=owner.name,
        outcome="primary.ks2_rwm_expected",
        build="2024_a",
        stance=Stance.HOLDS.value,
        seen="Every morning begins with reading aloud.",
        looked_on=timezone.localdate(),
    )
