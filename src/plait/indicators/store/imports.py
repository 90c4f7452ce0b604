"""An import: files in, one immutable build out. Loads the numeric packages only if there is something to build."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import plait
from plait.core.home import Home
from plait.core.years import AcademicYear
from plait.indicators.store.builds import (
    Build,
    Manifest,
    clean_leftovers,
    find_build,
    finish_build,
    hold_store,
    name_build,
    serve_build,
    start_build,
)
from plait.indicators.store.fingerprint import Fingerprint, take_fingerprint
from plait.indicators.store.inputs import InputFile, find_inputs
from plait.indicators.store.steps import Progress, Step


@dataclass(frozen=True, slots=True)
class Imported:
    """The build that is served after an import.

    `is_new` is False where the same files had been imported before: nothing was built.
    """

    manifest: Manifest
    is_new: bool


def import_data(
    paths: Sequence[Path],
    home: Home,
    *,
    year: AcademicYear | None = None,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
) -> Imported:
    """Build from exactly the given files, and serve the result.

    An import replaces the whole: what an earlier import held and these files do not is not in the new build. Until the
    last moment the earlier build is served, whatever happens to this process.

    Parameters
    ----------
    paths
        Files and folders; folders are walked.
    home
        Where the store lies.
    year
        The academic year of files that do not tell it.
    progress
        Called at each step.
    now
        The time that goes into the name of the build; by default the clock's.

    Raises
    ------
    PlaitError
        If a file cannot be taken, or the build cannot be written: nothing is imported then.
    """
    say = progress or _say_nothing
    inputs = find_inputs(paths)
    say(Step("Looking at the files", len(inputs), len(inputs)))
    fingerprint = take_fingerprint(inputs, year=year)
    with hold_store(home):
        clean_leftovers(home)
        same = find_build(home, content_hash=fingerprint.content)
        if same is not None:
            return _serve_again(home, same)
        try:
            return _build(inputs, home, fingerprint, year=year, say=say, now=now or dt.datetime.now(dt.UTC))
        finally:
            clean_leftovers(home)


def _serve_again(home: Home, build: Build) -> Imported:
    if not build.is_current:
        serve_build(home, build.manifest.name)
    return Imported(build.manifest, is_new=False)


def _build(
    inputs: Sequence[InputFile],
    home: Home,
    fingerprint: Fingerprint,
    *,
    year: AcademicYear | None,
    say: Progress,
    now: dt.datetime,
) -> Imported:
    from plait.indicators.store.assembly import assemble_tables, find_period, write_tables

    tables = assemble_tables(inputs, year=year, say=say)
    period = find_period(tables)
    folder = start_build(home)
    rows = write_tables(tables, folder, say=say)
    manifest = Manifest(
        name=name_build(period=period, built_at=now, content_hash=fingerprint.content),
        built_at=f"{now.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        content_hash=fingerprint.content,
        inputs_hash=fingerprint.inputs,
        register_hash=fingerprint.register,
        period=period,
        plait_version=plait.__version__,
        tables=rows,
    )
    say(Step("Finishing", 0, 2))
    finish_build(home, folder, manifest)
    say(Step("Finishing", 1, 2))
    serve_build(home, manifest.name)
    say(Step("Finishing", 2, 2))
    return Imported(manifest, is_new=True)


def _say_nothing(step: Step) -> None:
    del step
