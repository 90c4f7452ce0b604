"""What must happen inside a transaction, or not at all."""

import threading
from collections.abc import Callable

from django.db import connection, transaction

from plait.core.errors import PlaitError

_of_thread = threading.local()


class NotInTransaction(PlaitError):
    """Something that belongs to a transaction was tried outside one."""


def require_transaction(what: str) -> None:
    """Refuse outside a transaction: what was done and the word of it stand or fall together.

    Raises
    ------
    NotInTransaction
        If no transaction is open on this connection.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(
            f"{what} was not recorded.",
            why="No transaction is open, so it could stand without what it tells of, or the other way round.",
            mend="Call it inside `transaction.atomic()`, in the service that does the work.",
        )


def after_commit(call: Callable[[], object]) -> None:
    """Call once the transaction stands, at once outside one; a failure goes to the log and undoes nothing."""

    def later() -> None:  # a function, because Django asks for its name when it logs a failure
        call()

    transaction.on_commit(later, robust=True)


def count_when_committed() -> None:
    """Count this transaction once it stands, so that an error page can tell whether something was saved."""
    transaction.on_commit(_add)


def count_committed() -> int:
    """How many transactions that were to be counted stand: of this thread, since it began."""
    counted: int = getattr(_of_thread, "committed", 0)
    return counted


def _add() -> None:
    _of_thread.committed = count_committed() + 1
