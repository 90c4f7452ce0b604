"""What the container is made of is there, and what it runs exists; building the image itself takes minutes."""

import functools
import re
import shlex
import subprocess
import sys
from fnmatch import fnmatch

import pytest
import yaml
from typer.main import get_command

from plait.cli.main import app
from tests.architecture.floors import CHECKOUT

CONTAINERFILE = (CHECKOUT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
LINES = [line.partition(" ") for line in CONTAINERFILE.splitlines() if re.match(r"[A-Z]+ ", line)]
COMPOSE = yaml.safe_load((CHECKOUT / "compose.yaml").read_text(encoding="utf-8"))
IGNORED = (CHECKOUT / ".containerignore").read_text(encoding="utf-8").split()


def list_copied() -> list[str]:
    """What is copied from the checkout."""
    told = [shlex.split(rest) for name, _, rest in LINES if name == "COPY" and "--from=" not in rest]
    return [source for sources in told for source in sources[:-1]]


def list_run() -> list[list[str]]:
    """The commands that are run while the image is made."""
    runs = [rest for name, _, rest in LINES if name == "RUN"]
    return [shlex.split(command) for run in runs for command in run.split("&&")]


@functools.cache
def ask_for_help(*module: str) -> str:
    done = subprocess.run([sys.executable, "-m", *module, "--help"], capture_output=True, text=True, check=True)
    return done.stdout


def test_every_file_that_the_container_copies_is_there():
    sources = list_copied()
    assert len(sources) >= 6
    assert [each for each in sources if not (CHECKOUT / each).exists()] == []


def test_nothing_that_is_copied_is_kept_from_the_container():
    let_in = [line[1:] for line in IGNORED if line.startswith("!")]
    assert [each for each in list_copied() if not any(fnmatch(each, f"{name}*") for name in let_in)] == []
    assert (CHECKOUT / ".dockerignore").read_text(encoding="utf-8") == (CHECKOUT / ".containerignore").read_text(
        encoding="utf-8"
    )


def test_no_data_and_no_secret_is_let_in():
    let_in = {line[1:] for line in IGNORED if line.startswith("!")}
    assert IGNORED[0] == "*"
    assert let_in.isdisjoint({"var", ".env", ".git", ".venv"})


@pytest.mark.parametrize("command", list_run(), ids=" ".join)
def test_every_step_of_the_image_is_a_command_that_exists(command: list[str]):
    program, *rest = command
    if program.endswith(("python", "python3")) and rest[0] == "-m":
        known = ask_for_help(*rest[1 : 3 if rest[1] == "pip" else 2])
        assert [option for option in rest[2:] if option.startswith("--") and option not in known] == []
    elif program.endswith("python"):
        assert (CHECKOUT / rest[0]).is_file()
    else:
        assert program in {"apt-get", "rm", "useradd", "mkdir", "chown", "chmod"}  # of every Debian


def test_what_the_container_starts_is_a_command_that_plait_understands():
    (started,) = [rest for name, _, rest in LINES if name == "CMD"]
    program, name, *rest = yaml.safe_load(started)
    assert program == "plait"
    command = get_command(app).commands[name]  # type: ignore[attr-defined]
    told = command.make_context(name, rest).params
    assert (told["host"], told["port"]) == ("0.0.0.0", 8000)


def test_the_container_runs_as_a_user_of_its_own():
    assert [rest for name, _, rest in LINES if name == "USER"] == ["plait"]


def test_every_setting_of_the_compose_file_is_one_that_plait_knows():
    settings = (CHECKOUT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    told = COMPOSE["services"]["plait"]["environment"]
    assert [name for name in told if f"`{name}`" not in settings] == []


def test_the_compose_file_holds_no_secret_and_says_which_are_missing():
    told = COMPOSE["services"]["plait"]["environment"]
    for name in ("PLAIT_SECRET_KEY", "PLAIT_ALLOWED_HOSTS", "PLAIT_SMTP_HOST", "PLAIT_MAIL_FROM"):
        assert told[name] == f"${{{name}:?set it in .env}}"
    guide = (CHECKOUT / "docs" / "how-to" / "run-in-a-container.md").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+):\?", (CHECKOUT / "compose.yaml").read_text(encoding="utf-8")))
    assert [name for name in asked if f"{name}=" not in guide] == []


def test_only_this_machine_reaches_the_port():
    assert all(port.startswith("127.0.0.1:") for port in COMPOSE["services"]["plait"]["ports"])
