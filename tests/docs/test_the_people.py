"""What the documents say of people, reach and record is what the code declares."""

import re

from django.apps import apps

from plait.core.home import Home
from plait.organisations.roles import ROLES, May
from plait.organisations.visibility import Visibility
from tests.architecture.floors import CHECKOUT, SOURCE

ARCHITECTURE = (CHECKOUT / "ARCHITECTURE.md").read_text(encoding="utf-8")
REACH = (CHECKOUT / "docs" / "explanation" / "people-and-reach.md").read_text(encoding="utf-8")
ACCOUNTS = (CHECKOUT / "docs" / "adr" / "0005-accounts-and-roles.md").read_text(encoding="utf-8")


def test_the_architecture_names_every_table_of_ours():
    ours = [model.__name__ for model in apps.get_models() if model.__module__.startswith("plait.")]
    named = set(re.findall(r"`(?:[a-z]+\.)?([A-Z][A-Za-z]+)`", ARCHITECTURE))
    assert {"AuditEntry", "Finding"} <= set(ours)
    assert sorted(set(ours) - named) == []


def test_the_architecture_names_every_room_of_the_web():
    rooms = {path.parent.name for path in (SOURCE / "web").glob("*/__init__.py")} - {"templatetags"}
    rows = set(re.findall(r"`([a-z]+)`", ARCHITECTURE.partition("### Rooms of the web")[2].partition("\n#")[0]))
    assert {"signals", "people"} <= rooms
    assert sorted(rooms - rows) == []


def test_the_architecture_names_every_folder_to_which_plait_writes(tmp_path):
    home = Home(tmp_path)
    names = [name for name, made in vars(Home).items() if isinstance(made, property)]
    written = {getattr(home, name).name for name in names}
    assert {"mail", "store"} <= written
    told = ARCHITECTURE.partition("## Where things are written")[2]
    assert sorted(name for name in written if f"`{name}" not in told) == []


def test_the_page_on_reach_has_every_choice_of_who_may_read_and_no_other():
    rows = re.findall(r"^\| ([^|]+?) \| ", REACH.partition("## Who reads what you write")[2], re.MULTILINE)
    assert [row for row in rows if row not in {"you choose", "---"}] == [each.label for each in Visibility]


def test_the_roles_that_are_told_of_needs_are_the_ones_that_the_page_names():
    told = re.search(r"of their own school or trust: ([a-z, ]+)\.", " ".join(REACH.split()))
    assert told is not None
    named = {word.strip().removesuffix("s") for word in told[1].split(",")}
    # A page says “directors” and “analysts” for what is declared in more words.
    assert named == {role.name.lower().split(" of ")[0].split()[-1] for role in ROLES if May.SEE_NEEDS in role.may}


def test_the_decision_on_roles_counts_them():
    numbers = ("nine", "ten", "eleven", "twelve", "thirteen")
    assert f"**ours**: {numbers[len(ROLES) - 9]} roles" in " ".join(ACCOUNTS.split())
