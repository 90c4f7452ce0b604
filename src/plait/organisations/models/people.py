"""People who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from plait.core.personal import Declared
from plait.organisations.holding import account, secret


class People(BaseUserManager["Person"]):
    """Finds people by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this address."""
        return self.get(email__iexact=username or "")

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Add a person; without a password they set one by e-mail, or sign in otherwise."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone who can sign in. What they may do comes from memberships, never from the person.

    `erased_at`: the personal data was erased on request; what they wrote stays under the pseudonym that `name` then is.
    """

    name = models.CharField(max_length=150)
    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    personal: ClassVar[dict[str, Declared]] = {
        "name": account("Showing colleagues who wrote or decided something"),
        "email": account("Signing in, and writing to the person"),
        "password": secret("Signing in; kept as a hash"),
        "last_login": account("Seeing that an account is in use, and ending those that are not"),
        "is_active": account("Ending access"),
        "joined_at": account("Knowing since when there is an account"),
        "erased_at": account("Proving that a request for erasure was met"),
    }

    class Meta:
        """One person to an address, whatever its capitals."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="one_person_to_an_address")
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name, as the sign-in library asks for it."""
        return self.name

    get_short_name = get_full_name
