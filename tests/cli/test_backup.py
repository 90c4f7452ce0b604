"""A backup is of one moment though people go on writing, and comes back whole on a bare machine."""

import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from plait.cli import archives, backup, database_copies
from plait.cli.archives import NotABackup, sum_of
from plait.core.home import Home
from tests.cli.conftest import Database, Migrate
from tests.cli.running import environment, plait, run_code
from tests.store_factory import NAME, make_home

pytestmark = [pytest.mark.database, pytest.mark.django_db]

WRITER = """
import django; django.setup()
from django.db import transaction
from django.contrib.sessions.models import Session
from django.utils import timezone
from plait.core.services import audit
from plait.organisations.models import Person
Session.objects.create(session_key="a-session", session_data="", expire_date=timezone.now())
for n in range(MANY):
    with transaction.atomic():
        made = Person.objects.create(email=f"person{n}@example.org", name=f"Person {n}")
        audit.record("test.made", on=("organisations.person", str(made.pk)), by=made.pk, after={"name": made.name})
    print(n, flush=True)  # waits once nobody has read for some thousand lines
"""
READER = """
import json, django; django.setup()
from django.contrib.sessions.models import Session
from plait.core.models import AuditEntry
from plait.core.services import audit
from plait.organisations.models import Person
told = audit.verify()
print(json.dumps([told.whole, told.n, Person.objects.count(), AuditEntry.objects.count(), Session.objects.count()]))
"""


def test_a_backup_taken_while_people_write_comes_back_whole_on_a_bare_machine(
    tmp_path: Path, new_database: Database, migrate: Migrate
) -> None:
    home, database, archive = make_home(tmp_path / "home"), new_database(), tmp_path / "backup.tar.gz"
    (home.store / "neighbours" / NAME).mkdir(parents=True)
    (home.store / "neighbours" / NAME / "kept.parquet").write_bytes(b"kept")
    (home.store / "neighbours" / NAME / ".unfinished.parquet").write_bytes(b"half")
    (home.store / "signals" / NAME).mkdir(parents=True)
    (home.store / "signals" / "before").mkdir()
    (home.store / "signals" / "before" / "reading.parquet").write_bytes(b"worked out once")
    os.link(home.store / "signals" / "before" / "reading.parquet", home.store / "signals" / NAME / "reading.parquet")
    home.uploads.mkdir()
    (home.uploads / "a.pdf").write_bytes(b"%PDF-1.7 an exemplar")
    home.mail.mkdir()
    (home.mail / "a.eml").write_text("Subject: Hello\n\nHello")
    migrate(home.root, database)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER.replace("MANY", "1_000_000_000")],
        env=environment(home.root, database),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    try:
        for _ in range(5):
            assert writer.stdout.readline()
        made = plait(home.root, database, "backup", "--to", str(archive))
        assert made.returncode == 0, made.stderr
        after = int(writer.stdout.readline())
        assert writer.poll() is None, "The writer was to go on while the copy was taken."
    finally:
        writer.kill()
        writer.communicate()
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600

    assert "secret_key" not in names_in(archive)

    shutil.rmtree(home.root)
    bare, other = tmp_path / "bare", new_database()
    done = plait(bare, other, "restore", str(archive))
    assert done.returncode == 0, done.stderr
    whole, entries, people, rows, sessions = json.loads(run_code(bare, other, READER))
    assert whole is True
    assert entries == rows == people >= 5
    assert after >= 5
    assert sessions == 0, "Nobody is signed in by a session of before."
    checked = plait(bare, other, "audit", "verify")
    assert checked.returncode == 0
    assert "whole" in checked.stdout
    restored = Home(bare)
    assert (restored.store / "current").read_text().strip() == NAME
    assert (restored.store / "neighbours" / NAME / "kept.parquet").read_bytes() == b"kept"
    assert not list(restored.store.rglob(".unfinished*"))
    for build in ("before", NAME):
        assert (restored.store / "signals" / build / "reading.parquet").read_bytes() == b"worked out once"
    assert (restored.uploads / "a.pdf").read_bytes() == b"%PDF-1.7 an exemplar"
    assert (restored.mail / "a.eml").read_text().endswith("Hello")


def test_what_is_removed_or_switched_while_a_backup_is_made_is_in_it_whole(
    tmp_path: Path, new_database: Database, migrate: Migrate, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, archive = make_home(tmp_path / "home"), tmp_path / "out" / "backup.tar.gz"
    migrate(home.root, {"DATABASE_URL": ""})
    archive.parent.mkdir()
    left = [place / ".backup-killed" for place in (home.root, archive.parent)]
    for each in left:
        each.mkdir()
        os.utime(each, (0, 0))
    home.uploads.mkdir()
    (home.uploads / "old.pdf").write_bytes(b"named when the database was copied")
    next_build = home.store / "builds" / "next"

    class Busy(database_copies.Embedded):
        def copy(self, to: Path) -> None:
            super().copy(to)
            (home.uploads / "old.pdf").unlink()
            (home.uploads / "new.pdf").write_bytes(b"added meanwhile")
            shutil.copytree(home.store / "builds" / NAME, next_build)
            (home.store / "current").write_text("next\n")
            shutil.rmtree(home.store / "builds" / NAME)

    monkeypatch.setattr(database_copies, "of", lambda _: Busy(home.root / "plait.sqlite3"))
    told = backup.make(home, to=archive, with_secret_key=False)
    assert told.build == "next"
    assert {name for name in told.files if name.startswith("uploads")} == {"uploads/new.pdf", "uploads/old.pdf"}
    assert {name.split("/")[2] for name in told.files if name.startswith("store/builds")} == {"next"}
    into = tmp_path / "into"
    into.mkdir()
    assert archives.unpack(archive, into=into).files == told.files
    assert sum_of(into / "store/builds/next/manifest.json") == sum_of(next_build / "manifest.json")
    assert not [*home.root.glob(".backup-*"), *archive.parent.glob(".*")]


def names_in(archive: Path) -> list[str]:
    with tarfile.open(archive) as opened:
        return opened.getnames()


BACK_UP = """
from pathlib import Path
from plait.cli import backup
from plait.core.home import find_home
backup.make(find_home(), to=Path("{file}"), with_secret_key=False)
"""
RESTORE = BACK_UP.replace("make(find_home(), to=", "put_back(find_home(), archive=").replace(
    "with_secret_key", "replace"
)
THIRTY = WRITER.replace("MANY", "30")


def test_an_embedded_database_moves_into_postgresql_with_its_trail(
    tmp_path: Path, new_database: Database, migrate: Migrate
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("It is a move into PostgreSQL.")
    home, embedded, served = make_home(tmp_path / "first"), {"DATABASE_URL": ""}, new_database()
    migrate(home.root, embedded)
    file = tmp_path / "small.tar.gz"
    run_code(home.root, embedded, f"{THIRTY}\n{BACK_UP.format(file=file)}")
    numbers_go_on = WRITER.replace("range(MANY)", "range(700, 702)")
    in_pieces = "from plait.cli import database_moves; database_moves._AT_ONCE = 20"
    read = f"{in_pieces}\n{RESTORE.format(file=file)}\n{READER}\n{numbers_go_on}\n{READER}"
    told = run_code(tmp_path / "second", served, read).splitlines()
    assert json.loads(told[0]) == [True, 30, 30, 30, 0]
    assert json.loads(told[-1])[:2] == [True, 32]


def test_what_is_there_is_replaced_only_when_that_is_said(
    tmp_path: Path, new_database: Database, migrate: Migrate
) -> None:
    home, database, archive = make_home(tmp_path / "home"), new_database(), tmp_path / "backup.tar.gz"
    migrate(home.root, database)
    run_code(home.root, database, WRITER.replace("MANY", "2"))
    assert plait(home.root, database, "backup", "--to", str(archive)).returncode == 0
    run_code(
        home.root,
        database,
        WRITER.replace('"a-session"', '"another"').replace("{n}@", "{n}.later@").replace("MANY", "3"),
    )
    refused = plait(home.root, database, "restore", str(archive))
    assert refused.returncode == 1
    assert "There is something already: store, the database." in refused.stderr
    assert json.loads(run_code(home.root, database, READER))[1] == 5
    assert plait(home.root, database, "restore", str(archive), "--replace").returncode == 0
    assert json.loads(run_code(home.root, database, READER))[:3] == [True, 2, 2]
    assert (home.store / "current").read_text().strip() == NAME


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A small whole archive."""
    database = tmp_path / "database"
    database.write_bytes(b"rows")
    told = archives.Kept(1, "2026-11-22T09:00:00+00:00", "0.1.0", "sqlite", "", {})
    archives.write(tmp_path / "whole.tar.gz", files={"database": database}, told=told)
    return tmp_path / "whole.tar.gz"


def rewrite(archive: Path, *, change: Callable[[str, bytes], bytes], add: str = "") -> Path:
    """The same archive with other contents, or one file more."""
    other = archive.with_name("other.tar.gz")
    with tarfile.open(archive) as old, tarfile.open(other, "w:gz") as new:
        for member in old:
            file = old.extractfile(member)
            assert file is not None
            body = change(member.name, file.read())
            member.size = len(body)
            new.addfile(member, io.BytesIO(body))
        if add:
            extra = tarfile.TarInfo(add)
            extra.size = 1
            new.addfile(extra, io.BytesIO(b"x"))
    return other


def test_an_archive_is_read_back_as_it_was_written(tmp_path: Path, archive: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    assert set(archives.unpack(archive, into=into).files) == {"database"}
    assert (into / "database").read_bytes() == b"rows"


def test_an_archive_that_was_changed_is_refused(tmp_path: Path, archive: Path) -> None:
    (tmp_path / "into").mkdir()
    other = rewrite(archive, change=lambda name, body: b"rowz" if name == "database" else body)
    with pytest.raises(NotABackup, match="not as it was when the backup was made"):
        archives.unpack(other, into=tmp_path / "into")


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "store/../../outside", "elsewhere", "store/more"])
def test_an_archive_with_anything_that_it_does_not_name_is_refused(tmp_path: Path, archive: Path, name: str) -> None:
    (tmp_path / "into").mkdir()
    with pytest.raises(NotABackup):
        archives.unpack(rewrite(archive, change=lambda _, body: body, add=name), into=tmp_path / "into")
    assert not list(tmp_path.glob("outside"))


def test_an_archive_that_holds_a_file_twice_or_a_link_is_refused(tmp_path: Path, archive: Path) -> None:
    (tmp_path / "into").mkdir()
    with pytest.raises(NotABackup, match="cannot be read"):
        archives.unpack(rewrite(archive, change=lambda _, body: body, add="database"), into=tmp_path / "into")
    with tarfile.open(tmp_path / "link.tar.gz", "w:gz") as made:
        link = tarfile.TarInfo("store/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        made.addfile(link)
    with pytest.raises(NotABackup, match="which no backup does"):
        archives.unpack(tmp_path / "link.tar.gz", into=tmp_path / "into")


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "into").mkdir()
    (tmp_path / "text.tar.gz").write_text("not an archive")
    with pytest.raises(NotABackup, match="cannot be read"):
        archives.unpack(tmp_path / "text.tar.gz", into=tmp_path / "into")


def test_without_the_programs_of_postgresql_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_copies, "_PROGRAMS", "/nowhere")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(database_copies.NotCopied, match="pg_dump is not installed"):
        database_copies._find("pg_dump")
