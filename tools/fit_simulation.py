"""Fit the structures of the fictional sector from the real published files.

Reads the folder of published files and writes `src/plait/simulation/fitted.toml`: marginal quantiles, correlations,
regressions, variances and persistence, rounded. No row and no value of any one school is written.

    python tools/fit_simulation.py FOLDER [--to src/plait/simulation/fitted.toml]
"""

import argparse
import tomllib
from pathlib import Path
from typing import Any

from fitting.outcomes import AR_RHO, AR_SHARE, fit_primary, fit_secondary
from fitting.population import fit_change, fit_context, fit_membership, fit_population, fit_years
from fitting.pupils import fit_pupils
from fitting.reading import PROBABILITIES, REGIONS, Report, Value, load_schools
from fitting.resources import fit_absence, fit_resources


def fit_all(folder: Path) -> str:
    """Fit everything and give the TOML."""
    report = Report()
    scale: dict[str, Value] = {"probabilities": list(PROBABILITIES), "regions": "|".join(REGIONS)}
    report.table("scale", scale | {"ar_share": AR_SHARE, "ar_rho": AR_RHO})
    schools = load_schools(folder)
    fit_population(report, schools)
    fit_context(report, schools, folder)
    fit_secondary(report, schools, folder)
    fit_primary(report, schools, folder)
    fit_absence(report, schools, folder)
    fit_membership(report, folder)
    fit_change(report, schools, folder)
    fit_years(report, schools, folder)
    fit_resources(report, schools, folder)
    fit_pupils(report, schools, folder)
    return "\n".join(report.lines) + "\n"


def fit(folder: Path) -> dict[str, Any]:
    """Fit everything and read the TOML back."""
    return tomllib.loads(fit_all(folder))


def main() -> None:
    """Fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--to", type=Path, default=Path("src/plait/simulation/fitted.toml"))
    told = parser.parse_args()
    text = fit_all(told.folder)
    told.to.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
