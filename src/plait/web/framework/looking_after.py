"""What is done with the whole of an improvement model: each form, and what handing it in does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest

from plait.core.services import once
from plait.framework import tables
from plait.framework.models import LONGEST, ImprovementModel, ModelVersion
from plait.framework.queries import frameworks, improvement
from plait.framework.queries.carrying import find_ahead
from plait.framework.services import improvement as writing
from plait.organisations.models import Organisation, Share
from plait.organisations.queries import agreements
from plait.organisations.queries.visibility import type_of
from plait.organisations.roles import May
from plait.organisations.services import sharing
from plait.organisations.visibility import Visibility
from plait.web import names, words
from plait.web.context import person_of, scope_of
from plait.web.findings.forms import OfferForm
from plait.web.framework.forms import CarryForm, KeepForm, ReadersForm, SheetForm
from plait.web.framework.sheets import read_rows


@dataclass(slots=True)
class Desk:
    """The forms of the page, those that this viewer can use now."""

    request: HttpRequest
    model: ImprovementModel
    partners: Sequence[Organisation]
    keep: KeepForm
    readers: ReadersForm
    sheet: SheetForm
    carry: CarryForm | None
    offer: OfferForm | None
    shares: Sequence[Share]
    last: ModelVersion | None
    edition_in_use: int
    token: str

    def form_of(self, act: str) -> forms.Form | None:
        """The form that was handed in; None where there is no such form for this viewer."""
        return {
            "keep": self.keep,
            "readers": self.readers,
            "sheet": self.sheet,
            "carry": self.carry,
            "offer": self.offer,
        }.get(act)

    @property
    def errors(self) -> forms.Form | None:
        """The form in which something has to be mended."""
        held = (self.keep, self.readers, self.sheet, self.carry, self.offer)
        return next((each for each in held if each is not None and each.is_bound and each.errors), None)

    def do(self, act: str) -> str:
        """Do what a form that is valid asks for, and return what to say; empty where the form says why it was not."""
        match act:
            case "keep":
                return self._keep()
            case "readers":
                return self._change_readers()
            case "sheet":
                return self._take_in()
            case "carry":
                return self._carry_forward()
            case _:
                return self._offer()

    def _keep(self) -> str:
        person, note = person_of(self.request), self.keep.cleaned_data["note"]
        done = self.keep.do(lambda: writing.keep(self.model, note=note, by=person).number, by=person.pk)
        return "Kept. You can compare with it whenever you like." if done else ""

    def _change_readers(self) -> str:
        told = self.readers.cleaned_data
        visibility = Visibility(told["visibility"])
        writing.change_readers(
            self.model,
            visibility=visibility,
            exception=told["exception"],
            motto=told["motto"],
            version=told["version"],
            by=person_of(self.request),
        )
        return f"Saved. Who reads it: {visibility.label}."

    def _take_in(self) -> str:
        held = self.sheet.cleaned_data["file"]
        rows = read_rows(held.read(), name=str(held.name), heading=tables.MODEL)
        parts = tables.read_model(
            rows,
            now=improvement.get_content(scope_of(self.request), model=self.model),
            known={each.key for each in frameworks.read_edition(self.model.edition).components},
            longest=LONGEST,
        )
        changed = writing.write(self.model, parts=parts, by=person_of(self.request))
        if not changed:
            return "Everything in the file stands here already."
        return f"Brought in: {words.count(changed, 'component')} changed."

    def _carry_forward(self) -> str:
        form, person = self.carry, person_of(self.request)
        if form is None:
            return ""
        moves = form.moves
        done = form.do(lambda: writing.carry_forward(self.model, moves=moves, by=person).pk, by=person.pk)
        return f"It stands under edition {self.edition_in_use} now; what stood before is kept." if done else ""

    def _offer(self) -> str:
        form, person = self.offer, person_of(self.request)
        if form is None:
            return ""
        told = form.cleaned_data
        partner = next(each for each in self.partners if each.pk == told["partner"])

        def work() -> str:
            label = f"How {names.show(self.model.owner.name)} improves its schools"[:120]
            made = sharing.offer(
                self.model, partner=partner, until=told["until"], purpose=told["purpose"], label=label, by=person
            )
            return str(made.pk)

        once.do(self.request.POST.get("token", ""), by=person.pk, work=work)
        return f"Offered to {names.show(partner.name)}. They read it once they accept."


def open_desk(request: HttpRequest, model: ImprovementModel) -> Desk:
    """The forms, the one that was handed in filled with what was written."""
    scope = scope_of(request)
    told = {request.POST.get("act", ""): request.POST} if request.method == "POST" else {}
    versions = improvement.list_versions(scope, model=model)
    may_share = scope.may_at(May.SHARE, organisation=model.owner_id, trust=model.owner_id)
    partners = agreements.list_partners(scope) if may_share and model.visibility == Visibility.PARTNERS else []
    return Desk(
        request=request,
        model=model,
        partners=partners,
        keep=KeepForm(told.get("keep"), auto_id="id_keep_%s"),
        readers=ReadersForm(
            told.get("readers"),
            wider=improvement.may_decide(scope, model.owner),
            auto_id="id_readers_%s",
            initial={name: getattr(model, name) for name in ("motto", "visibility", "exception", "version")},
        ),
        sheet=SheetForm(told.get("sheet"), request.FILES if "sheet" in told else None, auto_id="id_sheet_%s"),
        carry=_carry(told.get("carry"), model, request),
        offer=OfferForm(told.get("offer"), partners=[(each.pk, names.show(each.name)) for each in partners])
        if partners
        else None,
        shares=agreements.list_of_record(scope, record_type=type_of(type(model)), record_id=str(model.pk)),
        last=versions[0] if versions else None,
        edition_in_use=frameworks.get_edition_number(),
        token=once.make_token(),
    )


def _carry(told: Mapping[str, str] | None, model: ImprovementModel, request: HttpRequest) -> CarryForm | None:
    scope = scope_of(request)
    begun = {key for key, part in improvement.get_content(scope, model=model).parts.items() if part.begun}
    framework, number = model.edition.framework.key, model.edition.number
    ahead = find_ahead(scope, edition=number, keys=begun, framework=framework)
    if ahead is None:
        return None
    return CarryForm(told, ahead=ahead, nowhere="Nowhere: only in the version that is kept", auto_id="id_carry_%s")
