"""Closing what its last day has closed: results are worked out a last time and kept, and people are told. Daily."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from plait.core import clock, events
from plait.core.services import audit
from plait.goals.happenings import ConsultationChanged
from plait.goals.models import Consultation
from plait.goals.services.agreeing import TYPE
from plait.goals.services.agreeing_results import settle


def close_due() -> int:
    """Close every consultation whose last day is past and that nobody closed; how many there were.

    Nothing was taken since that day in any case: `is_open` goes by the day. What is done here is what somebody would
    have to open the page for: the last results, and word of them.
    """
    waiting = Consultation.objects.filter(closes_on__lt=clock.today(), closed_at=None)
    return sum(_close(number) for number in waiting.order_by("pk").values_list("pk", flat=True))


def _close(number: int) -> bool:
    """Work out the results outside a transaction, as it may take a while, then close; whether it was still waiting."""
    settle(Consultation.objects.select_related("owner", "trust", "decision").get(pk=number))
    with transaction.atomic():
        held = Consultation.objects.select_for_update().get(pk=number)
        if held.closed_at is not None or held.closes_on >= clock.today():
            return False
        held.closed_at = timezone.make_aware(dt.datetime.combine(held.closes_on, dt.time(23, 59, 59)))
        held.save_over(held.version, fields=["closed_at"])
        events.record(ConsultationChanged(consultation=held.pk, what="closed", by=None))
        after = {"closes_on": held.closes_on.isoformat(), "closed_at": held.closed_at.isoformat()}
        audit.record("consultation.closed", on=(TYPE, held.pk), by=None, organisation=held.owner_id, after=after)
        return True
