"""Fields of a form in the GOV.UK pattern: label, hint and error tied to the control by their ids."""

from typing import Any, Final

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

register = template.Library()

_EMPTY: Final = forms.Field.default_error_messages["required"]

_CLASSES: Final = (
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "govuk-file-upload"),
)


@register.filter
def widget_kind(field: BoundField) -> str:
    """What a field is made of: `hidden`, `choices` (radio buttons or several boxes), `checkbox` or `one` control."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "one"


@register.filter
def takes_several(field: BoundField) -> bool:
    """Whether several of the choices may be ticked."""
    return isinstance(field.field.widget, forms.CheckboxSelectMultiple)


@register.filter
def is_password(field: BoundField) -> bool:
    """Whether a password is typed here, which can be shown."""
    return isinstance(field.field.widget, forms.PasswordInput)


@register.filter
def is_chosen_password(field: BoundField) -> bool:
    """Whether it is a new one, of which is said how hard it is to guess."""
    return "data-strength" in field.field.widget.attrs


@register.filter
def described_by(field: BoundField) -> str:
    """The ids of the hint and the error that go with a control."""
    named = [(field.help_text, "hint"), (field.errors, "error")]
    return " ".join(f"{field.auto_id}_{name}" for there, name in named if there)


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The control itself, with its classes and what describes it."""
    widget = field.field.widget
    attrs: dict[str, Any] = {}
    if isinstance(widget, forms.CheckboxInput):
        attrs["class"] = "govuk-checkboxes__input"
    else:
        base = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "govuk-input")
        attrs["class"] = f"{base} {base}--error" if field.errors else base
    if is_password(field):
        attrs["class"] += " govuk-password-input__input govuk-js-password-input-input"
        attrs |= {"spellcheck": "false", "autocapitalize": "none"}
    if told := described_by(field):
        attrs["aria-describedby"] = told
    if field.errors:
        attrs["aria-invalid"] = "true"
    attrs["placeholder"] = ""  # the label says it; a placeholder goes away as one types
    return field.as_widget(attrs=attrs)


@register.filter
def as_choice(choice: BoundWidget) -> SafeString:
    """One radio button of a set, or one box."""
    several = choice.data["type"] == "checkbox"
    choice.data["attrs"]["class"] = "govuk-checkboxes__input" if several else "govuk-radios__input"
    return choice.tag()


@register.filter
def summary_of(form: forms.BaseForm) -> list[dict[str, str]]:
    """What the error summary lists: each fault with the id of its field; those of the whole lead to the first field."""
    visible = form.visible_fields()
    first = visible[0].id_for_label if visible else ""
    told = [{"text": str(text), "field": first} for text in form.non_field_errors()]
    for field in visible:
        told += [{"text": text, "field": _place(field)} for text in faults_of(field)]
    return told


@register.filter
def faults_of(field: BoundField) -> list[str]:
    """What is wrong with a field. That it was left empty is told by its label, as several such lines stand together."""
    return [_say_empty(field) if str(text) == str(_EMPTY) else str(text) for text in field.errors]


def _say_empty(field: BoundField) -> str:
    label, kind = str(field.label), widget_kind(field)
    if kind == "checkbox":
        return f"Tick “{label}”"
    if label.endswith("?"):
        return f"Answer “{label}”"
    chosen = kind == "choices" or isinstance(field.field.widget, forms.Select)
    return f"Choose “{label}”" if chosen else f"Fill in “{label}”"


def _place(field: BoundField) -> str:
    kind = widget_kind(field)
    return f"{field.auto_id}_0" if kind == "choices" else str(field.id_for_label)
