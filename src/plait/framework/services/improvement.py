"""Writing down how a trust improves its schools: part by part, with versions that stay, and who may read it."""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction

from plait.core import clock
from plait.core.concurrency import Conflict
from plait.core.errors import PlaitError
from plait.core.services import audit
from plait.framework.answers import NAMES, Content, Part, to_json
from plait.framework.files import MAIN
from plait.framework.models import Edition, ImprovementModel, ModelPart, ModelVersion
from plait.framework.queries.frameworks import read_edition
from plait.framework.queries.improvement import get_content
from plait.organisations.models import Organisation, Person
from plait.organisations.queries.visibility import type_of
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import require, require_readable, scope_of
from plait.organisations.visibility import Visibility

READERS = (Visibility.TRUST, Visibility.PARTNERS, Visibility.SECTOR, Visibility.PUBLIC)
_BEYOND = frozenset(READERS) - {Visibility.TRUST}


class NotSaved(PlaitError):
    """Something of an improvement model cannot stand like this."""


def begin(trust: Organisation, *, by: Person) -> ImprovementModel:
    """The improvement model of a trust, begun if there is none: empty, and read within the trust."""
    if trust.kind != Kind.TRUST:
        raise _refusal("It is not a trust.", mend="Begin it for the trust.")
    with transaction.atomic():
        require(May.WRITE, at=trust, by=by)
        made, new = ImprovementModel.objects.get_or_create(
            owner=trust,
            defaults={
                "trust": trust,
                "author": by,
                "keeper": by,
                "visibility": Visibility.TRUST.value,
                "edition": _edition_in_use(),
            },
        )
        if new:
            _note("improvement_model.begun", made, by=by, after={"visibility": made.visibility})
        return made


def write(model: ImprovementModel, *, parts: Mapping[str, Part], by: Person) -> int:
    """Save what is said about some components, each over the version that was read; return how many changed.

    Raises
    ------
    NotAllowed
        If `by` does not write for the trust.
    Conflict
        If somebody else has saved one of the parts since. Nothing is saved then; `theirs` and `yours` hold the
        answers that differ, under `<component>-<question>`.
    NotSaved
        If a component is not in the edition under which the model is written.
    """
    with transaction.atomic():
        require_readable(model, by=by)
        require(May.WRITE, at=model.owner, by=by)
        known = {each.key for each in read_edition(model.edition).components}
        strange = sorted(set(parts) - known)
        if strange:
            raise _refusal(
                f"“{strange[0]}” is not a component of edition {model.edition.number}.", mend="Leave it out."
            )
        held = {each.component: each for each in ModelPart.objects.select_for_update().filter(model=model)}
        _refuse_conflicts(parts, held)
        changed = [key for key, part in parts.items() if _put(model, key, part, held=held.get(key), by=by)]
        if changed:
            _note("improvement_model.written", model, by=by, after={"components": changed})
        return len(changed)


def change_readers(
    model: ImprovementModel, *, visibility: Visibility, exception: bool, motto: str, version: int, by: Person
) -> ImprovementModel:
    """Say who may read the model, and its motto; beyond the trust is for whoever decides there.

    Raises
    ------
    NotAllowed
        If `by` does not write for the trust, or lets others read it without deciding there.
    Conflict
        If somebody else has saved it since.
    """
    with transaction.atomic():
        require_readable(model, by=by)
        wider = visibility.value != model.visibility and (visibility in _BEYOND or model.visibility in _BEYOND)
        require(May.DECIDE if wider else May.WRITE, at=model.owner, by=by)
        if visibility not in READERS:
            raise _refusal("An improvement model is the trust’s, not one person’s.", mend="Choose the trust, or wider.")
        before = {"visibility": model.visibility, "exception": model.exception}
        model.visibility, model.exception, model.motto = visibility.value, exception, motto.strip()
        model.full_clean(validate_constraints=False, exclude=["owner", "trust", "author", "keeper", "edition"])
        model.save_over(version, fields=("visibility", "exception", "motto"))
        after = {"visibility": model.visibility, "exception": model.exception}
        _note("improvement_model.readers_changed", model, by=by, before=before, after=after)
        return model


def keep(model: ImprovementModel, *, note: str, by: Person) -> ModelVersion:
    """Keep the model as it stands today, to compare with later.

    Raises
    ------
    NotSaved
        If nothing is written, or nothing has changed since the last version.
    """
    with transaction.atomic():
        require_readable(model, by=by)
        require(May.WRITE, at=model.owner, by=by)
        ImprovementModel.objects.select_for_update().get(pk=model.pk)
        content = get_content(scope_of(by), model=model)
        if not any(part.begun for part in content.parts.values()):
            raise _refusal("Nothing is written yet.", mend="Write something about one component first.")
        last = ModelVersion.objects.filter(model=model).first()
        if last is not None and last.content == to_json(content) and last.edition_id == model.edition_id:
            raise _refusal(f"Nothing has changed since version {last.number}.", mend="Keep a version when it has.")
        return _keep(model, content, last=last, note=note, by=by)


def carry_forward(model: ImprovementModel, *, moves: Mapping[str, str], by: Person) -> ImprovementModel:
    """Bring a model under the edition in use. What stood is kept as a version first.

    `moves` says for each component that is no longer there to which it goes: its answers are put under those of the
    other. A component that goes nowhere stays in the kept version alone.

    Raises
    ------
    NotSaved
        If it is under the edition in use already, a move leads to no component, or a text would be too long.
    """
    with transaction.atomic():
        require_readable(model, by=by)
        require(May.WRITE, at=model.owner, by=by)
        locked = ImprovementModel.objects.select_for_update().select_related("edition").get(pk=model.pk)
        target = _edition_in_use()
        if target.pk == locked.edition_id:
            raise _refusal("It stands under the edition in use already.", mend="Nothing is left to do.")
        known = {each.key for each in read_edition(target).components}
        content = get_content(scope_of(by), model=locked)
        if content.parts:
            last = ModelVersion.objects.filter(model=locked).first()
            _keep(locked, content, last=last, note=f"Before edition {target.number}", by=by)
        _move(locked, known=known, moves=moves, by=by)
        before = locked.edition.number
        locked.edition = target
        locked.save_over(locked.version, fields=("edition",))
        _note(
            "improvement_model.carried_forward",
            locked,
            by=by,
            before={"edition": before},
            after={"edition": target.number, "moves": dict(moves)},
        )
        return locked


def _edition_in_use() -> Edition:
    return Edition.objects.select_related("framework").filter(framework__key=MAIN)[0]


def _refuse_conflicts(parts: Mapping[str, Part], held: Mapping[str, ModelPart]) -> None:
    theirs, yours = {}, {}
    for key, part in parts.items():
        standing = held.get(key)
        if standing is None or standing.version == part.version:
            continue
        for name in NAMES:
            if getattr(standing, name) != getattr(part, name):
                theirs[f"{key}-{name}"], yours[f"{key}-{name}"] = getattr(standing, name), getattr(part, name)
    if theirs:
        raise Conflict("This part of the model", theirs=theirs, yours=yours, version=0)


def _put(model: ImprovementModel, key: str, part: Part, *, held: ModelPart | None, by: Person) -> bool:
    """Save one part; False where nothing has changed."""
    row = held or ModelPart(model=model, component=key)
    texts = {name: text.strip().replace("\r\n", "\n") for name, text in part.texts.items()}
    if all(getattr(row, name) == text for name, text in texts.items()):
        return False
    for name, text in texts.items():
        setattr(row, name, text)
    row.by = by
    row.full_clean(validate_constraints=False, validate_unique=False, exclude=["model", "by"])
    if held is not None:
        row.save_over(held.version, fields=(*NAMES, "by"))
        return True
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody else was first
        _refuse_conflicts({key: part}, {key: ModelPart.objects.get(model=model, component=key)})
        return False
    return True


def _keep(
    model: ImprovementModel, content: Content, *, last: ModelVersion | None, note: str, by: Person
) -> ModelVersion:
    kept = ModelVersion(
        model=model,
        number=1 if last is None else last.number + 1,
        edition=model.edition,
        kept_on=clock.today(),
        note=note.strip(),
        content=to_json(content),
        by=by,
    )
    kept.full_clean(validate_constraints=False, exclude=["model", "edition", "by"])
    kept.save()
    _note("improvement_model.kept", model, by=by, after={"version": kept.number})
    return kept


def _move(model: ImprovementModel, *, known: Iterable[str], moves: Mapping[str, str], by: Person) -> None:
    allowed = set(known)
    rows = {each.component: each for each in ModelPart.objects.select_for_update().filter(model=model)}
    for key in sorted(set(rows) - allowed):
        row, target = rows[key], moves.get(key, "")
        if target and target not in allowed:
            raise _refusal(f"“{target}” is not a component of the edition in use.", mend="Choose another one.")
        if target in rows:
            _join(rows[target], row, by=by)
        elif target:
            row.component = target
            row.save_over(row.version, fields=("component",))
            rows[target] = row
            continue
        row.delete()


def _join(into: ModelPart, row: ModelPart, *, by: Person) -> None:
    for name in NAMES:
        old, more = getattr(into, name), getattr(row, name)
        if more and name != "words":
            setattr(into, name, f"{old}\n\n{more}".strip())
        elif more and not old:
            into.words = more
    into.by = by
    into.full_clean(validate_constraints=False, validate_unique=False, exclude=["model", "by"])
    into.save_over(into.version, fields=(*NAMES, "by"))


def _note(
    action: str,
    model: ImprovementModel,
    *,
    by: Person,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    on = (type_of(type(model)), str(model.pk))
    audit.record(action, on=on, by=by.pk, organisation=model.owner_id, before=before, after=after)


def _refusal(why: str, *, mend: str) -> NotSaved:
    return NotSaved("The improvement model was not changed.", why=why, mend=mend)
