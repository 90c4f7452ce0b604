"""Letters that the mail server did not take, for whoever runs the site, at the machine itself."""

from plait.core.models import Letter


def list_letters() -> list[Letter]:
    """What waits to be sent again and what was given up, the oldest first; their contents are sealed, or gone."""
    return list(Letter.objects.defer("sealed"))


def count_given_up() -> int:
    """How many were given up within the time for which they are kept."""
    return Letter.objects.filter(state=Letter.GIVEN_UP).count()
