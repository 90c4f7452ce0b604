"""Sharing a record of any kind with another trust until a day."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from plait.core.errors import PlaitError
from plait.core.services import once
from plait.organisations.models.records import TenantedRecord
from plait.organisations.queries import agreements, shared_records
from plait.organisations.queries.visibility import type_of
from plait.organisations.roles import May
from plait.organisations.services import sharing
from plait.organisations.services.authority import require
from plait.organisations.shareable import Shareable, find_by_word
from plait.web import names
from plait.web.context import person_of, scope_of
from plait.web.findings.forms import OfferForm
from plait.web.findings.share import label_of, present_share
from plait.web.people.answers import see_other


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, record: str, number: int) -> HttpResponse:
    """Offer a record to another trust, and see with whom it is shared."""
    scope, person = scope_of(request), person_of(request)
    kind = find_by_word(record)
    if kind is None:
        raise Http404
    one = shared_records.get_record(scope, kind=record, number=number)
    require(May.SHARE, at=one.owner, by=person)
    partners = [(each.pk, names.show(each.name)) for each in agreements.list_partners(scope)]
    form = OfferForm(request.POST or None, partners=partners)
    if request.method == "POST" and form.is_valid() and _offer(request, one, kind=kind, form=form):
        return see_other("record-share", record, number)
    shares = agreements.list_of_record(scope, record_type=type_of(type(one)), record_id=str(number))
    page = present_share(one, kind=kind, shares=shares)
    context = {"page": page, "form": form, "token": once.make_token(), "crumbs": page.crumbs}
    return render(request, "findings/share.html", context, status=422 if form.errors else 200)


def _offer(request: HttpRequest, one: TenantedRecord, *, kind: Shareable, form: OfferForm) -> bool:
    """Whether it was offered; where it was refused, the form says why."""
    told, person = form.cleaned_data, person_of(request)
    partner = next(each for each in agreements.list_partners(scope_of(request)) if each.pk == told["partner"])

    def work() -> str:
        made = sharing.share_with(
            one,
            partner=partner,
            until=told["until"],
            purpose=told["purpose"],
            label=label_of(one, kind=kind),
            by=person,
        )
        return str(made.pk)

    try:
        once.do(request.POST.get("token", ""), by=person.pk, work=work)
    except PlaitError as refused:
        form.add_error(None, " ".join(part for part in (refused.why, refused.mend) if part))
        return False
    messages.success(request, f"Offered to {names.show(partner.name)}. They read it once they accept.")
    return True
