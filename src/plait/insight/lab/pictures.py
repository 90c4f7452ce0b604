"""The pictures of the lab's report: one grammar, colours that the colour-blind can tell apart, SVG."""

import math
from pathlib import Path
from typing import Any, Final

import altair as alt
import vl_convert

from plait.insight.lab import scores

Figures = dict[str, Any]
Chart = Any  # altair has no types of its own that layers keep

# Okabe and Ito (2008): distinct to people with any of the common colour deficiencies.
_BLUE, _ORANGE, _GREEN, _GREY = "#0072B2", "#D55E00", "#009E73", "#6B6B6B"
_WIDTH: Final = 520


def draw_all(figures: Figures) -> dict[str, str]:
    """Every picture by file name, as SVG."""
    drawn = {
        "coverage.svg": _draw_coverage(figures),
        "false-flags.svg": _draw_false_flags(figures),
        "power.svg": _draw_power(figures),
        "trajectory.svg": _draw_trajectory(figures),
    }
    return {name: vl_convert.vegalite_to_svg(chart.to_dict()) for name, chart in drawn.items()}


def write_all(figures: Figures, folder: Path) -> list[str]:
    """Write every picture into a folder; return their names."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = draw_all(figures)
    for name, svg in drawn.items():
        (folder / name).write_text(svg, encoding="utf-8")
    return list(drawn)


def _draw_coverage(figures: Figures) -> Chart:
    plain = figures["designs"]["plain"]
    names = {"all": "all schools", "flagged": "flagged schools", "small": "smallest quarter"}
    rows = [
        {"level": level, "found": found, "schools": label}
        for group, label in names.items()
        for level, found in zip(scores.LEVELS, plain[f"covered_{group}"], strict=True)
    ]
    frame = alt.InlineData(values=rows)
    axis = alt.Axis(format="%", values=[0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
    scale = alt.Scale(domain=[0.45, 1.0])
    line = (
        alt.Chart(alt.InlineData(values=[{"x": 0.45, "y": 0.45}, {"x": 1.0, "y": 1.0}]))
        .mark_line(color=_GREY, strokeDash=[4, 4])
        .encode(x=alt.X("x:Q", scale=scale), y=alt.Y("y:Q", scale=scale))
    )
    points = (
        alt.Chart(frame)
        .mark_point(filled=True, size=80, opacity=0.9)
        .encode(
            x=alt.X("level:Q", title="What the interval says", axis=axis, scale=scale),
            y=alt.Y("found:Q", title="How often it holds the truth", axis=axis, scale=scale),
            color=alt.Color("schools:N", title=None, scale=alt.Scale(range=[_BLUE, _ORANGE, _GREEN])),
            shape=alt.Shape("schools:N", title=None),
        )
    )
    return _finish(line + points, height=320, width=360)


def _draw_false_flags(figures: Figures) -> Chart:
    rows = [
        {
            "design": each["title"],
            "false": each["false"],
            "low": max(0.0, each["false"] - 2 * each["false_se"]),
            "high": each["false"] + 2 * each["false_se"],
        }
        for each in figures["designs"].values()
        if not math.isnan(each["false"]) and not math.isnan(each["false_se"])
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("design:N", title=None, sort=None, axis=_wide()))
    x = alt.X("false:Q", title="Share of flags that are false (two Monte Carlo errors)", axis=alt.Axis(format="%"))
    nominal = (
        alt.Chart(alt.InlineData(values=[{"x": 0.05}])).mark_rule(color=_GREY, strokeDash=[4, 4]).encode(x=alt.X("x:Q"))
    )
    bars = base.mark_rule(strokeWidth=2, color=_BLUE).encode(x=alt.X("low:Q"), x2="high:Q")
    return _finish(nominal + bars + base.mark_point(filled=True, size=70, color=_BLUE).encode(x=x), height=320)


def _draw_power(figures: Figures) -> Chart:
    power = figures["power"]
    ends = [*power["effects"][1:], None]
    bands = [
        f"{low:.2f} to {high:.2f}" if high else f"over {low:.2f}"
        for low, high in zip(power["effects"], ends, strict=True)
    ]
    rows = [
        {"band": band, "rate": rate, "cohort": part}
        for part in scores.PARTS
        for band, rate in zip(bands, power[part.replace(" ", "_")], strict=True)
    ]
    lines = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(point=True)
        .encode(
            x=alt.X("band:N", title="True difference, pupil SD", sort=bands, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("rate:Q", title="Share flagged", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("cohort:N", title="Cohort", scale=alt.Scale(range=[_GREEN, _BLUE, _ORANGE])),
            strokeDash=alt.StrokeDash("cohort:N", title="Cohort"),
        )
    )
    return _finish(lines, height=280)


def _draw_trajectory(figures: Figures) -> Chart:
    readings = {"bias": "change beside neighbours", "bias_alike": "beside schools with like results"}
    rows = [
        {
            "case": each["title"],
            "reading": label,
            "bias": each[name],
            "low": each[name] - 2 * each[f"{name}_se"],
            "high": each[name] + 2 * each[f"{name}_se"],
        }
        for each in figures["joining"].values()
        for name, label in readings.items()
    ]
    colour = alt.Color("reading:N", title=None, scale=alt.Scale(range=[_ORANGE, _BLUE]))
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("case:N", title=None, sort=None, axis=_wide()), color=colour, yOffset="reading:N"
    )
    zero = alt.Chart(alt.InlineData(values=[{"x": 0.0}])).mark_rule(color=_GREY, strokeDash=[4, 4]).encode(x="x:Q")
    bars = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q")
    points = base.mark_point(filled=True, size=60).encode(
        x=alt.X("bias:Q", title="Bias, pupil SD (two Monte Carlo errors)"), shape=alt.Shape("reading:N", legend=None)
    )
    return _finish(zero + bars + points, height=340)


def _wide() -> alt.Axis:
    return alt.Axis(labelLimit=420)


def _finish(chart: Chart, *, height: int, width: int = _WIDTH) -> Chart:
    return (
        chart.properties(width=width, height=height)
        .configure(font="sans-serif", background="white")
        .configure_axis(labelFontSize=12, titleFontSize=12, gridColor="#E5E5E5")
        .configure_legend(labelFontSize=12, labelLimit=300, orient="bottom")
        .configure_view(stroke=None)
    )
