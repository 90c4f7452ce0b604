"""`plait neighbours`: schools in like circumstances, without the site."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from plait.insight.queries.answers import NeighbourSet
    from plait.insight.services.neighbour_sets import KeptSet

_DEFAULT = "school"


class SchoolFirst(TyperGroup):
    """`plait neighbours 100049 …` is short for `plait neighbours school 100049 …`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command first where none is named."""
        if args and args[0] not in self.commands and args[0] not in {"--help", "-h"}:
            args = [_DEFAULT, *args]
        return list(super().parse_args(ctx, args))


app = typer.Typer(
    name="neighbours",
    cls=SchoolFirst,
    no_args_is_help=True,
    help="Schools in like circumstances: plait neighbours 100049 --recipe dfe-secondary --k 50 --csv",
)

UrnArgument = Annotated[int, typer.Argument(help="URN of the school.")]
RecipeOption = Annotated[str | None, typer.Option("--recipe", help="Recipe; without it, the one for the phase.")]
CountOption = Annotated[int | None, typer.Option("--k", help="How many; without it, as many as the recipe says.")]
PoolOption = Annotated[str, typer.Option("--pool", help="england, region, trust, miles:25 or trusts:2001,2002.")]
YearOption = Annotated[str | None, typer.Option("--year", help="Year basis, such as 2022/23; without it, the newest.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="Write CSV with every input, instead of a table.")]


@app.command(name=_DEFAULT)
def show_school(  # noqa: PLR0917
    urn: UrnArgument,
    recipe: RecipeOption = None,
    k: CountOption = None,
    pool: PoolOption = "england",
    year: YearOption = None,
    csv: CsvOption = False,  # noqa: FBT002
) -> None:
    """Show the neighbours of a school, why they are neighbours, and how sure that is."""
    from plait.core.home import find_home
    from plait.core.years import AcademicYear
    from plait.indicators.store.reader import open_current
    from plait.insight.queries import neighbours, pools
    from plait.organisations.domain import Scope

    found = neighbours.get_set(
        Scope(open_data=True),
        store=open_current(find_home()),
        urn=urn,
        recipe=recipe,
        k=k,
        reach=pools.read_reach(pool),
        year=None if year is None else AcademicYear.parse(year).start,
    )
    _print_set(found, csv=csv)


@app.command(name="trust")
def show_trust(
    uid: Annotated[int, typer.Argument(help="UID of the trust.")],
    k: CountOption = None,
    csv: CsvOption = False,  # noqa: FBT002
) -> None:
    """Show the trusts in like circumstances to a trust."""
    from plait.core.home import find_home
    from plait.indicators.store.reader import open_current
    from plait.insight.queries import trust_neighbours
    from plait.organisations.domain import Scope

    store = open_current(find_home())
    _print_set(trust_neighbours.get_set(Scope(open_data=True), store=store, uid=uid, k=k), csv=csv)


@app.command(name="changes")
def show_changes(
    urn: UrnArgument,
    recipe: Annotated[str, typer.Option("--recipe", help="Recipe whose sets were kept.")] = "open-primary",
) -> None:
    """Show who joined a school's neighbours and who left since the set that was kept before, and why."""
    from plait.core.home import find_home
    from plait.core.years import AcademicYear
    from plait.indicators.store.reader import open_current
    from plait.insight.queries import changes
    from plait.organisations.domain import Scope

    found = changes.get_changes(Scope(open_data=True), store=open_current(find_home()), urn=urn, recipe=recipe)
    before, after = (AcademicYear(each.year) for each in (found.before, found.after))
    typer.echo(f"{found.recipe.name}: from {before} ({found.before.build}) to {after} ({found.after.build}).")
    typer.echo(f"{len(found.stayed)} stayed.")
    for word, group in (("joined", found.joined), ("left", found.left)):
        for each in group:
            typer.echo(f"{word}: {each.name} ({each.urn}). {each.sentence}")


@app.command(name="build")
def build_sets() -> None:
    """Find the neighbours of every school under every recipe, and keep them with the current build."""
    from rich.console import Console

    from plait.core.home import find_home
    from plait.indicators.store.reader import open_current
    from plait.insight.services import neighbour_sets

    console = Console(stderr=True)
    home = find_home()
    with console.status("Finding neighbours …"):
        neighbour_sets.build(open_current(home), home=home, tell=lambda one: console.print(_say(one)))


@app.command(name="recipes")
def list_recipes() -> None:
    """List the recipes."""
    from rich.console import Console
    from rich.table import Table

    from plait.insight.recipes import shelf

    table = Table("Recipe", "Version", "Name", "Neighbours", "Status")
    for recipe in shelf.list_recipes():
        table.add_row(recipe.id, recipe.version, recipe.name, str(recipe.k), recipe.status)
    Console().print(table)


@app.command(name="evidence")
def weigh(
    recipe: Annotated[str, typer.Argument(help="Recipe whose inputs are weighed.")],
    outcome: Annotated[str, typer.Option("--outcome", help="Indicator that they should explain.")],
    year: Annotated[str, typer.Option("--year", help="Year of the outcome, such as 2022/23.")],
    inputs_year: Annotated[str, typer.Option("--inputs", help="Year basis of the inputs.")],
) -> None:
    """Work out what the inputs of a recipe explain of an outcome in schools that the fit has not seen."""
    from plait.core.home import find_home
    from plait.core.years import AcademicYear
    from plait.indicators.store.reader import open_current
    from plait.insight.recipes import shelf
    from plait.insight.services import evidence

    found = evidence.weigh(
        open_current(find_home()),
        shelf.get_recipe(recipe),
        outcome=outcome,
        year=AcademicYear.parse(year).start,
        inputs_year=AcademicYear.parse(inputs_year).start,
        unit="units",
    )
    typer.echo(
        f"explained = {found.explained:.4f}\nschools_n = {found.schools_n}\nresidual_sd = {found.residual_sd:.3f}"
    )
    typer.echo("shares = { " + ", ".join(f"{name} = {share:.3f}" for name, share in found.shares.items()) + " }")


def _print_set(found: "NeighbourSet", *, csv: bool) -> None:
    from plait.core.errors import PlaitError
    from plait.core.spreadsheets import write_csv
    from plait.insight.queries import tables

    if not found.matched:
        raise PlaitError(
            f"{found.name} ({found.urn}) cannot be matched under “{found.recipe.name}”.",
            why=" ".join(each.sentence for each in found.obstacles),
            mend="Choose another recipe (plait neighbours recipes) or another year.",
        )
    if csv:
        frame = tables.neighbours_frame(found)
        typer.echo(write_csv(frame.columns, frame.iter_rows()), nl=False)
        return
    _print_table(found)


def _print_table(found: "NeighbourSet") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from plait.insight.domain import Unit

    title = f"{found.name} ({found.urn}): {found.recipe.name}, {found.year} basis, {found.pool}"
    trusts = found.recipe.unit is Unit.TRUST
    table = Table(title=escape(title))
    table.add_column("", justify="right")
    for heading in ("UID", "Name") if trusts else ("URN", "Name", "Trust"):
        table.add_column(heading)
    for heading in ("Distance", "Stays", "Miles"):
        table.add_column(heading, justify="right")
    table.add_column("Differs most in")
    for each in found.neighbours:
        most = max(range(len(each.shares)), key=lambda at: each.shares[at])
        table.add_row(
            *(str(each.order), str(each.urn), escape(each.name)),
            *(() if trusts else (escape(each.trust_name or ""),)),
            f"{each.distance:.4f}",
            "" if each.survival_rate is None else f"{each.survival_rate:.0%}",
            "" if each.miles is None else f"{each.miles:.0f}",
            f"{found.share_labels[most]} ({each.shares[most]:.0%})",
        )
    console = Console()
    console.print(table)
    if found.typicality is not None:
        rate = found.typicality.nearer_rate
        console.print(f"Its neighbours are nearer than those of {rate:.0%} of {found.typicality.schools_n:,} others.")
    if found.fewer:
        console.print(f"The pool holds only {found.pool_n}: widen it with --pool.")
    console.print(f"{found.recipe.status[0].upper()}{found.recipe.status[1:]}. Build {found.build}.")


def _say(one: "KeptSet") -> str:
    if one.already:
        return f"{one.recipe}: kept already."
    if one.skipped:
        return f"{one.recipe}: left out. {one.skipped}"
    years = ", ".join(f"{year}/{(year + 1) % 100:02d}" for year in one.years)
    return f"{one.recipe}: {one.schools_n:,} kept ({years}) in {one.seconds:.1f} s."
