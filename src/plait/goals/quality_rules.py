"""What a definition of quality must be to be saved: parts that have names, and no more of them than one can read."""

from collections import Counter
from typing import Final

from plait.core.errors import PlaitError
from plait.goals.quality_text import DomainSaid, LevelSaid, StatementSaid, Whole

MOST_LEVELS: Final = 7
MOST_DOMAINS: Final = 20
MOST_STATEMENTS: Final = 20  # of a domain
MOST_EXEMPLARS: Final = 30  # of a statement
LONGEST: Final = {
    "title": 160,
    "introduction": 4000,
    "level": 60,
    "level_description": 600,
    "domain": 120,
    "description": 2000,
    "statement": 600,
    "why": 2000,
    "looks_like": 2000,
    "exemplar": 160,
    "exemplar_text": 6000,
    "credit": 200,
    "shown_why": 300,
}


class NotADefinition(PlaitError):
    """Something of the definition cannot stand like this."""


def check_whole(whole: Whole) -> None:
    """Refuse a definition that cannot stand as it is.

    Raises
    ------
    NotADefinition
        With the first thing that is wrong.
    """
    _check_text("title", whole.title, called="The title", needed=True)
    _check_text("introduction", whole.introduction, called="The introduction")
    check_levels(whole.levels)
    _check_number(len(whole.domains), most=MOST_DOMAINS, called="domains")
    _check_once([each.name for each in whole.domains], called="domains")
    _check_keys([each.key for each in whole.domains] + [each.key for each in whole.statements])
    for domain in whole.domains:
        check_domain(domain)


def check_levels(levels: tuple[LevelSaid, ...]) -> None:
    """Refuse levels that cannot stand: without names, two of one name, or too many."""
    _check_number(len(levels), most=MOST_LEVELS, called="levels")
    _check_once([each.name for each in levels], called="levels")
    for each in levels:
        _check_text("level", each.name, called="The name of a level", needed=True)
        _check_text("level_description", each.description, called=f"What “{each.name}” means")


def check_domain(domain: DomainSaid) -> None:
    """Refuse a domain that cannot stand."""
    _check_text("domain", domain.name, called="The name of a domain", needed=True)
    _check_text("description", domain.description, called=f"What “{domain.name}” is about")
    _check_number(len(domain.statements), most=MOST_STATEMENTS, called=f"statements in “{domain.name}”")
    _check_once([each.text for each in domain.statements], called=f"statements in “{domain.name}”")
    for each in domain.statements:
        check_statement(each)


def check_statement(statement: StatementSaid) -> None:
    """Refuse a statement that cannot stand."""
    called = f"“{statement.text[:60]}”"
    _check_text("statement", statement.text, called="A statement", needed=True)
    _check_text("why", statement.why, called=f"Why {called} matters")
    for text in statement.looks_like.values():
        _check_text("looks_like", text, called=f"What {called} looks like at a level")
    _check_number(len(statement.exemplars), most=MOST_EXEMPLARS, called=f"exemplars of {called}")
    for exemplar in statement.exemplars:
        _check_text("exemplar", exemplar.title, called="The title of an exemplar", needed=True)
        _check_text("exemplar_text", exemplar.text, called=f"The exemplar “{exemplar.title}”")
        _check_text("credit", exemplar.credit, called=f"The credit of “{exemplar.title}”")
    _check_once([each.measure for each in statement.shown], called=f"indicators of {called}")
    for shown in statement.shown:
        _check_text("shown_why", shown.why, called=f"Why an indicator would show {called}")


def _check_text(name: str, text: str, *, called: str, needed: bool = False) -> None:
    if needed and not text.strip():
        raise refuse(f"{called} is empty.", "Write a few words, or remove it.")
    if len(text) > LONGEST[name]:
        raise refuse(
            f"{called} has {len(text):,} characters; there is room for {LONGEST[name]:,}.", "Shorten it, or divide it."
        )


def _check_number(number: int, *, most: int, called: str) -> None:
    if number > most:
        raise refuse(
            f"There are {number} {called}; there is room for {most}.",
            "Put some together: what nobody can hold in mind is not shared.",
        )


def _check_once(names: list[str], *, called: str) -> None:
    twice = [name for name, n in Counter(" ".join(each.split()).casefold() for each in names).items() if n > 1]
    if twice:
        raise refuse(f"Two {called} are called “{twice[0][:80]}”.", "Rename or remove one of them.")


def _check_keys(keys: list[str]) -> None:
    twice = [key for key, n in Counter(each for each in keys if each).items() if n > 1]
    if twice:
        raise refuse(f"Two parts have the key “{twice[0]}”.", "Leave the key of the new one empty.")


def refuse(why: str, mend: str) -> NotADefinition:
    """Say why a definition was not saved."""
    return NotADefinition("The definition of quality was not saved.", why=why, mend=mend)
