"""Fetching the current official file of a source from its public address.

[fetch]
url = "https://…/edubasealldata{yyyymmdd}.csv"  # the day stands in the address: today's, else the days before
name = "england_ks4final.csv"                   # under which it is kept; else the last part of the address
hosts = ["content.example.org"]                 # other hosts that the address may lead to
sha256 = "…"                                    # where the publisher gives one
max_mb = 500
page = "https://…"                              # alone: the address changes, so fetch it by hand from here
"""

import contextlib
import datetime as dt
import hashlib
import http.client
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

from plait import __version__
from plait.indicators.store.fetch_http import Answer, FetchError, Policy, RefusedAddress, request
from plait.indicators.store.raw import Source

DAYS_BACK = 7  # how many days before today a dated address is tried
_CHUNK = 1 << 16
_ATTEMPTS = 5
_LONGEST_WAIT = 60.0  # seconds
_DEFAULT_MB = 500
_HTML = (b"<!doctype html", b"<html", b"<head", b"<?xml")
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})

Report = Callable[[int, int | None], None]  # bytes so far, bytes in all if known


@dataclass(frozen=True, slots=True)
class FetchPlan:
    """What is to be fetched for a source: `urls` in the order of trying, none if it is to be done by hand."""

    source: str
    page: str
    urls: tuple[str, ...]
    name: str
    hosts: frozenset[str]
    sha256: str | None
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is now here.

    `outcome`: it was not here before, its content changed, or it is the same as before.
    """

    path: Path
    url: str
    size: int
    sha256: str
    former_sha256: str | None
    outcome: Literal["new", "changed", "same"]


class _NotThereError(Exception):
    """The address holds nothing (404, 410)."""


class _PassingError(Exception):
    """A failure that may pass: try again."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


def plan_fetch(source: Source, *, today: dt.date) -> FetchPlan | None:
    """Read the table `[fetch]` of a source; None if it has none.

    Raises
    ------
    FetchError
        If the table gives neither an address nor a page, or a name with a folder in it.
    """
    told = source.fetch
    if not told:
        return None
    pattern = str(told.get("url", ""))
    urls = _dated(pattern, today) if pattern else ()
    name = str(told.get("name") or (unquote(PurePosixPath(urlsplit(urls[0]).path).name) if urls else ""))
    if urls and (not name or name != Path(name).name or name.startswith(".")):
        raise FetchError(
            f"The source {source.id} cannot be fetched.",
            why=f"“{name}” is no name for a file.",
            mend="Mend its [fetch].",
        )
    extra = told.get("hosts", ())
    hosts = [str(host) for host in extra] if isinstance(extra, list | tuple) else []
    first = {(urlsplit(url).hostname or "").casefold() for url in urls}
    pinned = told.get("sha256")
    return FetchPlan(
        source=source.id,
        page=str(told.get("page", source.page)),
        urls=urls,
        name=name,
        hosts=frozenset(first | {host.casefold() for host in hosts}),
        sha256=str(pinned).casefold() if pinned else None,
        max_bytes=int(str(told.get("max_mb", _DEFAULT_MB))) * 1_000_000,
    )


def _dated(pattern: str, today: dt.date) -> tuple[str, ...]:
    if "{yyyymmdd}" not in pattern:
        return (pattern,)
    days = (today - dt.timedelta(days=back) for back in range(DAYS_BACK + 1))
    return tuple(pattern.replace("{yyyymmdd}", day.strftime("%Y%m%d")) for day in days)


def fetch_file(
    plan: FetchPlan,
    *,
    to: Path,
    allow_loopback: bool = False,
    report: Report | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Fetch the file of a plan, going on where a former try was cut off.

    What has come so far lies beside the file as `<name>.part`; the file itself appears whole or not at all.

    Parameters
    ----------
    plan
        What to fetch.
    to
        The folder for it.
    allow_loopback
        Whether it may come from this very machine, unencrypted.
    report
        Called with the bytes so far and in all.
    sleep
        How to wait between tries.

    Raises
    ------
    FetchError
        If nothing is there, or what came is not the file: a web page, too long, or with another checksum.
    """
    to.mkdir(parents=True, exist_ok=True)
    policy = Policy(plan.hosts, allow_loopback)
    for url in plan.urls:
        name = _name_of(plan, url)
        with contextlib.suppress(_NotThereError):
            return _fetch_one(plan, url, to / name, policy=policy, report=report or _silent, sleep=sleep)
    raise FetchError(
        f"The file of {plan.source} was not fetched.",
        why=f"Nothing is at {plan.urls[0] if plan.urls else 'any address'}.",
        mend=f"Download it by hand from {plan.page}.",
    )


def _silent(_done: int, _whole: int | None) -> None:
    return None


def _name_of(plan: FetchPlan, url: str) -> str:
    """A dated address names its file by its own day."""
    return unquote(PurePosixPath(urlsplit(url).path).name) if len(plan.urls) > 1 else plan.name


def _fetch_one(
    plan: FetchPlan, url: str, file: Path, *, policy: Policy, report: Report, sleep: Callable[[float], None]
) -> Fetched:
    fault = ""
    for attempt in range(_ATTEMPTS):
        try:
            return _try_once(plan, url, file, policy=policy, report=report)
        except (_PassingError, OSError, http.client.HTTPException) as passing:
            fault = str(passing) or type(passing).__name__
            told = passing.wait if isinstance(passing, _PassingError) else None
        if attempt + 1 < _ATTEMPTS:
            sleep(min(_LONGEST_WAIT, told if told is not None else 2.0**attempt))
    raise FetchError(
        f"{url} was not fetched.",
        why=f"It failed {_ATTEMPTS} times, last: {fault.rstrip('.')}.",
        mend=f"Run the command again: it goes on where it stopped. Or download it by hand from {plan.page}.",
    )


def _try_once(plan: FetchPlan, url: str, file: Path, *, policy: Policy, report: Report) -> Fetched:
    part, former = file.with_name(file.name + ".part"), _read_note(_note_of(file))
    begun = _read_note(_note_of(part))
    done = part.stat().st_size if part.is_file() and begun.get("url") == url and begun.get("validator") else 0
    headers = {"User-Agent": f"plait/{__version__}", "Accept-Encoding": "identity", "Accept": "*/*"}
    if done:
        headers |= {"Range": f"bytes={done}-", "If-Range": str(begun["validator"])}
    elif file.is_file() and former.get("url") == url and former.get("etag"):
        headers["If-None-Match"] = str(former["etag"])
    answer = request(url, policy=policy, headers=headers)
    try:
        if answer.status == http.HTTPStatus.NOT_MODIFIED:
            return _same(file, url, former)
        start, whole = _check_answer(plan, url, answer, done, part)
        if start == 0:
            _write_note(_note_of(part), {"url": url, "validator": _validator(answer)})
        _receive(plan, url, answer, part, start=start, whole=whole, report=report)
    finally:
        answer.close()
    return _keep(plan, url, file, part, former=former, etag=answer.headers.get("etag", ""))


def _check_answer(plan: FetchPlan, url: str, answer: Answer, done: int, part: Path) -> tuple[int, int | None]:
    """Where in the file the answer starts, and how long the whole file is."""
    status, headers = answer.status, answer.headers
    if status in {404, 410}:
        raise _NotThereError
    if status in _PASSING:
        wait = headers.get("retry-after", "")
        raise _PassingError(f"the server answered {status}", float(wait) if wait.isdigit() else None)
    if status == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        part.unlink(missing_ok=True)
        raise _PassingError("the part that was here does not fit the file", 0.0)
    if status not in {200, 206}:
        raise FetchError(
            f"{url} was not fetched.",
            why=f"The server answered {status} {answer.body.reason}.",
            mend=f"Download the file by hand from {plan.page}.",
        )
    if "html" in headers.get("content-type", "").casefold():
        raise _web_page(plan, url, part)
    length = int(headers["content-length"]) if headers.get("content-length", "").isdigit() else None
    if status == http.HTTPStatus.PARTIAL_CONTENT:
        span, _, whole = headers.get("content-range", "").removeprefix("bytes ").partition("/")
        if span.partition("-")[0] != str(done):
            part.unlink(missing_ok=True)
            raise _PassingError("the server sent another part than was asked for", 0.0)
        return done, int(whole) if whole.isdigit() else None
    return 0, length


def _receive(
    plan: FetchPlan, url: str, answer: Answer, part: Path, *, start: int, whole: int | None, report: Report
) -> None:
    done = start
    if whole is not None and whole > plan.max_bytes:
        raise _too_long(plan, url, part)
    with part.open("ab" if start else "wb") as sink:
        while block := answer.body.read(_CHUNK):
            if done == 0 and block.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML):
                raise _web_page(plan, url, part)
            done += len(block)
            if done > plan.max_bytes:
                raise _too_long(plan, url, part)
            sink.write(block)
            report(done, whole)
        sink.flush()
        os.fsync(sink.fileno())
    if whole is not None and done < whole:
        raise _PassingError(f"the connection broke after {done} of {whole} bytes")
    if whole is not None and done > whole:
        part.unlink(missing_ok=True)
        raise _PassingError(f"{done} bytes came instead of {whole}")


def _keep(plan: FetchPlan, url: str, file: Path, part: Path, *, former: Mapping[str, object], etag: str) -> Fetched:
    with part.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    if plan.sha256 is not None and digest != plan.sha256:
        _drop(part)
        raise FetchError(
            f"{url} was not kept.",
            why=f"Its checksum is {digest}, and the register says {plan.sha256}.",
            mend="Ask the publisher whether the file was replaced, then mend the register.",
        )
    before = str(former["sha256"]) if file.is_file() and former.get("sha256") else None
    size = part.stat().st_size
    part.replace(file)
    note = {"url": url, "etag": etag, "sha256": digest, "former_sha256": before, "bytes": size}
    _write_note(_note_of(file), note | {"fetched_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")})
    _note_of(part).unlink(missing_ok=True)
    return Fetched(file, url, size, digest, before, _outcome(before, digest))


def _outcome(before: str | None, now: str) -> Literal["new", "changed", "same"]:
    if before is None:
        return "new"
    return "same" if before == now else "changed"


def _same(file: Path, url: str, former: Mapping[str, object]) -> Fetched:
    digest = str(former["sha256"])
    return Fetched(file, url, file.stat().st_size, digest, digest, "same")


def _validator(answer: Answer) -> str:
    """What proves later that the file is still the same: a strong tag, else the day of its last change."""
    tag = answer.headers.get("etag", "")
    return tag if tag and not tag.startswith("W/") else answer.headers.get("last-modified", "")


def _drop(part: Path) -> None:
    part.unlink(missing_ok=True)
    _note_of(part).unlink(missing_ok=True)


def _web_page(plan: FetchPlan, url: str, part: Path) -> FetchError:
    _drop(part)
    return FetchError(
        f"{url} was not kept.",
        why="A web page came instead of the file.",
        mend=f"Open {plan.page} in a browser and download the file by hand.",
    )


def _too_long(plan: FetchPlan, url: str, part: Path) -> FetchError:
    _drop(part)
    return FetchError(
        f"{url} was not kept.",
        why=f"It is longer than {plan.max_bytes // 1_000_000} MB.",
        mend="If that is right, raise max_mb in the register.",
    )


def _note_of(file: Path) -> Path:
    return file.with_name(f".{file.name}.json")


def _read_note(note: Path) -> dict[str, object]:
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _write_note(note: Path, told: Mapping[str, object]) -> None:
    fresh = note.with_name(note.name + ".new")
    fresh.write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    fresh.replace(note)


__all__ = ["FetchError", "FetchPlan", "Fetched", "RefusedAddress", "fetch_file", "plan_fetch"]
