"""Reading a build. Nothing here writes, and every method may be called from several threads at once."""

import atexit
import threading
from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from plait.core.errors import PlaitError
from plait.core.home import Home
from plait.core.years import AcademicYear
from plait.indicators.store.builds import Manifest, NoBuild, get_current_folder, read_manifest

if TYPE_CHECKING:
    import duckdb

__all__ = ["BadQuery", "NoBuild", "Store", "open_build", "open_current"]

_OPEN = 2  # builds kept open: the one that is served, and the one that was until a moment ago
_INDICATORS = 256  # slices of `values` by indicator and year that are kept
_SLICE = ("urn", "value", "reason", "cohort_n", "lo", "hi")
# Types of DuckDB and of Polars; others are told from the rows.
_KINDS: dict[str, type[pl.DataType]] = {
    "TINYINT": pl.Int8,
    "SMALLINT": pl.Int16,
    "INTEGER": pl.Int32,
    "BIGINT": pl.Int64,
    "HUGEINT": pl.Int128,
    "DOUBLE": pl.Float64,
    "VARCHAR": pl.String,
    "BOOLEAN": pl.Boolean,
    "DATE": pl.Date,
}


class BadQuery(PlaitError):
    """A query over a build that is not allowed, or not understood."""


class Store:
    """One build, read-only.

    Tables are loaded when first asked for and kept. `values` is sorted by `urn`, so that the figures of a school are a
    slice of it.

    Parameters
    ----------
    folder
        The folder of a finished build.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Manifest = read_manifest(folder)
        self._lock = threading.RLock()
        self._tables: dict[str, pl.DataFrame] = {}
        self._slices: OrderedDict[tuple[str, int], pl.DataFrame] = OrderedDict()

    @property
    def name(self) -> str:
        """The name of the build."""
        return self.manifest.name

    def table(self, name: str) -> pl.DataFrame:
        """A table of the build, whole.

        Raises
        ------
        BadQuery
            If the build has no such table.
        """
        found = self._tables.get(name)
        if found is not None:
            return found
        with self._lock:
            if name not in self._tables:
                if name not in self.manifest.tables:
                    raise BadQuery(f"The build {self.name} has no table “{name}”.", mend="Import the data again.")
                self._tables[name] = pl.read_parquet(self.folder / f"{name}.parquet")
            return self._tables[name]

    def values_of_school(self, urn: int) -> pl.DataFrame:
        """The rows of `values` about one school; none if the build does not know it. Takes microseconds."""
        first, last = self.places_of_school(urn)
        return self.table("values").slice(first, last - first)

    def places_of_school(self, urn: int) -> tuple[int, int]:
        """Where the rows of `values` about one school begin, and where those after them do."""
        # The same type on both sides: otherwise the whole column would be copied each time.
        first, last = np.searchsorted(self._urns, np.array([urn, urn + 1], dtype=self._urns.dtype))
        return int(first), int(last)

    def values_of_indicator(self, indicator: str, year: AcademicYear | int) -> pl.DataFrame:
        """`urn`, `value`, `reason`, `cohort_n`, `lo`, `hi` of every school for one indicator and year, by `urn`."""
        key = (indicator, year.start if isinstance(year, AcademicYear) else year)
        with self._lock:
            if key in self._slices:
                self._slices.move_to_end(key)
                return self._slices[key]
        rows = self._rows_of(*key)
        with self._lock:
            self._slices[key] = rows
            while len(self._slices) > _INDICATORS:
                self._slices.popitem(last=False)
        return rows

    def sql(self, query: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """Ask the build in SQL; its tables stand under their names. Parameters are written `$urn`.

        Raises
        ------
        BadQuery
            If the query is not one that only reads, or DuckDB does not understand it.
        """
        import duckdb

        with self._connection.cursor() as cursor:
            try:
                statements = cursor.extract_statements(query)
                if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                    raise BadQuery("The query was not run.", why="It does more than read.", mend="Use one SELECT.")
                cursor.execute(query, dict(parameters or {}))
                schema = {name: _KINDS.get(str(kind)) for name, kind, *_ in cursor.description or ()}
                return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row", infer_schema_length=None)
            except duckdb.Error as fault:
                raise BadQuery("The query was not run.", why=str(fault)) from fault

    def close(self) -> None:
        """Let go of the connection to DuckDB, if there is one."""
        connection = self.__dict__.pop("_connection", None)
        if connection is not None:
            connection.close()

    @cached_property
    def _urns(self) -> npt.NDArray[np.int32]:
        return self.table("values")["urn"].to_numpy()

    @cached_property
    def _connection(self) -> "duckdb.DuckDBPyConnection":
        import duckdb

        connection = duckdb.connect(":memory:")
        for name in sorted(self.manifest.tables):
            file = str(self.folder / f"{name}.parquet").replace("'", "''")
            connection.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{file}')")  # noqa: S608
        # Nothing but the files of this build can be opened from here on, and nothing can change that.
        inside = str(self.folder).replace("'", "''")
        connection.execute(f"SET allowed_directories = ['{inside}']")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection

    def _rows_of(self, indicator: str, year: int) -> pl.DataFrame:
        values = self.table("values")
        kind = values.schema["indicator"]
        if isinstance(kind, pl.Enum) and indicator not in kind.categories:
            return values.clear().select(_SLICE)
        return values.lazy().filter(pl.col("indicator") == indicator, pl.col("year") == year).select(_SLICE).collect()


_stores: OrderedDict[Path, Store] = OrderedDict()
_stores_lock = threading.Lock()


@atexit.register
def close_all() -> None:
    """Close every build that is open; they are opened again when asked for."""
    with _stores_lock:
        while _stores:
            _stores.popitem()[1].close()


def open_current(home: Home) -> Store:
    """The build that is served. Cheap: it is looked up by name and opened once.

    Raises
    ------
    NoBuild
        If nothing was imported yet.
    """
    return open_build(get_current_folder(home))


def open_build(folder: Path) -> Store:
    """A finished build, opened once for the process."""
    with _stores_lock:
        if folder not in _stores:
            _stores[folder] = Store(folder)
            while len(_stores) > _OPEN:
                _stores.popitem(last=False)
        _stores.move_to_end(folder)
        return _stores[folder]
