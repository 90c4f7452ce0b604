"""How people come to belong: by invitation, or by the domain of a verified e-mail address with approval."""

from typing import ClassVar

from django.db import models

from plait.core import clock
from plait.core.personal import Basis, Declared
from plait.organisations.holding import UNANSWERED, work
from plait.organisations.models.organisations import Organisation
from plait.organisations.models.people import Person
from plait.organisations.roles import ROLES

_ROLE_CHOICES = [(role.key, role.name) for role in ROLES]


class Invitation(models.Model):
    """An invitation by e-mail. The secret in the message is kept as a hash; it is good once and for a while."""

    email = models.EmailField(max_length=254)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=32, choices=_ROLE_CHOICES)
    function = models.CharField(max_length=60, blank=True)
    until = models.DateField(null=True, blank=True)  # the day the membership is to end
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations_sent")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations_accepted"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    personal: ClassVar[dict[str, Declared]] = {
        "email": Declared("Inviting someone", Basis.PUBLIC_TASK, UNANSWERED, of="email", matched_by="email"),
        "invited_by": work("Showing who invited whom", of="invited_by_id"),
        "accepted_by": work("Showing who came by the invitation", of="accepted_by_id"),
        "token_hash": Declared("Proving that the message arrived", Basis.PUBLIC_TASK, UNANSWERED, export=False),
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        "organisation",
        "role",
        "function",
        "until",
        "sent_at",
        "expires_at",
        "accepted_at",
        "withdrawn_at",
    )

    class Meta:
        """Newest first; one open invitation to an address for a role in an organisation."""

        ordering: ClassVar[list[str]] = ["-sent_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["email", "organisation", "role"],
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} at {self.organisation_id}"


class EmailDomain(models.Model):
    """A domain of e-mail addresses whose people may ask to join an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="email_domains")
    domain = models.CharField(max_length=253)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = clock.MomentField(auto_now_add=True)

    personal: ClassVar[dict[str, Declared]] = {"added_by": work("Showing who opened the door", of="added_by_id")}
    impersonal: ClassVar[tuple[str, ...]] = ("organisation", "domain", "added_at")

    class Meta:
        """A domain stands once with an organisation."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "domain"], name="a_domain_stands_once")
        ]

    def __str__(self) -> str:
        return self.domain


class JoinRequest(models.Model):
    """Someone with a verified address of the organisation's domain asks to join; a person who may invite decides."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="join_requests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="join_requests")
    asked_at = models.DateTimeField()
    message = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(null=True)

    personal: ClassVar[dict[str, Declared]] = {
        "person": work("Deciding who joins", of="person_id"),
        "message": work("Deciding who joins", of="person_id"),
        "decided_by": work("Showing who decided", of="decided_by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("organisation", "asked_at", "decided_at", "accepted")

    class Meta:
        """One open request of a person to an organisation."""

        ordering: ClassVar[list[str]] = ["asked_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(decided_at__isnull=True),
                name="one_open_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.organisation_id}"
