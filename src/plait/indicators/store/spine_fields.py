"""Which column of a source says what of a school, trust, membership or link: the tables `[fields.*]` of the register.

[fields.school]
urn = { column = "URN", as = "id" }
name = "SCHNAME"                                          # a bare heading: the text as it stands
opened = { column = "OPENDATE", as = "date:dd-mm-yyyy" }  # a converter and its argument
laestab = { columns = ["LA", "ESTAB"], as = "laestab" }
status = { value = "open" }                               # said of every row
where = { column = "academy_flag", is = ["Academy"] }     # only these rows speak
complete = ["primary", "secondary"]                       # absence means something for these phases (or `true`)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from plait.core.errors import PlaitError
from plait.indicators.store.raw import ROW, RawFile, Reject
from plait.indicators.store.spine_words import load_vocabulary

GAPS = ("", "NULL", "NA", "N/A")  # cells that say nothing, whatever the column
NO_DATE = ("1900-01-01", "01-01-1900", "01/01/1900")  # how the register writes an unknown day
_BAD_SHOWN = 25  # distinct unreadable values of one column that are listed one by one
_DATES = {
    "dd-mm-yyyy": "%d-%m-%Y",
    "dd/mm/yyyy": "%d/%m/%Y",
    "yyyy-mm-dd": "%Y-%m-%d",
    "yyyymmdd": "%Y%m%d",
}
_YEARS = (597, 2100)  # of a school's or trust's day: from the oldest school in England to beyond any plan
_GRID = 1_300_000  # metres: the northern edge of the national grid; its eastern one is nearer
_RESERVED = frozenset({"where", "complete", "secondhand"})


class FieldsError(PlaitError):
    """A table `[fields.*]` of the register cannot be used as it is written."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field is made: from which columns, by which converter, or a constant."""

    columns: tuple[str, ...]
    converter: str
    argument: str
    constant: str | bool | None = None


@dataclass(frozen=True, slots=True)
class FieldTable:
    """One table `[fields.*]` of a source, read.

    `complete`: None if absence from the file says nothing, an empty tuple if it always does, else the phases for which
    it does. `secondhand`: its numbers of trusts may have been found by name, so that they tell of no name.
    """

    rules: Mapping[str, Rule]
    where_column: str
    where_values: tuple[str, ...]
    complete: tuple[str, ...] | None
    secondhand: bool = False


def read_table(file: RawFile, role: str) -> FieldTable | None:
    """The table `[fields.<role>]` of a file's source, or None if it has none.

    Raises
    ------
    FieldsError
        If a rule names no column, or a converter or vocabulary that does not exist.
    """
    told = file.source.fields.get(role)
    if told is None:
        return None
    rules = {name: _read_rule(file.source.id, name, rule) for name, rule in told.items() if name not in _RESERVED}
    where = told.get("where")
    column = str(where["column"]) if isinstance(where, Mapping) else ""
    values = tuple(str(value) for value in where["is"]) if isinstance(where, Mapping) else ()
    complete = told.get("complete", False)
    phases = tuple(str(phase) for phase in complete) if isinstance(complete, Sequence) else ()
    return FieldTable(rules, column, values, phases if complete else None, bool(told.get("secondhand", False)))


def _read_rule(source: str, name: str, told: object) -> Rule:
    if isinstance(told, str):
        return Rule((told,), "text", "")
    if isinstance(told, Mapping) and "value" in told:
        return Rule((), "text", "", constant=_constant(told["value"]))
    if isinstance(told, Mapping) and ("column" in told or "columns" in told):
        columns = (str(told["column"]),) if "column" in told else tuple(str(column) for column in told["columns"])
        converter, _, argument = str(told.get("as", "text")).partition(":")
        if converter in CONVERTERS and _argument_holds(converter, argument):
            return Rule(columns, converter, argument)
    raise FieldsError(
        f"The source {source} cannot be read.",
        why=f"Its field “{name}” is {told!r}, which names no column, or no known converter.",
        mend="Mend the entry of the register; store/spine_fields.py shows the grammar.",
    )


def _constant(told: object) -> str | bool:
    return told if isinstance(told, bool) else str(told)


def _argument_holds(converter: str, argument: str) -> bool:
    words = load_vocabulary()
    known = {"map": words.strict, "words": words.loose, "date": dict.fromkeys(_DATES)}
    return all(part in known[converter] for part in argument.split("|")) if converter in known else True


def stage(file: RawFile, table: FieldTable, dtypes: Mapping[str, pl.DataType]) -> tuple[pl.DataFrame, list[Reject]]:
    """Turn the text of a file into typed fields.

    Parameters
    ----------
    file
        A file read as text.
    table
        Its table of rules.
    dtypes
        The fields wanted, with their types; fields that the table does not give are null.

    Returns
    -------
    tuple
        A frame with the column `_row` and one column for each field, and the values that could not be read: one reject
        for each distinct value, naming the first row that holds it.
    """
    frame = file.frame
    if table.where_column and table.where_column in frame.columns:
        frame = frame.filter(pl.col(table.where_column).is_in(table.where_values))
    made: dict[str, pl.Expr] = {}
    for name, dtype in dtypes.items():
        rule = table.rules.get(name)
        if rule is None or not (present := [column for column in rule.columns if column in frame.columns]):
            constant = rule.constant if rule is not None else None
            made[name] = pl.lit(constant).cast(dtype)
        else:
            field = CONVERTERS[rule.converter]([_clean(column) for column in present], rule.argument)
            made[name] = field.cast(dtype, strict=False)  # a number too large for its field is reported below
    staged = frame.select(pl.col(ROW), **made)
    told = [name for name, rule in table.rules.items() if rule.converter == "map" and name in staged.columns]
    silent = [pl.when(pl.col(name) != "").then(pl.col(name)) for name in told]  # known words that say nothing
    return staged.with_columns(silent), _unreadable(file, frame, staged, table)


def _clean(column: str) -> pl.Expr:
    text = pl.col(column).str.strip_chars()
    return pl.when(text.is_in(GAPS)).then(None).otherwise(text)


def _text(cells: Sequence[pl.Expr], _argument: str) -> pl.Expr:
    return pl.coalesce(cells)


def _number(cells: Sequence[pl.Expr], _argument: str) -> pl.Expr:
    number = pl.coalesce(cells).str.replace_all(",", "").cast(pl.Float64, strict=False)
    return pl.when(number.is_finite() & (number >= 0)).then(number)


def _degrees(cells: Sequence[pl.Expr], _argument: str) -> pl.Expr:
    number = pl.coalesce(cells).cast(pl.Float64, strict=False)
    return pl.when(number.is_between(-180, 180)).then(number)


def _identifier(cells: Sequence[pl.Expr], argument: str) -> pl.Expr:
    """A number above nought; the argument is a letter that may stand after it."""
    text = pl.coalesce(cells).str.strip_suffix(".0").str.strip_suffix(argument)
    number = text.cast(pl.Int64, strict=False)
    return pl.when(number > 0).then(number)


def _label(cells: Sequence[pl.Expr], argument: str) -> pl.Expr:
    """A number that is a name: without the `.0` a spreadsheet added, and filled to `argument` digits."""
    text = pl.coalesce(cells).str.strip_suffix(".0")
    return text.str.pad_start(int(argument), "0") if argument else text


def _date(cells: Sequence[pl.Expr], argument: str) -> pl.Expr:
    text = pl.coalesce([pl.when(~cell.is_in(NO_DATE)).then(cell) for cell in cells]).str.head(10)
    day = pl.coalesce([text.str.to_date(_DATES[form], strict=False) for form in argument.split("|")])
    return pl.when(day.dt.year().is_between(*_YEARS)).then(day)


def _snapshot(cells: Sequence[pl.Expr], _argument: str) -> pl.Expr:
    """A day, or “2023-24 tables”, or a bare year: these stand for the last day of the academic year that ends then."""
    text = pl.coalesce(cells)
    century, ending = text.str.extract(r"^(\d\d)\d\d-\d\d\b"), text.str.extract(r"^\d{4}-(\d\d) ")
    year = pl.coalesce(text.str.extract(r"^(\d{4})$"), century + ending)
    return pl.coalesce(
        text.str.to_date("%Y-%m-%d", strict=False), (year + "-08-31").str.to_date("%Y-%m-%d", strict=False)
    )


def _laestab(cells: Sequence[pl.Expr], _argument: str) -> pl.Expr:
    digits = [cell.str.replace_all(r"\D", "") for cell in cells]
    joined = digits[0] if len(digits) == 1 else digits[0] + digits[1].str.zfill(4)
    return pl.when(joined.str.len_chars() == 7).then(joined.cast(pl.Int64, strict=False))


def _postcode(cells: Sequence[pl.Expr], _argument: str) -> pl.Expr:
    tight = pl.coalesce(cells).str.to_uppercase().str.replace_all(r"\s", "")
    whole = tight.str.contains(r"^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$")
    return pl.when(whole).then(tight.str.head(-3) + " " + tight.str.tail(3))


def _grid(cells: Sequence[pl.Expr], _argument: str) -> pl.Expr:
    """Metres of the national grid; nought is how the register writes an unknown place."""
    number = _number(cells, "")
    return pl.when((number > 0) & (number <= _GRID)).then(number)


def _any(cells: Sequence[pl.Expr], _argument: str) -> pl.Expr:
    """Whether the columns hold any pupils at all."""
    numbers = [cell.cast(pl.Float64, strict=False) for cell in cells]
    return pl.when(pl.any_horizontal([number.is_not_null() for number in numbers])).then(pl.sum_horizontal(numbers) > 0)


def _marked(cells: Sequence[pl.Expr], argument: str) -> pl.Expr:
    """True where the column holds the word, false elsewhere, empty cells included."""
    return pl.coalesce(cells).is_in(argument.split("|")).fill_null(value=False)


def _flag(cells: Sequence[pl.Expr], argument: str) -> pl.Expr:
    """True for the words before the slash, false for those after it, else not known."""
    yes, _, no = argument.partition("/")
    text = pl.coalesce(cells)
    return (
        pl.when(text.is_in(yes.split("|"))).then(statement=True).when(text.is_in(no.split("|"))).then(statement=False)
    )


def _tidy_key(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all(r"\s+", " ").str.replace_all("’", "'", literal=True)


def _map(cells: Sequence[pl.Expr], argument: str) -> pl.Expr:
    words = load_vocabulary().strict[argument]
    return _tidy_key(pl.coalesce(cells)).replace_strict(words, default=None, return_dtype=pl.String)


def _words(cells: Sequence[pl.Expr], argument: str) -> pl.Expr:
    text = pl.coalesce(cells)
    words = load_vocabulary().loose[argument]
    known = _tidy_key(text).replace_strict(words, default=None, return_dtype=pl.String)
    kept = pl.coalesce(known, text)
    return pl.when(kept != "").then(kept)


def _list(cells: Sequence[pl.Expr], argument: str) -> pl.Expr:
    return pl.coalesce(cells).str.split(argument).list.eval(pl.element().str.strip_chars().cast(pl.Int64, strict=False))


CONVERTERS: Mapping[str, Callable[[Sequence[pl.Expr], str], pl.Expr]] = {
    "text": _text,
    "number": _number,
    "degrees": _degrees,
    "id": _identifier,
    "label": _label,
    "date": _date,
    "snapshot": _snapshot,
    "laestab": _laestab,
    "postcode": _postcode,
    "grid": _grid,
    "any": _any,
    "marked": _marked,
    "flag": _flag,
    "map": _map,
    "words": _words,
    "list": _list,
}
_CELL = "Mend the cell, or check the file against the publisher's."
_SAYS_NOTHING = {"date": NO_DATE, "grid": ("0",)}
_STRICT = {  # what cannot be read is named: why, and the mend
    "id": ("is not a number that identifies anything", _CELL),
    "number": ("is not a number that can stand in this column", _CELL),
    "degrees": ("is not an angle", _CELL),
    "grid": ("is not a place on the national grid", _CELL),
    "date": ("is not a date in the form and the years of this column", _CELL),
    "map": (
        "is not a word that Plait knows for this column",
        "Mend the cell; if it is a new word, add it to store/spine_words.toml.",
    ),
}


def _unreadable(file: RawFile, frame: pl.DataFrame, staged: pl.DataFrame, table: FieldTable) -> list[Reject]:
    found: list[Reject] = []
    for name, rule in table.rules.items():
        columns = [column for column in rule.columns if column in frame.columns]
        if rule.converter not in _STRICT or name not in staged.columns or not columns:
            continue
        said = pl.coalesce([_clean(column) for column in columns])
        bad = (
            frame.select(pl.col(ROW), value=said, made=staged[name])
            .filter(pl.col("value").is_not_null() & pl.col("made").is_null())
            .filter(~pl.col("value").is_in([*_SAYS_NOTHING.get(rule.converter, ()), *file.source.codes]))
            .group_by("value")
            .agg(pl.col(ROW).min(), pl.len().alias("n"))
            .sort(ROW)
            .head(_BAD_SHOWN)
        )
        why, mend = _STRICT[rule.converter]
        found += [
            Reject(
                path=file.path,
                source=file.source.id,
                row=row,
                column=columns[0],
                value=value,
                cause=f"“{value}” {why} ({n} {'row' if n == 1 else 'rows'}).",
                mend=mend,
                severity="value",
            )
            for value, row, n in bad.iter_rows()
        ]
    return found
