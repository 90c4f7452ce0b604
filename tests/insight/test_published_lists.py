"""The recipes give the distances that the DfE published, from the same inputs.

The published distances are facts from the public repository DFE-Digital/sap-sector: secondary, 2022/23 basis, from
SimilarSchoolsSecondaryGroupsRow.json at commit 9e764cad; primary, from SimilarSchoolsPrimaryGroupsEntry.json at commit
6cc3b062. The inputs come from the real files, which are not part of this repository.
"""

from pathlib import Path

import pytest

from plait.core.home import Home
from plait.indicators.store.imports import import_data
from plait.indicators.store.reader import Store, open_current
from plait.insight.queries import neighbours
from plait.organisations.domain import Scope

pytestmark = pytest.mark.real

# Published for a school on the 2022/23 basis: neighbour and distance, in the published order.
SECONDARY = {
    108088: [
        *((137621, 0.247391794708921), (146529, 0.262936552929474), (138832, 0.295928229856115)),
        *((136558, 0.298206958223503), (117555, 0.298726180807086), (139343, 0.309655629826715)),
        *((144558, 0.31055410243999), (137223, 0.314509704123982), (140787, 0.383772073327022)),
    ],
    146217: [
        *((106139, 0.184685468416629), (137614, 0.189082667632357), (105252, 0.19037905075833)),
        *((146146, 0.207128408504868), (136548, 0.323974435787499)),
    ],
    139351: [
        *((138239, 0.162162969560919), (136893, 0.177036989309648), (138729, 0.190809392410804)),
        (106653, 0.371782485422238),
    ],
    138069: [
        *((136468, 0.230245720826563), (136352, 0.236961932416062), (136587, 0.272668367375529)),
        *((136914, 0.303730790018233), (137851, 0.392939858830557)),
    ],
}
# The whole published list of one school, in its order.
LISTED = (
    *(137621, 146529, 138832, 136558, 117555, 139343, 144558, 137223, 137231, 112041, 143634, 141939, 137049),
    *(144618, 137770, 138746, 136873, 104964, 117537, 138706, 136959, 136921, 143890, 121670, 119744, 101811),
    *(137783, 138475, 137613, 119816, 138837, 146493, 146509, 118112, 144760, 143903, 137107, 138024, 140898),
    *(108075, 145474, 140675, 142015, 135552, 144435, 125271, 137695, 139455, 145945, 140787),
)
PRIMARY = {
    100171: [
        *((135968, 0.29556328610658633), (145140, 0.3554611200697318), (135296, 0.465300683454503)),
        *((140935, 0.47994039170825303), (139815, 0.5378116054202817), (143101, 0.5412669754866847)),
        *((103080, 0.5439848176911305), (140373, 0.5488465024985565), (135264, 0.5666668616054424)),
        *((134369, 0.5806686907920404), (100590, 0.7696548270000896)),
    ],
    100590: [
        *((135600, 0.319401803913809), (138518, 0.39908095621525697), (103119, 0.407753638016106)),
        *((134798, 0.4723380307091093), (101244, 0.5300902528294121), (100171, 0.7696548270000896)),
    ],
    100749: [
        *((135264, 0.3327448566221887), (109567, 0.3834169179206281), (150318, 0.40812613657382996)),
        *((103080, 0.4082853664140455), (101193, 0.46235264366789325)),
    ],
}


@pytest.fixture(scope="module")
def similar(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A build of the similar-schools inputs and a register to name the schools."""
    home = Home(tmp_path_factory.mktemp("similar-schools"))
    files = ("spc_school_level_2022_23", "england_spine_2017_18", "gias_establishments_2026_subset")
    spine = [real_data / "spine" / f"{name}.csv.gz" for name in files]
    import_data([real_data / "similar_schools", *spine], home)
    return open_current(home)


@pytest.mark.parametrize("urn", SECONDARY)
def test_secondary_distances_are_the_published_ones_to_seven_decimals(scope: Scope, similar: Store, urn: int):
    found = neighbours.get_set(scope, store=similar, urn=urn, recipe="dfe-secondary", year=2022, k=100, survival=False)
    distance = {each.urn: each.distance for each in found.neighbours}
    for other, published in SECONDARY[urn]:
        # The published inputs are rounded to six decimals, so the seventh decimal of a distance may differ.
        assert distance[other] == pytest.approx(published, abs=1.5e-7)


@pytest.mark.parametrize("urn", PRIMARY)
def test_primary_distances_are_the_published_ones_to_ten_decimals(scope: Scope, similar: Store, urn: int):
    found = neighbours.get_set(scope, store=similar, urn=urn, recipe="dfe-primary", k=92, survival=False)
    distance = {each.urn: each.distance for each in found.neighbours}
    for other, published in PRIMARY[urn]:
        assert distance[other] == pytest.approx(published, abs=1e-10)


def test_the_published_order_is_ours_for_every_listed_school_whose_inputs_are_held(scope: Scope, similar: Store):
    found = neighbours.get_set(
        scope, store=similar, urn=108088, recipe="dfe-secondary", year=2022, k=50, survival=False
    )
    held = {each["urn"] for each in similar.values_of_indicator("similar_ks2_reading", 2022).iter_rows(named=True)}
    listed = [urn for urn in LISTED if urn in held]
    assert len(listed) >= 25
    assert list(found.urns)[: len(listed)] == listed


def test_the_published_standard_deviations_are_corrected_to_sample_ones(scope: Scope, similar: Store):
    # The correction n/(n−1) with n = 2,973 moves a distance by 0.017%, well above what the inputs' rounding can do.
    found = neighbours.get_set(scope, store=similar, urn=108088, recipe="dfe-secondary", year=2022, k=1, survival=False)
    uncorrected = found.neighbours[0].distance * (2973 / 2972) ** 0.5
    assert abs(found.neighbours[0].distance - SECONDARY[108088][0][1]) < 1e-7
    assert abs(uncorrected - SECONDARY[108088][0][1]) > 1e-5
