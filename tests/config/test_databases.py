"""Which database a site uses, and that SQLite is opened the same way however it is named."""

import os
from pathlib import Path

import pytest

from plait.config import databases
from plait.config.security import WrongSetting
from plait.core.home import Home


def test_without_an_address_the_site_has_a_file_of_its_own(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    entry = databases.from_environment(Home(tmp_path / "new"))
    assert entry["NAME"] == str(tmp_path / "new" / "plait.sqlite3")
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_sqlite_file_that_is_named_is_opened_as_the_sites_own_is(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    own = databases.from_environment(Home(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/other.sqlite3")
    named = databases.from_environment(Home(tmp_path))
    assert named["NAME"] == f"{tmp_path}/other.sqlite3"
    assert named["OPTIONS"] == own["OPTIONS"]
    assert "foreign_keys=ON" in named["OPTIONS"]["init_command"]


def test_a_server_is_told_nothing_of_sqlite(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://plait:secret@db.example:5432/plait")
    entry = databases.from_environment(Home(tmp_path))
    assert (entry["ENGINE"], entry["HOST"]) == ("django.db.backends.postgresql", "db.example")
    assert entry["OPTIONS"] == {"connect_timeout": 5}


def test_how_long_a_server_is_waited_for_can_be_said_with_its_address(monkeypatch, tmp_path):
    monkeypatch.setenv(
        "DATABASE_URL", "postgres://plait:secret@db.example/plait?connect_timeout=20&sslmode=verify-full"
    )
    options = databases.from_environment(Home(tmp_path))["OPTIONS"]
    assert {name: str(told) for name, told in options.items()} == {"connect_timeout": "20", "sslmode": "verify-full"}


@pytest.mark.parametrize(
    "address", ["mysql://plait:secret@db.example/plait", "db.example", "postgres://a:secret@b:port/c"]
)
def test_an_address_that_cannot_be_used_is_refused_without_being_told(monkeypatch, tmp_path, address):
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(WrongSetting, match="DATABASE_URL cannot be used") as refused:
        databases.from_environment(Home(tmp_path))
    assert "secret" not in str(refused.value)


@pytest.mark.skipif(os.name == "nt", reason="files of Windows have no such rights")
def test_nobody_else_on_the_machine_reads_the_embedded_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    home = Home(tmp_path)
    files = [home.database, home.database.with_name("plait.sqlite3-wal")]
    for each in files:
        each.write_bytes(b"")
        each.chmod(0o644)
    databases.from_environment(home)
    assert [each.stat().st_mode & 0o777 for each in files] == [0o600, 0o600]


@pytest.mark.parametrize(
    ("address", "starts"),
    [
        ("postgres://plait:secret@db.example/plait", False),
        ("postgres://plait:secret@db.example/plait?sslmode=prefer", False),
        ("postgres://plait:secret@db.example/plait?sslmode=allow", False),
        ("postgres://plait:secret@db.example/plait?sslmode=require", True),
        ("postgres://plait:secret@db.example/plait?sslmode=verify-full", True),
        ("postgres://plait:secret@database/plait?sslmode=disable", True),
        ("postgres://plait:secret@127.0.0.1/plait", True),
        ("postgres://plait:secret@localhost:5433/plait", True),
        ("postgres://plait:secret@[::1]/plait", True),
        ("postgres://plait:secret@%2Fvar%2Frun%2Fpostgresql/plait", True),
    ],
)
def test_a_production_site_speaks_in_clear_to_no_database_elsewhere_unless_it_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str, starts: bool
):
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("PLAIT_ENV", "demo")
    databases.from_environment(Home(tmp_path))
    monkeypatch.setenv("PLAIT_ENV", "production")
    if starts:
        assert databases.from_environment(Home(tmp_path))["NAME"] == "plait"
        return
    with pytest.raises(WrongSetting, match="does not say that the connection is encrypted") as refused:
        databases.from_environment(Home(tmp_path))
    assert "secret" not in str(refused.value)
