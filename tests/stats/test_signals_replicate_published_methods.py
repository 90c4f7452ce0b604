"""Published figures, typed from their sources, with the tolerance of their printed digits.

These tables were held to a second source, figure by figure: batting averages to Debian's r-cran-pscl
(`EfronMorris`), vaccine trials to r-cran-metadat (`dat.bcg`), dyestuff to r-cran-lme4 (`Dyestuff`), growth to
r-cran-nlme (`Orthodont`), operations and deaths to a public implementation of logistic mixed models whose “Bristol
example” is the same table, and the excess of 24.1 (12 to 34) to the abstract of its paper. The eight schools and the
fifteen p-values of Benjamini and Hochberg were typed without one: only the published results, which they reproduce,
speak for them. Larger data are read from installed packages, never kept here.
"""

import csv
import json
import shutil
import subprocess

import numpy as np
import pytest

from plait.stats.funnel import dispersion, funnel_of
from plait.stats.multilevel import fit_school_effects
from plait.stats.multiplicity import benjamini_hochberg
from plait.stats.shrinkage import between_variance, shrink
from plait.stats.signals import fit_spreads, model_of, panel_of, underlying

# Rubin (1981), Estimation in parallel randomized experiments, JEBS 6, doi:10.3102/10769986006004377: coaching effects
# in eight schools and their standard errors.
COACHING = np.array([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0])
COACHING_SE = np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0])


def test_eight_schools_are_drawn_together_wholly():
    """Gelman and others, Bayesian Data Analysis 3rd ed., 5.5: the pooled estimate is 7.7 with standard error 4.1."""
    found = shrink(COACHING, variances=COACHING_SE**2)
    assert found.between.variance == 0.0
    assert found.between.mean == pytest.approx(7.7, abs=0.05)
    assert found.between.mean_se == pytest.approx(4.1, abs=0.05)
    assert found.estimate == pytest.approx(np.full(8, found.between.mean))


def test_batting_averages_are_those_of_efron_and_morris():
    """Efron and Morris (1977), Stein's paradox in statistics, Scientific American 236: factor 0.212, and the estimates.

    Data: Efron and Morris (1975), JASA 70, doi:10.1080/01621459.1975.10479864, table 1: hits in 45 at bats, and the
    rest of the season.
    """
    hits = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]) / 45
    season = [0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269]
    season += [0.230, 0.264, 0.256, 0.303, 0.264, 0.226, 0.286, 0.316, 0.200]
    grand = hits.mean()
    found = shrink(hits, variances=np.full(18, grand * (1 - grand) / 45), few=True)
    assert 1 - found.shrinkage[0] == pytest.approx(0.212, abs=0.0005)
    printed = [0.294, 0.289, 0.284, 0.279, 0.275, 0.275, 0.270, 0.265, 0.261, 0.261]
    printed += [0.256, 0.256, 0.256, 0.256, 0.256, 0.251, 0.247, 0.242]
    assert found.estimate == pytest.approx(printed, abs=0.0011)
    # "The Stein estimators are closer by a factor of 3.5": total squared errors 0.077 and 0.022.
    assert ((hits - season) ** 2).sum() == pytest.approx(0.077, abs=0.002)
    assert ((found.estimate - season) ** 2).sum() == pytest.approx(0.022, abs=0.001)


def test_fifteen_p_values_of_benjamini_and_hochberg_give_four_rejections():
    """Benjamini and Hochberg (1995), section 3.2, doi:10.1111/j.2517-6161.1995.tb02031.x (thrombolysis trial)."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    assert benjamini_hochberg(np.array(p), share=0.05).tolist() == [True] * 4 + [False] * 11


# Vaccinated and not: tuberculosis, none; Colditz and others (1994), doi:10.1001/jama.1994.03510330076038.
TRIALS = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    dtype=float,
)


def log_risks():
    a, b, c, d = TRIALS.T
    return np.log(a / (a + b)) - np.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def test_the_spread_of_vaccine_trials_is_that_of_metafor():
    """Viechtbauer (2010), Conducting meta-analyses in R with the metafor package, JSS 36, doi:10.18637/jss.v036.i03."""
    ratio, variance = log_risks()
    restricted = between_variance(ratio, variances=variance)
    assert restricted.variance == pytest.approx(0.3132, abs=5e-5)
    assert restricted.mean == pytest.approx(-0.7145, abs=5e-5)
    assert restricted.mean_se == pytest.approx(0.1798, abs=5e-5)
    assert restricted.q == pytest.approx(152.2330, abs=5e-5)
    assert between_variance(ratio, variances=variance, method="moments").variance == pytest.approx(0.3088, abs=5e-5)


def test_additive_over_dispersion_by_moments_is_dersimonian_and_lairds():
    """Spiegelhalter (2005), doi:10.1136/qshc.2005.013755, uses it; about the fixed-effect mean both agree."""
    ratio, variance = log_risks()
    mean = float((ratio / variance).sum() / (1 / variance).sum())
    square = float(np.mean((ratio - mean) ** 2 / variance))
    assert dispersion(square, chance=variance) == pytest.approx(0.3088, abs=5e-5)


def test_the_children_of_bristol_are_beyond_an_over_dispersed_funnel():
    """Aylin and others (2001), Lancet 358, doi:10.1016/S0140-6736(01)05404-6.

    Open operations under one year of age, hospital episode statistics 1991–95, twelve centres. A random-effects model
    of the other eleven gives 24.1 (12 to 34) excess deaths among the 41 of Bristol; theirs is Bayesian on the logit, so
    half a death of tolerance.
    """
    operations = np.array([143, 187, 323, 122, 164, 405, 239, 482, 195, 177, 581, 301])
    deaths = np.array([41, 25, 24, 23, 25, 42, 24, 53, 26, 25, 58, 31])
    others, died = operations[1:], deaths[1:]
    pooled = died.sum() / others.sum()
    spread = between_variance(died / others, variances=pooled * (1 - pooled) / others)
    assert spread.variance > 0
    assert deaths[0] - operations[0] * spread.mean == pytest.approx(24.1, abs=0.5)
    rate = 100 * pooled
    funnel = funnel_of(
        np.append(100 * died / others, 100 * deaths[0] / operations[0]),
        chance=rate * (100 - rate) / np.append(others, operations[0]),
        target=rate,
    )
    # Even with all centres' differences allowed for, Bristol's own among them, it is three standard errors out.
    assert funnel.adjusted[-1] > 3.0
    assert funnel.adjusted[-1] < funnel.z[-1] / 2
    assert np.abs(funnel.adjusted[:-1]).max() < 2.0


# Davies and Goldsmith (1972), Statistical Methods in Research and Production: dyestuff,
# yield of five samples from each of six batches.
DYESTUFF = np.array(
    [
        [1545, 1440, 1440, 1520, 1580],
        [1540, 1555, 1490, 1560, 1495],
        [1595, 1550, 1605, 1510, 1560],
        [1445, 1440, 1595, 1465, 1545],
        [1595, 1630, 1515, 1635, 1625],
        [1520, 1455, 1450, 1480, 1445],
    ],
    dtype=float,
)


def test_dyestuff_has_the_variances_of_lme4():
    """Bates (2010), lme4: Mixed-effects modeling with R, 1.3: criterion 319.7, variances 1764 and 2451, mean 1527.5."""
    fitted = fit_school_effects(DYESTUFF.ravel(), context=np.ones((30, 1)), school=np.repeat(np.arange(6), 5))
    assert fitted.between == pytest.approx(1764.05, abs=0.005)
    assert fitted.within == pytest.approx(2451.25, abs=0.005)
    assert fitted.fixed[0] == pytest.approx(1527.5)
    assert np.sqrt(fitted.fixed_covariance[0, 0]) == pytest.approx(19.38, abs=0.005)
    assert -2 * fitted.log_likelihood == pytest.approx(319.6543, abs=5e-5)
    # The balanced case by hand: mean squares 11271.5 between and 2451.25 within.
    means = DYESTUFF.mean(axis=1)
    assert fitted.between == pytest.approx((5 * means.var(ddof=1) - 2451.25) / 5, rel=1e-6)


# Potthoff and Roy (1964), Biometrika 51, doi:10.1093/biomet/51.3-4.313: pituitary to pterygomaxillary fissure, mm, at
# ages 8, 10, 12, 14; 16 boys, then 11 girls.
GROWTH = np.array(
    [
        [26, 25, 29, 31],
        [21.5, 22.5, 23, 26.5],
        [23, 22.5, 24, 27.5],
        [25.5, 27.5, 26.5, 27],
        [20, 23.5, 22.5, 26],
        [24.5, 25.5, 27, 28.5],
        [22, 22, 24.5, 26.5],
        [24, 21.5, 24.5, 25.5],
        [23, 20.5, 31, 26],
        [27.5, 28, 31, 31.5],
        [23, 23, 23.5, 25],
        [21.5, 23.5, 24, 28],
        [17, 24.5, 26, 29.5],
        [22.5, 25.5, 25.5, 26],
        [23, 24.5, 26, 30],
        [22, 21.5, 23.5, 25],
        [21, 20, 21.5, 23],
        [21, 21.5, 24, 25.5],
        [20.5, 24, 24.5, 26],
        [23.5, 24.5, 25, 26.5],
        [21.5, 23, 22.5, 23.5],
        [20, 21, 21, 22.5],
        [21.5, 22.5, 23, 25],
        [23, 23, 23.5, 24],
        [20, 21, 22, 21.5],
        [16.5, 19, 19, 19.5],
        [24.5, 25, 28, 28],
    ]
)


def test_growth_has_the_variances_of_pinheiro_and_bates():
    """Pinheiro and Bates (2000), Mixed-Effects Models in S and S-PLUS, 4.1, doi:10.1007/b98882: fm2Orth, by REML.

    Intercepts 1.807425, residual 1.431592, fixed 17.70671, 0.66019 and −2.32102, log likelihood −218.7563 (theirs is on
    the scale with ½ log |XᵀX| left out, as here).
    """
    age = np.tile([8.0, 10.0, 12.0, 14.0], 27)
    girl = np.repeat(np.arange(27) >= 16, 4).astype(float)
    fitted = fit_school_effects(
        GROWTH.ravel(), context=np.column_stack([np.ones(108), age, girl]), school=np.repeat(np.arange(27), 4)
    )
    assert np.sqrt(fitted.between) == pytest.approx(1.807425, abs=2e-6)
    assert np.sqrt(fitted.within) == pytest.approx(1.431592, abs=2e-6)
    assert fitted.fixed == pytest.approx([17.70671, 0.66019, -2.32102], abs=6e-6)
    assert fitted.log_likelihood == pytest.approx(-218.7563, abs=5e-5)


def test_the_panel_model_is_the_random_intercept_model_where_it_has_to_be():
    """Growth less the mean of each age: year effects for ages, a constant part for the child, no known chance.

    Thirty units are the fewest a panel takes, so three children are observed once more with their order kept.
    """
    figures = np.concatenate([GROWTH, GROWTH[:3]])
    panel = panel_of(
        figures - figures.mean(axis=0),
        ids=np.arange(30),
        years=np.array([8, 10, 12, 14]),
        chance=np.zeros(figures.shape),
    )
    spreads = fit_spreads(panel, structure="constant")
    ages = np.tile(np.eye(4), (30, 1))
    plain = fit_school_effects(figures.ravel(), context=ages, school=np.repeat(np.arange(30), 4))
    assert spreads.school.constant == pytest.approx(plain.between, rel=1e-3)
    assert spreads.school.yearly == pytest.approx(plain.within, rel=1e-3)
    assert spreads.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-5)
    level = underlying(model_of(panel, spreads))
    assert level.estimate == pytest.approx(plain.effect, abs=2e-3)


# Goldstein and others (1993), A multilevel analysis of school examination results, Oxford Review of Education 19,
# doi:10.1080/0305498930190401: 4,059 pupils in 65 schools of Inner London; the teaching subset that comes with MLwiN.
_EXAM = """
suppressMessages(library(lme4))
data(Exam, package = "mlmRev")
write.csv(data.frame(school = as.integer(Exam$school), y = Exam$normexam, x = Exam$standLRT), commandArgs(TRUE)[1],
          row.names = FALSE)
m <- lmer(normexam ~ standLRT + (1 | school), Exam, REML = TRUE,
          control = lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-12)))
v <- as.data.frame(VarCorr(m))$vcov
r <- ranef(m, condVar = TRUE)$school
cat(sprintf('{"between": %.10f, "within": %.10f, "slope": %.10f, "criterion": %.8f, "effects": [%s]}', v[1], v[2],
            fixef(m)[2], REMLcrit(m), paste(sprintf("%.8f", r[, 1]), collapse = ",")))
"""


@pytest.fixture(scope="module")
def examinations(tmp_path_factory):
    """The examination data of Debian's r-cran-mlmrev, and what lme4 makes of them."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not installed (Debian: r-cran-lme4, r-cran-mlmrev).")
    folder = tmp_path_factory.mktemp("exam")
    script, data = folder / "exam.R", folder / "exam.csv"
    script.write_text(_EXAM, encoding="utf-8")
    asked = 'cat(requireNamespace("lme4", quietly = TRUE) && requireNamespace("mlmRev", quietly = TRUE))'
    found = subprocess.run([rscript, "-e", asked], capture_output=True, text=True, check=False)
    if not found.stdout.strip().endswith("TRUE"):
        pytest.skip("R has no lme4 or no mlmRev (Debian: r-cran-lme4, r-cran-mlmrev).")
    run = subprocess.run([rscript, str(script), str(data)], capture_output=True, text=True, check=True)
    with data.open(encoding="utf-8") as lines:
        rows = [tuple(float(row[name]) for name in ("school", "y", "x")) for row in csv.DictReader(lines)]
    return np.array(rows), json.loads(run.stdout[run.stdout.index("{") :])


def test_inner_london_schools_have_the_variances_of_lme4_and_of_mlwin(examinations):
    """Rasbash and others, A User's Guide to MLwiN, 2.4: 0.092 (0.018), 0.566 (0.013), slope 0.563, by full likelihood.

    Restricted likelihood differs from theirs by about 1/65 of the variance between schools, so 0.0025 of tolerance.
    """
    rows, peer = examinations
    school, y, x = rows.T
    fitted = fit_school_effects(y, context=np.column_stack([np.ones(y.size), x]), school=school.astype(int))
    assert fitted.between == pytest.approx(0.092, abs=0.0025)
    assert fitted.within == pytest.approx(0.566, abs=0.0005)
    assert fitted.fixed[1] == pytest.approx(0.563, abs=0.0005)
    assert fitted.between == pytest.approx(peer["between"], rel=1e-4)
    assert fitted.within == pytest.approx(peer["within"], rel=1e-4)
    assert fitted.fixed[1] == pytest.approx(peer["slope"], abs=1e-6)
    assert -2 * fitted.log_likelihood == pytest.approx(peer["criterion"], abs=1e-4)
    assert fitted.effect == pytest.approx(peer["effects"], abs=2e-4)


def test_one_year_of_schools_with_known_chance_is_the_panel_of_two_halves(examinations):
    """The panel model over two halves of every school's pupils finds the same variance between schools as lme4.

    Halves are drawn at random (seed fixed), so the two estimates differ by what pupils' luck leaves: half a standard
    error (0.018) of tolerance.
    """
    rows, peer = examinations
    school, y, x = rows.T
    residual = y - peer["slope"] * x
    half = np.random.default_rng(6).integers(0, 2, y.size)
    figures, chance = np.full((65, 2), np.nan), np.full((65, 2), np.nan)
    for row in range(65):
        for column in range(2):
            here = (school == row + 1) & (half == column)
            if here.sum() > 1:
                figures[row, column], chance[row, column] = residual[here].mean(), peer["within"] / here.sum()
    panel = panel_of(figures, ids=np.arange(65), years=np.array([1, 2]), chance=chance)
    spreads = fit_spreads(panel, structure="constant")
    assert spreads.school.constant == pytest.approx(peer["between"], abs=0.009)
    assert spreads.school.yearly < 0.01
