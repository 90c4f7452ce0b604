"""A form for the style guide: each kind of field, one of them with something to mend."""

from django import forms


class SpecimenForm(forms.Form):
    """Nothing is sent."""

    name = forms.CharField(label="Your name", help_text="As colleagues know you.", max_length=150)
    address = forms.EmailField(label="E-mail address")
    seen = forms.CharField(label="What did you see?", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    phase = forms.ChoiceField(label="Phase", choices=[("primary", "Primary"), ("secondary", "Secondary")])
    reader = forms.ChoiceField(
        label="Who may read it?",
        choices=[("me", "Only me (a draft)"), ("trust", "My trust")],
        initial="me",
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(label="Trustees should know of this", required=False)


def fill() -> SpecimenForm:
    """The form as it comes back with one field to mend."""
    form = SpecimenForm(
        {"name": "Ama Osei", "address": "ama.osei", "phase": "primary", "reader": "me"}, auto_id="specimen_%s"
    )
    form.full_clean()
    return form
