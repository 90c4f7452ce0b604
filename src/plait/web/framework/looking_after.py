"""What is done with the whole of an improvement model: each form, and what handing it in does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django import forms
from django.http import HttpRequest

from plait.core.services import once
from plait.framework import tables
from plait.framework.domain import name_components
from plait.framework.models import LONGEST, ImprovementModel, ModelVersion
from plait.framework.queries import frameworks, improvement
from plait.framework.services import improvement as writing
from plait.organisations.models import Organisation, Share
from plait.organisations.queries import agreements
from plait.organisations.queries.visibility import type_of
from plait.organisations.roles import May
from plait.organisations.services import sharing
from plait.organisations.visibility import Visibility
from plait.web import names
from plait.web.context import person_of, scope_of
from plait.web.findings.forms import OfferForm
from plait.web.framework.forms import CarryForm, KeepForm, ReadersForm, SheetForm
from plait.web.framework.sheets import read_rows


@dataclass(slots=True)
class Desk:
    """The forms of the page, those that this viewer can use now, and what each does; it returns what to say."""

    keep: KeepForm
    readers: ReadersForm
    sheet: SheetForm
    carry: CarryForm | None
    offer: OfferForm | None
    shares: Sequence[Share]
    last: ModelVersion | None
    edition_in_use: int
    token: str
    acts: dict[str, Callable[[], str]] = field(default_factory=dict)

    def form_of(self, act: str) -> forms.Form:
        """The form that was handed in."""
        found: forms.Form | None = getattr(self, act)
        assert found is not None
        return found

    @property
    def errors(self) -> forms.Form | None:
        """The form in which something has to be mended."""
        held = (self.keep, self.readers, self.sheet, self.carry, self.offer)
        return next((each for each in held if each is not None and each.is_bound and each.errors), None)


def open_desk(request: HttpRequest, model: ImprovementModel) -> Desk:
    """The forms, the one that was handed in filled with what was written."""
    scope = scope_of(request)
    told = {request.POST.get("act", ""): request.POST} if request.method == "POST" else {}
    versions = improvement.list_versions(scope, model=model)
    may_share = scope.may_at(May.SHARE, organisation=model.owner_id, trust=model.owner_id)
    partners = agreements.list_partners(scope) if may_share and model.visibility == Visibility.PARTNERS else []
    desk = Desk(
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
    _put_acts(desk, request, model, partners)
    return desk


def _carry(told: object, model: ImprovementModel, request: HttpRequest) -> CarryForm | None:
    target = frameworks.get_edition(scope_of(request), framework=model.edition.framework.key)
    if target.pk == model.edition_id:
        return None
    known = name_components(frameworks.read_edition(target))
    content = improvement.get_content(scope_of(request), model=model)
    keys = {each.key for each in known}
    gone = [
        each
        for each in name_components(frameworks.read_edition(model.edition))
        if each.key not in keys and content.part(each.key).begun
    ]
    return CarryForm(told, gone=gone, known=known, auto_id="id_carry_%s")


def _put_acts(desk: Desk, request: HttpRequest, model: ImprovementModel, partners: Sequence[Organisation]) -> None:
    person = person_of(request)

    def keep() -> str:
        done = desk.keep.do(
            lambda: writing.keep(model, note=desk.keep.cleaned_data["note"], by=person).number, by=person.pk
        )
        return "Kept. You can compare with it whenever you like." if done else ""

    def readers() -> str:
        told = desk.readers.cleaned_data
        writing.change_readers(
            model,
            visibility=Visibility(told["visibility"]),
            exception=told["exception"],
            motto=told["motto"],
            version=told["version"],
            by=person,
        )
        return f"Saved. Who reads it: {Visibility(told['visibility']).label}."

    def sheet() -> str:
        held = desk.sheet.cleaned_data["file"]
        rows = read_rows(held.read(), name=str(held.name), heading=tables.MODEL)
        parts = tables.read_model(
            rows,
            now=improvement.get_content(scope_of(request), model=model),
            known={each.key for each in frameworks.read_edition(model.edition).components},
            longest=LONGEST,
        )
        changed = writing.write(model, parts=parts, by=person)
        return (
            f"Brought in: {changed} components changed." if changed else "Everything in the file stands here already."
        )

    def carry() -> str:
        assert desk.carry is not None
        moves = desk.carry.moves
        done = desk.carry.do(lambda: writing.carry_forward(model, moves=moves, by=person).pk, by=person.pk)
        return f"It stands under edition {desk.edition_in_use} now; what stood before is kept." if done else ""

    def offer() -> str:
        assert desk.offer is not None
        told = desk.offer.cleaned_data
        partner = next(each for each in partners if each.pk == told["partner"])

        def work() -> str:
            label = f"How {names.show(model.owner.name)} improves its schools"[:120]
            made = sharing.offer(
                model, partner=partner, until=told["until"], purpose=told["purpose"], label=label, by=person
            )
            return str(made.pk)

        once.do(request.POST.get("token", ""), by=person.pk, work=work)
        return f"Offered to {names.show(partner.name)}. They read it once they accept."

    desk.acts = {"keep": keep, "readers": readers, "sheet": sheet}
    if desk.carry is not None:
        desk.acts["carry"] = carry
    if desk.offer is not None:
        desk.acts["offer"] = offer
