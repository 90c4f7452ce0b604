"""Copies of the site's database that are of one moment, taken while the site is in use, and put back."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from plait.core.errors import PlaitError

_PROGRAMS = "/usr/lib/postgresql"  # where Debian keeps them, a folder for each version
_SESSIONS = ("django_session", "usersessions_usersession")
_WAIT = 30.0  # seconds for whoever writes just now


class NotCopied(PlaitError):
    """The database could not be copied, or not put back."""


class Copies(Protocol):
    """One kind of database: how it is copied and put back."""

    @property
    def kind(self) -> str:
        """What the kind is called."""

    def copy(self, to: Path) -> None:
        """Write a copy of one moment."""

    def holds_anything(self) -> bool:
        """Whether there is anything that putting a copy back would replace."""

    def put_back(self, copy: Path) -> None:
        """Replace whatever there is by a copy, in which nobody is signed in."""

    def empty(self) -> None:
        """Take everything out."""


def of(entry: dict[str, Any]) -> Copies:
    """The way of the database that Django's entry names."""
    if entry["ENGINE"].endswith("sqlite3"):
        return Embedded(Path(entry["NAME"]))
    return Served(entry)


@dataclass(frozen=True, slots=True)
class Embedded:
    """An SQLite file."""

    file: Path
    kind: str = "sqlite"

    def copy(self, to: Path) -> None:
        """Copy by SQLite's own backup, in one step: writers go on, and none of what they write meanwhile is in it."""
        if not self.file.is_file():
            raise _nothing(f"There is no database at {self.file}.")
        with closing(sqlite3.connect(self.file, timeout=_WAIT)) as here, closing(sqlite3.connect(to)) as there:
            here.backup(there)
            there.execute("PRAGMA journal_mode=DELETE")
            told = there.execute("PRAGMA integrity_check").fetchone()[0]
        if told != "ok":
            raise _nothing(f"SQLite finds the database damaged: {told}.")

    def holds_anything(self) -> bool:
        """Whether the file is there and holds a table."""
        if not self.file.is_file():
            return False
        with closing(sqlite3.connect(self.file)) as here:
            return bool(here.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])

    def empty(self) -> None:
        """Remove the file."""
        for left in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + left).unlink(missing_ok=True)

    def put_back(self, copy: Path) -> None:
        """Put the file in place whole, without what was not yet written into the old one."""
        with closing(sqlite3.connect(copy)) as there:
            known = {name for (name,) in there.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table in _SESSIONS:
                if table in known:
                    there.execute(f"DELETE FROM {table}")  # noqa: S608 our own names
            there.commit()
        self.file.parent.mkdir(parents=True, exist_ok=True)
        for left in ("-wal", "-shm"):
            self.file.with_name(self.file.name + left).unlink(missing_ok=True)
        beside = self.file.with_name(f".{self.file.name}.restored")
        shutil.move(copy, beside)
        beside.chmod(0o600)  # what people write is its owner's alone
        beside.replace(self.file)


@dataclass(frozen=True, slots=True)
class Served:
    """A PostgreSQL database, copied and put back by PostgreSQL's own programs."""

    entry: dict[str, Any]
    kind: str = "postgresql"

    def copy(self, to: Path) -> None:
        """Copy by pg_dump: one transaction that sees one moment, while writers go on."""
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")

    def holds_anything(self) -> bool:
        """Whether there is a table."""
        found = self._ask("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
        return bool(found[0][0])

    def put_back(self, copy: Path) -> None:
        """Empty the database, then write the copy in one transaction."""
        self._run("pg_restore", "--list", str(copy), connect=False)  # that it can be read, before anything goes
        self.empty()
        told = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        self._run("pg_restore", *told, f"--dbname={self.entry['NAME']}", str(copy))
        for table in _SESSIONS:
            if self._ask("SELECT to_regclass(%s)", (f"public.{table}",))[0][0] is not None:
                self._ask(f"DELETE FROM {table}")  # noqa: S608 our own names

    def empty(self) -> None:
        """Take every table out."""
        self._ask(
            """
            DO $$ DECLARE one record; BEGIN
                FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                    EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', one.tablename);
                END LOOP;
                FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p
                    WHERE p.pronamespace = 'public'::regnamespace
                    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
                    EXECUTE 'DROP ROUTINE IF EXISTS ' || one.name || ' CASCADE';
                END LOOP;
            END $$
            """
        )

    def _secured(self) -> dict[str, str]:
        """How the connection is encrypted and the server is known, as DATABASE_URL says."""
        options = self.entry.get("OPTIONS") or {}
        return {name: str(value) for name, value in options.items() if name.startswith("ssl")}

    def _ask(self, query: str, values: tuple[object, ...] = ()) -> list[Any]:
        import psycopg

        told = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
        given = {name: str(self.entry[key]) for name, key in told.items() if self.entry.get(key)} | self._secured()
        try:
            with psycopg.connect(**given, connect_timeout=10) as link:  # type: ignore[arg-type]
                cursor = link.execute(query.encode(), values or None)
                return cursor.fetchall() if cursor.description else []
        except psycopg.Error as fault:
            raise _nothing(f"The database says: {str(fault).strip().splitlines()[0]}.") from fault

    def _run(self, program: str, *arguments: str, connect: bool = True) -> None:
        told = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
        given = {name: str(self.entry[key]) for name, key in told.items() if self.entry.get(key)} if connect else {}
        given |= {f"PG{name.upper()}": value for name, value in self._secured().items()} if connect else {}
        done = subprocess.run(  # noqa: S603 PostgreSQL's own program; nothing of a visitor's in its arguments
            [_find(program), *arguments], env={**os.environ, **given}, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise _nothing(f"{program} says: {(done.stderr.strip().splitlines() or ['nothing'])[0]}.")


def _find(program: str) -> str:
    """A program of PostgreSQL, the newest that is installed: it reads older servers too."""
    folders = Path(_PROGRAMS).glob("*/bin") if Path(_PROGRAMS).is_dir() else ()
    for folder in sorted(folders, key=lambda each: float(each.parent.name), reverse=True):
        if (folder / program).is_file():
            return str(folder / program)
    found = shutil.which(program)
    if found is None:
        raise NotCopied(
            "Nothing was done.",
            why=f"{program} is not installed on this machine, and the database is PostgreSQL.",
            mend="Install PostgreSQL’s client programs (Debian: apt-get install postgresql-client), of the server’s "
            "version or newer.",
        )
    return found


def _nothing(why: str) -> NotCopied:
    return NotCopied("The database was not copied.", why=why, mend="Mend that, and run the command again.")
