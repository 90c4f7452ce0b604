"""The lab judges by the truth, and nothing of the truth or of the hidden year reaches the estimates."""

import dataclasses
import math
import tomllib

import numpy as np
import pytest
from typer.testing import CliRunner

from plait.cli import lab
from plait.indicators.store.reader import open_current
from plait.insight.lab import (
    designs,
    estimates,
    families,
    joinings,
    pictures,
    pipeline,
    records,
    report,
    runs,
    scores,
    targets,
    whole,
)
from plait.insight.lab import real as foretelling
from plait.insight.lab.sectors import draw_sector
from plait.insight.outcomes.shelf import get_outcome
from plait.stats import signals, trajectory
from tests.conftest import CHECKOUT

SMALL = 2_500
CASE = foretelling.Case("attainment8", "secondary", "open-secondary", 1.0)
REAL_ROW = {
    "outcome": "attainment8",
    "phase": "secondary",
    "year": 2017,
    "method": "Plait",
    "schools_n": 3000,
    "rmse": 2.5,
    "listed_n": 40,
    "above": 0.9,
    "beyond": 0.8,
    "kept": 1.02,
    "explained": 0.7,
}


def make_real():
    """A sector of the lab in the shape of real figures: four years before the hidden one."""
    sector = draw(schools=6_000)
    residual, doubt, chance = estimates.find_residuals(sector)
    n, years = sector.values.shape
    return foretelling.Real(
        chains=np.arange(n),
        years=np.arange(2014, 2014 + years),
        values=sector.values,
        pupils=sector.cohort,
        expected=sector.values - residual,
        doubt=doubt,
        chance=chance,
        segment=sector.segment,
        trust=sector.trust,
        inside=np.broadcast_to(sector.trust[:, None] >= 0, sector.values.shape),
        explained=(0.5,) * years,
        margin=0.1,
        percentage=False,
    )


def draw(name="plain", *, schools=SMALL, number=0):
    return draw_sector(designs.DESIGNS[name].sized(schools), rng=np.random.default_rng((31, number)))


@pytest.fixture(scope="module")
def plain():
    return [scores.score_sector(draw(number=number)) for number in range(3)]


def test_intervals_hold_the_truth_about_as_often_as_they_say(plain):
    for row, within in ((0, 0.035), (1, 0.12), (2, 0.05)):
        for at, level in enumerate(scores.LEVELS):
            found = sum(each.covered[row, at] for each in plain) / sum(each.of[row] for each in plain)
            assert found == pytest.approx(level, abs=within)


def test_false_flags_are_few_and_claims_are_kept(plain):
    assert sum(each.flagged_n for each in plain) > 150
    assert scores.share(plain, lambda r: r.false_n, lambda r: r.flagged_n)[0] <= 0.09
    assert scores.share(plain, lambda r: r.kept, lambda r: r.claimed)[0] == pytest.approx(1.0, abs=0.15)
    # The raw list beside it, so that the test would see a lab that judges nothing.
    assert scores.share(plain, lambda r: r.raw[1], lambda r: r.raw[0])[0] > 0.15
    assert scores.share(plain, lambda r: r.raw_claimed[1], lambda r: r.raw_claimed[0])[0] < 0.5


def test_larger_effects_and_larger_cohorts_are_found_more_often(plain):
    power = runs.sum_power(plain)
    assert power["largest_quarter"][-1] > 0.8
    assert power["largest_quarter"][-1] > power["smallest_quarter"][-1]
    assert power["middle_half"][-1] > power["middle_half"][0] + 0.4


def test_nothing_is_flagged_where_no_school_differs():
    told = scores.score_sector(draw("null"))
    assert told.flagged_n + told.below_n <= 1
    assert told.raw[1] == told.raw[0] > 100


def test_intake_that_nobody_measures_makes_false_flags_and_the_lab_says_so(plain):
    told = [scores.score_sector(draw("unmeasured", number=number)) for number in range(2)]
    assert scores.share(told, lambda r: r.false_n, lambda r: r.flagged_n)[0] > 0.12
    assert scores.share(told, lambda r: r.covered[0, 2], lambda r: r.of[0])[0] < 0.85


@pytest.mark.parametrize("name", ["gap", "suppressed", "percent_lowest", "percent_highest", "trusts", "mergers"])
def test_every_kind_of_stress_can_be_estimated(name):
    told = scores.score_sector(draw(name, schools=1_500))
    assert told.schools_n > 1_200
    assert told.covered[0, 2] / told.of[0] > 0.85


@pytest.mark.parametrize("name", ["percent_highest", "percent_lowest"])
def test_intervals_of_percentages_never_leave_0_to_100(name):
    sector = draw(name, schools=1_500)
    told = estimates.estimate(sector)
    expected = (sector.values - told.residual)[told.rows, sector.design.shown - 1]
    low, high = told.difference.interval(0.99)
    known = np.isfinite(expected)
    assert ((expected + low)[known] >= 0.0).all()
    assert ((expected + high)[known] <= 100.0).all()


def test_false_flags_are_as_few_above_as_below_even_with_heavy_tails():
    """One list of four sectors for each side; three binomial errors of room."""
    made = [scores.score_sector(draw("heavy_tails", schools=8_000, number=number)) for number in range(4)]
    for flagged, false in (
        (sum(r.flagged_n for r in made), sum(r.false_n for r in made)),
        (sum(r.below_n for r in made), sum(r.below_false_n for r in made)),
    ):
        assert flagged > 800
        assert false / flagged <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / flagged)


def test_a_difference_is_measured_from_the_average_of_schools_in_like_circumstances():
    """Two in a hundred stand out above by 0.25, so that the average of all is 0.005 higher than an ordinary school."""
    assert designs.PLAIN.mean_lasting == pytest.approx(0.005)
    sector = draw_sector(designs.PLAIN, rng=np.random.default_rng(2))
    assert sector.truth.mean() == pytest.approx(0.0, abs=0.004)
    assert np.median(sector.truth) < 0.0


def test_a_merged_school_has_the_pupils_of_both_and_what_both_add():
    plain, merged = (
        draw_sector(
            designs.replace(designs.DESIGNS["mergers"].sized(2_000), merged_share=share), rng=np.random.default_rng(9)
        )
        for share in (0.0, 0.1)
    )
    after = designs.PLAIN.merged_at
    closed = np.isnan(merged.values[:, after:]).all(axis=1)
    assert closed.sum() == 200
    grown = np.flatnonzero(merged.cohort[:, -1] > plain.cohort[:, -1])
    assert grown.size == 200
    assert np.array_equal(merged.truth[:, : after - 1], plain.truth[:, : after - 1])
    assert np.nansum(merged.cohort[:, -1]) == np.nansum(plain.cohort[:, -1])


@pytest.mark.parametrize("at", [0, 1])
def test_many_outcomes_of_the_same_schools_are_one_list_with_few_false_flags(at):
    design = dataclasses.replace(families.FAMILIES[at], schools=800, outcomes=8)
    made = [families.run_family(design, rng=np.random.default_rng((51, number))) for number in range(3)]
    told = runs.sum_families(made)
    assert told["lists"] == 3
    assert told["covered"] == pytest.approx(0.9, abs=0.03)
    assert told["flagged_n"] > 50
    assert told["false"] <= 0.09
    assert told["worst"] >= told["false"]


def test_outcomes_of_one_family_share_schools_luck_and_what_schools_add():
    first, second, *_ = draw_family = families.draw_family(families.FAMILIES[0], rng=np.random.default_rng(3))
    assert len(draw_family) == 60
    assert np.corrcoef(first.truth[:, 0], second.truth[:, 0])[0, 1] == pytest.approx(0.62, abs=0.06)
    assert first.truth.mean() == pytest.approx(0.0, abs=0.01)
    assert np.array_equal(first.trust, second.trust)


def test_the_whole_way_through_files_import_and_build_holds_the_truth():
    """Official files are written, imported, built and judged; only the truth file is read beside the kept signals."""
    told = {each.outcome: each for each in pipeline.run_pipeline(seed=61, schools=900, trusts=60)}
    primary = told["primary.ks2_rwm_expected"]
    assert primary.schools_n > 500
    assert primary.covered == pytest.approx(0.9, abs=0.05)
    assert primary.correlation > 0.7
    assert primary.flagged_n > 20
    assert primary.false_n <= 0.05 * primary.flagged_n + 3 * math.sqrt(0.05 * 0.95 * primary.flagged_n)
    # Attainment 8 rests on what pupils brought, which is published in part only: the lab's report shows how that hurts.
    assert told["secondary.attainment8"].correlation > 0.7


def test_real_years_are_foretold_with_the_spreads_that_the_site_takes():
    for indicator, group in foretelling.CASES:
        case, outcome = foretelling.case_of(indicator, group=group), get_outcome(indicator, group=group)
        assert case.pupil_sd == (outcome.pupil_sd or None)


def test_the_hidden_year_changes_no_estimate():
    sector = draw(schools=800)
    values = sector.values.copy()
    values[:, -1] += 5 * np.random.default_rng(1).standard_normal(800)
    one = estimates.estimate(sector).difference
    other = estimates.estimate(dataclasses.replace(sector, values=values)).difference
    assert np.array_equal(one.estimate, other.estimate)
    assert np.array_equal(one.sd, other.sd)


def test_the_truth_changes_no_estimate():
    sector = draw(schools=800)
    other = dataclasses.replace(sector, truth=sector.truth[::-1], yearly=-sector.yearly)
    assert np.array_equal(estimates.estimate(sector).difference.estimate, estimates.estimate(other).difference.estimate)


def test_a_sector_is_what_its_design_says():
    sector = draw_sector(designs.PLAIN, rng=np.random.default_rng(2))
    lasting = sector.truth[:, 0]
    assert np.median(sector.cohort) == pytest.approx(38, abs=1)
    assert (sector.cohort.min(), sector.cohort.max()) == (6, 180)
    assert lasting.std() == pytest.approx(math.hypot(0.15, 0.25 * math.sqrt(0.02 * 0.98)), rel=0.03)
    assert np.corrcoef(sector.truth[:, 0], sector.truth[:, 4])[0, 1] == pytest.approx(0.87, abs=0.02)
    assert (sector.yearly - sector.truth).std() == pytest.approx(0.08, rel=0.02)
    assert sector.context.shape == (16_000, 5)


def test_the_same_seed_draws_the_same_sector():
    one, two = draw(schools=300), draw(schools=300)
    assert np.array_equal(one.values, two.values)
    assert not np.array_equal(one.values, draw(schools=300, number=1).values)


def test_percentages_are_those_of_whole_pupils_and_their_truth_is_in_points():
    sector = draw("percent_high")
    assert np.allclose(np.rint(sector.values * sector.cohort / 100), sector.values * sector.cohort / 100)
    assert abs(sector.truth.mean()) < 0.5
    middle = sector.yearly - sector.truth
    assert abs(middle.mean()) < 0.2


def test_small_cohorts_are_withheld_not_set_to_zero():
    sector = draw("suppressed")
    assert np.isnan(sector.values).any()
    assert np.nanmin(sector.cohort) >= 11
    assert np.isnan(sector.cohort[np.isnan(sector.values)]).all()


def test_whole_sectors_bring_their_own_truth():
    sector = whole.draw_whole(whole.KINDS["whole_ks2"], seed=4, schools=1_500, trusts=90)
    assert np.isnan(sector.values[:, 4:6]).all()  # 2019/20 and 2020/21
    told = scores.score_sector(sector)
    assert told.covered[0, 2] / told.of[0] > 0.8
    assert told.false_n < 0.2 * told.flagged_n


def test_the_truth_of_whole_sectors_is_counted_from_the_average_school_with_results():
    for kind in whole.KINDS.values():
        sector = whole.draw_whole(kind, seed=4, schools=600, trusts=40)
        truth = np.where(np.isfinite(sector.values), sector.truth, np.nan)
        told = np.isfinite(truth).any(axis=0)
        assert np.nanmean(truth[:, told], axis=0) == pytest.approx(0.0, abs=1e-9)


def test_attainment_8_of_whole_sectors_misses_because_of_what_is_not_published():
    """With all circumstances known, the same schools, results and estimates hold the truth as often as they say."""
    published, known = (
        scores.score_sector(whole.draw_whole(whole.KINDS[name], seed=4, schools=6_000, trusts=380))
        for name in ("whole_ks4", "whole_ks4_known")
    )
    assert published.covered[0, 2] / published.of[0] < 0.83
    assert known.covered[0, 2] / known.of[0] == pytest.approx(0.9, abs=0.03)
    assert known.false_n / known.flagged_n < 0.6 * published.false_n / published.flagged_n


def test_whole_sectors_are_judged_with_the_spread_of_pupils_that_the_card_states():
    sector = whole.draw_whole(whole.KINDS["whole_ks4"], seed=4, schools=600, trusts=40)
    assert (sector.pupil_sd == get_outcome("secondary.attainment8").pupil_sd).all()


@pytest.mark.parametrize("name", ["chance", "bad_year", "low_level"])
def test_joining_without_effect_shows_none(name):
    case = next(each for each in joinings.CASES if each.name == name)
    made = [joinings.run_case(case, schools=3_000, rng=np.random.default_rng((41, i))) for i in range(2)]
    assert np.mean([each.bias for each in made]) == pytest.approx(0.0, abs=0.03)
    assert np.mean([each.covered[2] for each in made]) == pytest.approx(0.9, abs=0.05)
    if name == "bad_year":
        assert all(
            each.bias_naive > 0.2 for each in made
        )  # what a plain before-and-after comparison would have claimed
        assert all(each.bias_with_lead > 0.03 for each in made)
        assert all(each.warned > 0.12 for each in made)


def test_an_effect_that_is_there_is_found():
    case = next(each for each in joinings.CASES if each.name == "effect")
    made = joinings.run_case(case, schools=3_000, rng=np.random.default_rng(43))
    none = joinings.run_case(joinings.CASES[0], schools=3_000, rng=np.random.default_rng(43))
    assert made.bias == pytest.approx(none.bias, abs=1e-9)
    assert made.trust_rejected > none.trust_rejected + 0.1


def test_the_figures_do_not_depend_on_the_number_of_workers(monkeypatch):
    monkeypatch.setattr(runs, "QUICK_SCHOOLS", 400)
    monkeypatch.setattr(designs, "DESIGNS", {"plain": designs.PLAIN, "null": designs.NULL})
    monkeypatch.setattr(joinings, "CASES", joinings.CASES[:2])
    monkeypatch.setattr(families, "FAMILIES", families.FAMILIES[1:])
    monkeypatch.setattr(runs, "QUICK_FAMILY", 200)
    one, two = (runs.run(runs.Order(sectors=2, quick=True, workers=workers)) for workers in (1, 2))
    assert repr(one) == repr(two)
    assert one["run"]["probe"] == runs.probe()
    text = report.write_run(one)
    assert "A quick run" in text
    for heading in (
        "Targets",
        "Intervals",
        "Flags",
        "Words",
        "Power",
        "Trajectory since joining",
        "Many outcomes in one list",
    ):
        assert f"### {heading}" in text
    drawn = pictures.draw_all(one)
    assert set(drawn) == set(report.PICTURES)
    assert all(svg.startswith("<svg") for svg in drawn.values())


def test_a_share_is_a_ratio_of_sums_with_its_error(plain):
    made = [dataclasses.replace(plain[0], false_n=f, flagged_n=n) for f, n in ((1, 10), (3, 30), (0, 20))]
    value, error = scores.share(made, lambda r: r.false_n, lambda r: r.flagged_n)
    assert value == pytest.approx(4 / 60)
    residuals = [1 - 10 * value, 3 - 30 * value, -20 * value]
    assert error == pytest.approx(math.sqrt(sum(r * r for r in residuals) * 3 / 2) / 60)


def test_figures_come_back_from_toml_as_they_were():
    figures = {
        "run": {"sectors": 2, "quick": False, "name": 'a "quoted" name', "probe": [1.5, 2.0]},
        "designs": {"plain": {"covered": [0.5, 0.8], "gone": float("nan")}},
        "real": [{"outcome": "a", "rmse": 1.25}, {"outcome": "b", "rmse": 2.5}],
    }
    read = tomllib.loads(records.to_toml(figures))
    assert math.isnan(read["designs"]["plain"].pop("gone"))
    del figures["designs"]["plain"]["gone"]
    assert read == figures


def test_a_page_without_a_place_for_figures_is_refused():
    figures = records.read(CHECKOUT / "docs/methods/lab-results.toml")
    with pytest.raises(records.NoFigures, match="no place"):
        records.weave("# A page", figures, pictures="")


def test_figures_that_are_not_there_are_refused_by_name(tmp_path):
    with pytest.raises(records.NoFigures, match="no figures"):
        records.read(tmp_path / "results.toml")


def test_the_page_of_the_documentation_shows_the_figures_that_were_measured():
    page = (CHECKOUT / "docs/methods/lab.md").read_text(encoding="utf-8")
    figures = records.read(CHECKOUT / "docs/methods/lab-results.toml")
    assert records.weave(page, figures, pictures="lab/") == page, "Run “plait lab page FOLDER”."
    assert all((CHECKOUT / "docs/methods/lab" / name).is_file() for name in report.PICTURES)
    assert figures["run"]["sectors"] >= 50
    assert not figures["run"]["quick"]


def test_the_figures_of_the_documentation_are_those_of_this_code():
    run = records.read(CHECKOUT / "docs/methods/lab-results.toml")["run"]
    mend = "The method has changed since the lab was run: run “plait lab run” and “plait lab page” again."
    assert run["signals_version"] == signals.METHOD_VERSION, mend
    assert run["trajectory_version"] == trajectory.METHOD_VERSION, mend
    assert run["probe"] == pytest.approx(runs.probe(), rel=1e-3, abs=1e-4), mend


def test_the_figures_of_the_documentation_meet_every_target():
    figures = records.read(CHECKOUT / "docs/methods/lab-results.toml")
    assert [each.aim for each in targets.check(figures) if not each.met] == []


def test_the_command_writes_a_report_with_pictures_and_its_figures(tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "QUICK_SCHOOLS", 400)
    monkeypatch.setattr(designs, "DESIGNS", {"plain": designs.PLAIN, "null": designs.NULL})
    monkeypatch.setattr(joinings, "CASES", joinings.CASES[:1])
    monkeypatch.setattr(families, "FAMILIES", families.FAMILIES[1:])
    monkeypatch.setattr(runs, "QUICK_FAMILY", 200)
    done = CliRunner().invoke(lab.app, ["run", "--sectors", "2", "--quick", "--to", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "Nothing flagged where no school differs: 0 flags" in done.output
    assert {each.name for each in tmp_path.iterdir()} == {"report.md", "results.toml", *report.PICTURES}
    figures = records.read(tmp_path / "results.toml")
    (tmp_path / "real.toml").write_text(records.to_toml({"real": [REAL_ROW]}), encoding="utf-8")
    page = tmp_path / "page.md"
    marks = [f"<!-- figures of {section}: {end} -->" for section in ("run", "real") for end in ("begin", "end")]
    page.write_text("# A page\n\n" + "\n".join(marks) + "\n", encoding="utf-8")
    done = CliRunner().invoke(lab.app, ["page", str(tmp_path), "--page", str(page)])
    assert done.exit_code == 0, done.output
    text = page.read_text(encoding="utf-8")
    assert "| attainment8 | 2017/18 | **Plait** | 3,000 | 2.500 |" in text
    assert figures["run"]["sectors"] == 2
    assert records.weave(text, records.read(tmp_path / "page-results.toml"), pictures="page/") == text


def test_a_forecast_from_earlier_years_beats_what_peers_use():
    real = make_real()
    told = {each.method: each for each in foretelling.foretell(CASE, real, 3)}
    assert set(told) == {"Plait", "raw residual", "three-year mean", "z-score of residual", "z-score of results"}
    assert all(told["Plait"].rmse < each.rmse for name, each in told.items() if name != "Plait")
    assert told["Plait"].kept == pytest.approx(1.0, abs=0.2)
    assert told["raw residual"].kept < 0.7
    assert told["Plait"].beyond > told["raw residual"].beyond
    assert len({each.listed_n for each in told.values()}) == 1


def test_a_forecast_knows_nothing_of_the_year_it_foretells():
    real = make_real()
    values = real.values.copy()
    values[:, 3] = real.expected[:, 3]  # a year in which every school does exactly what was expected
    still = {each.method: each for each in foretelling.foretell(CASE, dataclasses.replace(real, values=values), 3)}
    moving = {each.method: each for each in foretelling.foretell(CASE, real, 3)}
    assert still["Plait"].listed_n == moving["Plait"].listed_n
    assert still["Plait"].above == 0.0


def test_a_build_with_too_few_schools_is_refused_by_name(fictional_home):
    with pytest.raises(foretelling.NothingToForetell, match="Nothing was foretold"):
        foretelling.foretell_all(open_current(fictional_home))
