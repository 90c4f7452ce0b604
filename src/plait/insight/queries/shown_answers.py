"""What is told of a figure: as it stands, in words, and as a record keeps it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from plait.core.years import AcademicYear
from plait.indicators.queries.values import Distribution

PREFIX: Final = "indicator:"  # before the id of a published indicator
OWN: Final = "own:"  # before the number of a measure of one's own
NOTHING_NATIONAL: Final = "It is our own measure: nothing is expected of it nationally"


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure that can be chosen: its key, such as `indicator:ks4_att8` or `own:12`, its name and its family."""

    key: str
    label: str
    own: bool
    family: str = ""


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One figure of a school or a trust, in the units of its indicator or measure.

    `value` with its published interval `lo` to `hi`, or the `gap`: why there is none. `difference` from `expected`
    with its interval: of the underlying level for the latest year, of that one year where a year was asked for.
    `word` is empty where none is put to it or this reader is not told; of a trust it always is. `spread`: how schools
    of the phase lay in that year.

    Of a measure of one's own nothing is expected nationally: `trend` says what its own limits show and `target`
    whether its target will be reached, `usual_lo` to `usual_hi` are those limits, `period` is the period of the figure,
    and `line` the newest figures up to it.
    """

    key: str
    name: str
    unit: str
    decimals: int
    year: int | None
    value: float | None
    gap: str
    lo: float | None
    hi: float | None
    expected: float | None
    difference: float | None
    difference_lo: float | None
    difference_hi: float | None
    word: str
    source: str
    build: str
    spread: Distribution | None = None
    period: str = ""
    unit_words: str = ""
    usual_lo: float | None = None
    usual_hi: float | None = None
    centre: float | None = None
    trend: str = ""
    target: str = ""
    line: tuple[tuple[str, float], ...] = ()

    @property
    def own(self) -> bool:
        """Whether it is of a measure of one's own."""
        return self.key.startswith(OWN)

    @property
    def period_text(self) -> str:
        """The year or the period of the figure."""
        return self.period or ("" if self.year is None else str(AcademicYear(self.year)))

    @property
    def number_text(self) -> str:
        """The value with its unit and its published interval; empty where there is none."""
        if self.value is None:
            return ""
        span = ""
        if self.lo is not None and self.hi is not None:
            span = f" (between {self.say(self.lo)} and {self.say(self.hi)})"
        return f"{self.say(self.value)}{span}"

    @property
    def value_text(self) -> str:
        """The value with its unit and year, or why there is none."""
        if self.value is None or not self.period_text:
            return self.gap
        return f"{self.number_text} in {self.period_text}"

    @property
    def difference_text(self) -> str:
        """How far from what was expected, with the interval, as it can be read aloud; empty where nobody can tell."""
        if self.difference is None or self.difference_lo is None or self.difference_hi is None:
            return ""
        side = "above" if self.difference > 0 else "below"
        far, lo, hi = (
            f"{value:{sign}.{max(self.decimals, 1)}f}".replace("-", "−")
            for value, sign in ((abs(self.difference), ""), (self.difference_lo, "+"), (self.difference_hi, "+"))
        )
        points = " percentage points" if self.unit == "percent" else ""
        return (
            f"As best we can tell {far}{points} {side} what was expected in like circumstances (between {lo} and {hi})"
        )

    @property
    def beside_text(self) -> str:
        """What stands beside the value: the difference from what was expected, or what its own limits show."""
        if not self.own:
            return self.difference_text
        return ". ".join(part for part in (self.trend, self.target, NOTHING_NATIONAL) if part)

    @property
    def origin_text(self) -> str:
        """Where the figure comes from, for whoever reads it later."""
        if self.own:
            return f"Filled in from our own measure: {self.value_text}"
        return f"Filled in from the published figure: {self.value_text} (build {self.build})"

    @property
    def told(self) -> "Told":
        """The figure in words."""
        return Told(
            key=self.key,
            name=self.name,
            value=self.number_text or self.gap,
            period=self.period_text if self.value is not None else "",
            expected="" if self.expected is None else self.say(self.expected),
            beside=self.beside_text,
            build=self.build,
            number=self.value,
            spread=self.spread,
            line=self.line,
            centre=self.centre,
        )

    def say(self, value: float) -> str:
        """A number in this figure's unit."""
        if self.own:
            places = 0 if self.unit == "count" or abs(value) >= 1_000 else 1
            written = f"{value:,.{places}f} {self.unit_words}".strip()
        else:
            written = f"{value:.{max(self.decimals, 1)}f}"
        return f"{written.replace('-', '−')}{'%' if self.unit == 'percent' else ''}"

    def freeze(self) -> dict[str, Any]:
        """The figure as a record keeps it: all that is needed to say and draw it later as it stood.

        Without the word: a record is read by more people than its writer.
        """
        told = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in {"word", "spread"}}
        told["line"] = [list(each) for each in self.line]
        words = {name: getattr(self, name) for name in ("value_text", "difference_text", "beside_text")}
        return told | words | {"spread": freeze_spread(self.spread)}


@dataclass(frozen=True, slots=True)
class Told:
    """A figure in words, as it stands or as a record kept it; what follows `build` is for a picture, where known.

    `beside`: how far from what was expected with the interval, or what its own limits show. `build` is empty for a
    measure of one's own.
    """

    key: str
    name: str
    value: str
    period: str = ""
    expected: str = ""
    beside: str = ""
    build: str = ""
    number: float | None = None
    spread: Distribution | None = None
    line: tuple[tuple[str, float], ...] = ()
    centre: float | None = None

    @property
    def text(self) -> str:
        """The value and its period."""
        return f"{self.value} in {self.period}" if self.period else self.value

    @property
    def sentence(self) -> str:
        """All of it, to be read aloud."""
        told = f"{self.name}: {self.text}"
        if self.expected:
            told += f"; {self.expected} was expected in these circumstances"
        return f"{told}. {self.beside}." if self.beside else f"{told}."


def read_told(kept: Mapping[str, Any], *, spread: Mapping[str, Any] | None = None) -> Told:
    """A figure as a record kept it, also one that was kept before its spread was; `spread` where it is kept apart."""
    key, name = str(kept.get("key", "")), str(kept.get("name", ""))
    if "value_text" not in kept:  # kept in words alone
        said = str(kept.get("difference", ""))
        beside = f"As best we can tell, it lies {said}" if said and "expected" in kept else said
        texts = {part: str(kept.get(part, "")) for part in ("value", "expected")}
        return Told(key, name, texts["value"], str(kept.get("year", "")), texts["expected"], beside)
    known = {each.name for each in fields(ShownFigure)}
    told = {part: value for part, value in kept.items() if part in known - {"spread", "line"}}
    whole = ShownFigure(
        **told | {"word": "", "spread": read_spread(spread or kept.get("spread"))},
        line=tuple((str(at), float(value)) for at, value in kept.get("line", ())),
    )
    return replace(whole.told, beside=str(kept.get("beside_text", kept.get("difference_text", ""))))


def freeze_spread(spread: Distribution | None) -> dict[str, Any] | None:
    """How schools lay in a year, as a record keeps it."""
    if spread is None:
        return None
    told = asdict(spread)
    return told | {"percentiles": {str(p): at for p, at in spread.percentiles.items()}, "bins": list(spread.bins)}


def read_spread(kept: Mapping[str, Any] | None) -> Distribution | None:
    """How schools lay in a year, as a record kept it."""
    if not kept:
        return None
    percentiles = {int(p): float(at) for p, at in kept["percentiles"].items()}
    return Distribution(**{**kept, "percentiles": percentiles, "bins": tuple(kept["bins"])})
