"""`plait signals`: expected results, underlying differences and bright spots, without the site."""

from typing import TYPE_CHECKING, Annotated

import typer

from plait.cli.threads import set_threads

if TYPE_CHECKING:
    from rich.console import Console

    from plait.insight.queries.signals_answers import SchoolSignals, Spots
    from plait.insight.services.signals import KeptSignals

app = typer.Typer(
    name="signals",
    no_args_is_help=True,
    help="What would be expected in a school’s circumstances, and who is likely different: plait signals school 100049",
)

CsvOption = Annotated[bool, typer.Option("--csv", help="Write CSV instead of a table.")]


@app.command(name="build")
def build_signals() -> None:
    """Judge every outcome with the current build, and keep the results; only what changed is worked out again."""
    judge(in_full=True)


def judge(*, in_full: bool) -> None:
    """Judge every outcome, saying on stderr what is done: a line for each outcome, or how far it is and one line."""
    set_threads()
    from rich.console import Console

    from plait.core.home import find_home
    from plait.core.memory import keep_freed_memory
    from plait.indicators.store.reader import open_current
    from plait.insight.outcomes import shelf
    from plait.insight.services import signals

    keep_freed_memory()
    console = Console(stderr=True)
    home = find_home()
    whole_n = len(shelf.list_outcomes())
    done: list[KeptSignals] = []
    with console.status("Judging outcomes …") as status:

        def tell(one: "KeptSignals") -> None:
            done.append(one)
            status.update(f"Judging outcomes: {len(done)} of {whole_n} …")
            if in_full:
                _tell(console, one)

        signals.build(open_current(home), home=home, tell=tell)
    if not in_full:
        console.print(_sum_up(done), soft_wrap=True)


@app.command(name="school")
def show_school(
    urn: Annotated[int, typer.Argument(help="URN of the school.")],
    csv: CsvOption = False,  # noqa: FBT002
) -> None:
    """Show every outcome of a school: what would be expected, how far it is from that, and how sure that is."""
    from plait.core.home import find_home
    from plait.core.spreadsheets import write_csv
    from plait.indicators.store.reader import open_current
    from plait.insight.queries import signals, signals_tables
    from plait.organisations.domain import Scope

    found = signals.get_school(Scope(open_data=True), open_current(find_home()), urn)
    if csv:
        frame = signals_tables.school_frame(found)
        typer.echo(write_csv(frame.columns, frame.iter_rows()), nl=False)
        return
    _print_school(found)


@app.command(name="spots")
def list_spots(
    outcome: Annotated[str, typer.Option("--outcome", help="Outcome, such as ks2_rwm_expected or attainment8.")],
    near: Annotated[int | None, typer.Option("--near", help="URN of your school: those like it come first.")] = None,
    csv: CsvOption = False,  # noqa: FBT002
) -> None:
    """List schools that likely do better than their circumstances lead one to expect: signals, until somebody looks."""
    from plait.core.home import find_home
    from plait.core.spreadsheets import write_csv
    from plait.indicators.store.reader import open_current
    from plait.insight.queries import signals_spots, signals_tables
    from plait.organisations.domain import Scope

    found = signals_spots.list_spots(Scope(open_data=True), open_current(find_home()), outcome, near=near)
    if csv:
        frame = signals_tables.spots_frame(found)
        typer.echo(write_csv(frame.columns, frame.iter_rows()), nl=False)
        return
    _print_spots(found)


def _sum_up(done: "list[KeptSignals]") -> str:
    refused = sum(1 for one in done if one.why)
    judged = f"{len(done) - refused} outcomes are judged"
    return f"{judged}; {refused} cannot be (plait signals build says why)." if refused else f"{judged}."


def _tell(console: "Console", one: "KeptSignals") -> None:
    from rich.markup import escape

    if one.why:
        console.print(f"{one.outcome}: {one.done}. {escape(one.why)}")
        return
    console.print(
        f"{one.outcome}: {one.done}, {one.schools_n:,} schools, {one.listed_n:,} bright spots, {one.seconds:.1f} s."
    )


def _print_school(found: "SchoolSignals") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(f"{found.name} ({found.urn})"))
    table.add_column("Outcome")
    for heading in ("Published", "Expected", "Difference", "90% interval"):
        table.add_column(heading, justify="right")
    table.add_column("In pupils")
    table.add_column("Word")
    weak = False
    for each in found.signals:
        if each.estimate is None or each.lo is None or each.hi is None:
            continue
        weak |= each.skill is not None and each.skill.weak
        table.add_row(
            each.outcome.definition.short + ("*" if each.skill is not None and each.skill.weak else ""),
            "" if each.observed is None else f"{each.observed:.1f}",
            "" if each.expected is None else f"{each.expected:.1f}",
            f"{each.estimate:+.2f}",
            f"{each.lo:+.2f} to {each.hi:+.2f}",
            each.pupils,
            each.word or (each.refusal.why if each.refusal is not None else ""),
        )
    console = Console()
    console.print(table)
    for each in found.signals:
        if each.estimate is None and each.refusal is not None:
            console.print(escape(f"{each.outcome.definition.short}: {each.sentence}"))
    if weak:
        console.print("* Circumstances explain little of this outcome.")
    console.print(f"A difference is a signal until somebody has looked. Method {found.method}, build {found.build}.")


def _print_spots(found: "Spots") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(f"{found.family.label}, by more than {found.family.margin:.2g}"))
    for heading in ("Evidence", "URN", "Name", "Trust"):
        table.add_column(heading)
    for heading in ("Difference", "90% interval", "Miles"):
        table.add_column(heading, justify="right")
    table.add_column("In pupils")
    for each in found.spots:
        table.add_row(
            *(each.word, str(each.urn), escape(each.name), escape(each.trust_name or "")),
            f"{each.estimate:+.2f}",
            f"{each.lo:+.2f} to {each.hi:+.2f}",
            "" if each.miles is None else f"{each.miles:.0f}",
            each.pupils,
        )
    console = Console()
    console.print(table)
    for sentence in (found.family.sentence, found.skill.sentence, found.near_note):
        if sentence:
            console.print(escape(sentence))
    console.print(f"Not measured: {'; '.join(found.unmeasured)}.")
    console.print(f"Build {found.build}.")
