"""What a password may be, beside Django's own rules."""

from typing import Final

from django.core.exceptions import ValidationError

LONGEST: Final = 128  # characters: more is no sentence that somebody types, and each one costs the server its hashing


class NotTooLong:
    """Refuse a password that nobody types."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise if it is longer than the longest that is taken."""
        del user
        if len(password) > LONGEST:
            raise ValidationError(
                f"This password has {len(password):,} characters. It can have {LONGEST}.", code="password_too_long"
            )

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return f"Your password can have {LONGEST} characters at most."
