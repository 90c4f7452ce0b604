"""The lab's figures as Markdown tables: the same text in the report and on the method page."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from plait.core.years import AcademicYear
from plait.insight.lab import pipeline, scores, targets

Figures = dict[str, Any]

PICTURES: Final = {
    "coverage.svg": "How often intervals hold the truth, against what they say",
    "false-flags.svg": "Share of false flags in every kind of sector; the dashed line is what the list states",
    "power.svg": "Share of schools flagged, by true difference and cohort",
    "trajectory.svg": "Bias of the trajectory, by why schools joined, for its two readings",
}

_FALSE: Final = """False: the true difference is within 0.10 pupil SD. Kept: what the hidden next year showed, as a \
share of what was claimed."""
_OTHERS: Final = "The same sectors: the highest 5 % of one year's residuals, and z > 1.96 on chance alone."
_WORDS: Final = "Share of schools of each word whose true difference is beyond 0.10 pupil SD."
_JOINING: Final = """Bias in pupil SD. First reading: change beside neighbours, without the year before joining. \
Second: beside schools with the same results before. Naive: the years after less the one before, beside all others."""
_MANY: Final = """All outcomes of all schools are one list, which states 5 %. What one cohort does well in one outcome \
it tends to do in others, so the share of false flags differs more from list to list; *worst* is the worst list's."""
_MANY_HEADINGS: Final = (
    *("Kind of sector", "Lists", "Asked", "Flagged above", "False above", "False below", "Worst list"),
    *("Lists over 10 % false", "90 % holds"),
)
_FILES: Final = """A fictional England written as official files, imported, built and judged as the site does; its \
truth file says what is true. As in England, some circumstances that results depend on are not published, or in part."""
_FILE_HEADINGS: Final = ("Outcome", "Schools", "90 % holds", "Flagged", "False", "Correlation with the truth")
_FLAG_HEADINGS: Final = (
    *("Kind of sector", "Flagged above", "False above", "False below", "Wrong sign"),
    *("From smallest quarter", "Kept"),
)
_OTHER_HEADINGS: Final = ("Kind of sector", "False, highest 5 %", "Of them small", "Kept", "False, z > 1.96")
_JOINING_HEADINGS: Final = (
    *("Why schools joined", "Bias, first reading", "Second reading", "Naive"),
    *("90 % holds", "Trusts' 90 % holds", "p ≤ 0.05"),
)


def write_run(figures: Figures, *, pictures: str = "") -> str:
    """The report of `plait lab run`. `pictures` is the folder in which they lie, seen from the page."""
    run = figures["run"]
    size = f"{run['sectors']} sectors of each kind, {run['schools']:,} schools in each"
    versions = f"seed {run['seed']}, Plait {run['plait_version']}, signals {run['signals_version']}, "
    versions += f"trajectory {run['trajectory_version']}"
    quick = " A quick run: too small to judge by." if run["quick"] else ""
    met = [(each.aim, each.found, "met" if each.met else "**not met**") for each in targets.check(figures)]
    told = [
        f"{size} ({run['joining_schools']:,} where schools join trusts), {versions}.{quick}",
        *("### Targets", *_table(("Aim", "Found", ""), met), _picture("coverage.svg", pictures)),
        *("### Intervals", *_table(("Kind of sector", *_levels()), _coverage(figures))),
        *("### Flags", _FALSE, *_table(_FLAG_HEADINGS, _flags(figures)), _picture("false-flags.svg", pictures)),
        *("### Beside what others do", _OTHERS, *_table(_OTHER_HEADINGS, _others(figures))),
        *("### Words", _WORDS, *_table(("Kind of sector", "Possible", "Likely", "Clear"), _words(figures))),
        *(
            "### Power",
            *_table(("True difference, pupil SD", *(p.capitalize() for p in scores.PARTS)), _power(figures)),
        ),
        _picture("power.svg", pictures),
        *("### Trajectory since joining", _JOINING, *_table(_JOINING_HEADINGS, _joining(figures))),
        _picture("trajectory.svg", pictures),
    ]
    told += [*_many(figures), *_through_files(figures)]
    return "\n\n".join(told) + "\n"


def _many(figures: Figures) -> Iterator[str]:
    if figures["families"]:
        yield from ("### Many outcomes in one list", _MANY, *_table(_MANY_HEADINGS, _families(figures)))


def _through_files(figures: Figures) -> Iterator[str]:
    if figures.get("pipeline"):
        yield from ("### Through files, import and build", _FILES, *_table(_FILE_HEADINGS, _pipeline(figures)))


def _families(figures: Figures) -> list[tuple[str, ...]]:
    return [
        (each["title"], f"{each['lists']}", f"{each['asked_n']:,}", f"{each['flagged_n']:,}", _percent(each["false"]),
         _percent(each["false_below"]), _percent(each["worst"]), _percent(each["bad_pages"]),
         _percent(each["covered"]))
        for each in figures["families"].values()
    ]  # fmt: skip


def _pipeline(figures: Figures) -> list[tuple[str, ...]]:
    return [
        (pipeline.TITLES[each["outcome"]], f"{each['schools_n']:,}", _percent(each["covered"]),
         f"{each['flagged_n']:,}", _percent(each["false_n"] / max(each["flagged_n"], 1)),
         _number(each["correlation"], 2))
        for each in figures["pipeline"]
    ]  # fmt: skip


def write_real(rows: Sequence[Figures]) -> str:
    """The table of `plait lab real`."""
    headings = (
        "Outcome",
        "Year foretold",
        "Method",
        "Schools",
        "Typical error",
        "Listed",
        "Above",
        "Beyond margin",
        "Kept",
    )
    cells = []
    for row in rows:
        listed = row["listed_n"]
        shares = [_percent(row["above"]), _percent(row["beyond"]), _number(row["kept"], 2)] if listed else ["", "", ""]
        name = f"**{row['method']}**" if row["method"] == "Plait" else row["method"]
        cells.append(
            (row["outcome"], str(AcademicYear(row["year"])), name, f"{row['schools_n']:,}", f"{row['rmse']:.3f}",
             str(listed), *shares)
        )  # fmt: skip
    return "\n\n".join(_table(headings, cells)) + "\n"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    lines = [headings, ["---"] * len(headings), *rows]
    yield "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _picture(name: str, folder: str) -> str:
    return f"![{PICTURES[name]}]({folder}{name})"


def _levels() -> tuple[str, ...]:
    groups = ("All", "Flagged", "Smallest quarter")
    return tuple(f"{whom} {level:.0%}" for whom in groups for level in scores.LEVELS)


def _coverage(figures: Figures) -> list[tuple[str, ...]]:
    groups = ("covered_all", "covered_flagged", "covered_small")
    return [
        (each["title"], *(_percent(share) for group in groups for share in each[group]))
        for each in figures["designs"].values()
    ]


def _flags(figures: Figures) -> list[tuple[str, ...]]:
    return [
        (
            each["title"],
            _percent(each["flagged"]),
            *(_with_error(each, name) for name in ("false", "false_below", "wrong_sign")),
            _percent(each["small"]),
            _number(each["keeps"], 2),
        )
        for each in figures["designs"].values()
    ]


def _others(figures: Figures) -> list[tuple[str, ...]]:
    return [
        (each["title"], _percent(each["raw_false"]), _percent(each["raw_small"]), _number(each["raw_keeps"], 2),
         _percent(each["plain_false"]))
        for each in figures["designs"].values()
    ]  # fmt: skip


def _words(figures: Figures) -> list[tuple[str, ...]]:
    words = ("possible", "likely", "clear")
    return [(each["title"], *(_percent(each[word]) for word in words)) for each in figures["designs"].values()]


def _power(figures: Figures) -> list[tuple[str, ...]]:
    power = figures["power"]
    ends = [*power["effects"][1:], None]
    rows = []
    for at, (low, high) in enumerate(zip(power["effects"], ends, strict=True)):
        band = f"{low:.2f} to {high:.2f}" if high else f"over {low:.2f}"
        rows.append((band, *(_percent(power[part.replace(" ", "_")][at]) for part in scores.PARTS)))
    return rows


def _joining(figures: Figures) -> list[tuple[str, ...]]:
    at = scores.LEVELS.index(0.9)
    return [
        (
            each["title"],
            *(f"{each[name]:+.3f} ± {each[f'{name}_se']:.3f}" for name in ("bias", "bias_alike")),
            f"{each['bias_naive']:+.3f}",
            *(_percent(each[name][at]) for name in ("covered", "trust_covered")),
            _percent(each["rejected"]),
        )
        for each in figures["joining"].values()
    ]


def _with_error(each: Figures, name: str) -> str:
    if math.isnan(each[name]):
        return "–"
    return f"{_percent(each[name])} ± {100 * each[f'{name}_se']:.1f}"


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{100 * share:.1f} %"


def _number(value: float, places: int) -> str:
    return "–" if math.isnan(value) else f"{value:.{places}f}"
