"""What a trust calls the roles: a name for each, and nothing wider."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from plait.organisations.roles import ROLES, Kind
from plait.web.people.answers import OnceForm

_IN_TRUSTS = {Kind.TRUST, Kind.CENTRAL_TEAM, Kind.CLUSTER, Kind.SCHOOL}


class RoleNamesForm(OnceForm):
    """One field for each role that is held in a trust or its schools; empty goes back to the name of Plait."""

    def __init__(self, *args: Any, names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = names
        self._roles = [role for role in ROLES if role.where & _IN_TRUSTS]
        for role in self._roles:
            self.fields[role.key] = forms.CharField(
                label=role.name,
                help_text=role.description,
                max_length=80,
                required=False,
                initial=names.get(role.key, ""),
            )

    def changed_names(self) -> Iterator[tuple[str, str]]:
        """Each role whose name is another than before, with the new one."""
        for role in self._roles:
            told = self.cleaned_data[role.key].strip()
            if told != self._names.get(role.key, ""):
                yield role.key, told
