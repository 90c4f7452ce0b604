"""Writing down what was found behind a signal, reading it, changing it."""

import datetime as dt
import os
import re
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from django.utils import timezone

from plait.core.home import Home, find_home
from plait.core.models import AuditEntry
from plait.indicators.queries.schools import NoSuchSchool
from plait.indicators.store import builds
from plait.indicators.store.builds import NoBuild
from plait.insight.models import Finding
from plait.insight.queries import signals
from plait.insight.queries.signals_kept import NoSignals
from plait.organisations.models import Notice
from plait.web.findings import behind
from tests.people import as_
from tests.stage import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def told(stage: Stage, **changed: str) -> dict[str, str]:
    return {
        "token": "a token of the form",
        "stance": "holds",
        "seen": "Every morning begins with reading aloud.",
        "learn": "It was made possible by stopping two things.",
        "looked_on": timezone.localdate().isoformat(),
        "visibility": "school",
        "owner": str(stage.school.pk),
    } | changed


def address(stage: Stage) -> str:
    return f"/schools/{stage.school.urn}/findings/write?outcome={stage.outcome}"


def plain(page: str) -> str:
    """A page without what differs each time it is made."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def write(stage: Stage, **changed: str) -> Finding:
    answer = as_(stage.head).post(address(stage), told(stage, **changed))
    assert answer.status_code == 303, answer.content.decode()
    return Finding.objects.latest("pk")


def test_a_head_writes_down_what_was_found_and_reads_it(stage: Stage):
    one = write(stage)
    page = as_(stage.head).get(f"/findings/{one.pk}").content.decode()
    assert "reading aloud" in page
    assert "My school" in page
    assert (one.owner, one.trust, one.keeper, one.build) == (stage.school, stage.trust, stage.head, stage.store.name)
    assert AuditEntry.objects.filter(action="finding.written", actor=stage.head.pk).count() == 1


def test_handing_in_the_same_form_twice_writes_one_finding(stage: Stage):
    browser = as_(stage.head)
    first, second = (browser.post(address(stage), told(stage)) for _ in range(2))
    assert first.url == second.url
    assert Finding.objects.count() == 1


def test_who_has_not_signed_in_is_asked_to_and_comes_back(stage: Stage):
    answer = as_(None).get(address(stage))
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/?next=/schools/")
    assert as_(None).post(address(stage), told(stage)).status_code == 302
    assert not Finding.objects.exists()


def test_for_who_writes_nowhere_there_is_no_such_page(stage: Stage):
    assert as_(stage.trustee).get(address(stage)).status_code == 404
    assert as_(stage.trustee).post(address(stage), told(stage)).status_code == 404
    assert not Finding.objects.exists()


def test_nobody_writes_for_an_organisation_that_is_not_theirs(stage: Stage):
    answer = as_(stage.head).post(address(stage), told(stage, owner=str(stage.partner.pk)))
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.content.decode()
    assert not Finding.objects.exists()


def test_an_outcome_that_is_none_of_the_schools_is_not_there(stage: Stage):
    assert as_(stage.head).get(f"/schools/{stage.school.urn}/findings/write?outcome=nonsense").status_code == 404


def refuse(*_: object, **__: object) -> NoReturn:
    raise NoSignals("Signals were not worked out for this build.", mend="Run: plait signals build")


def test_where_new_figures_have_no_signals_yet_the_page_says_so(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(signals, "newest", refuse)
    answer = as_(stage.head).get(address(stage))
    assert answer.status_code == 404
    assert "Signals were not worked out for this build." in answer.content.decode()


def gone(*_: object, **__: object) -> NoReturn:
    raise NoSuchSchool("No school has this URN.")


def empty(*_: object) -> NoReturn:
    raise NoBuild("There is no data yet.")


@pytest.mark.parametrize(
    ("where", "name", "fail"),
    [(signals, "newest", refuse), (signals, "get_school", gone), (behind, "store_of", empty)],
    ids=["no signals", "no such school", "no build"],
)
def test_what_was_typed_while_the_figures_changed_is_shown_again_and_can_be_saved_later(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, where: object, name: str, fail: object
):
    browser, typed = as_(stage.director), told(stage, owner=str(stage.trust.pk), visibility="trust")
    with monkeypatch.context() as patch:
        patch.setattr(where, name, fail)
        answer = browser.post(address(stage), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was saved yet. New figures came while you wrote" in page
    assert "reading aloud" in page
    assert "stopping two things" in page
    assert re.search(r'value="trust"[^>]*checked', page)
    assert not Finding.objects.exists()
    assert browser.post(address(stage), typed).status_code == 303


def test_what_was_seen_behind_a_signal_is_saved_with_that_signal_even_where_new_figures_have_none_yet(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shown = re.search(r'name="build" value="([^"]+)"', as_(stage.head).get(address(stage)).content.decode())
    assert shown is not None
    assert shown[1] == stage.store.name
    serve_new_figures(stage, tmp_path, monkeypatch)
    assert as_(stage.head).get(address(stage)).status_code == 404
    one = write(stage, build=shown[1])
    assert one.build == shown[1]
    assert one.word
    assert as_(stage.head).post(address(stage), told(stage, build="../" + shown[1])).status_code == 409


def serve_new_figures(stage: Stage, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same figures as another build, for which nothing was worked out yet, beside the one before."""
    before = find_home().store
    new, home = f"{stage.store.name[:-4]}0000", Home(root)
    (home.store / "builds").mkdir(parents=True)
    (home.store / "signals").mkdir()
    for room in ("builds", "signals"):
        (home.store / room / stage.store.name).symlink_to(before / room / stage.store.name)
    shutil.copytree(before / "builds" / stage.store.name, home.store / "builds" / new, copy_function=os.link)
    manifest = home.store / "builds" / new / "manifest.json"
    told = manifest.read_text(encoding="utf-8").replace(stage.store.name, new)
    manifest.unlink()  # a link: the file of the build before stays as it is
    manifest.write_text(told, encoding="utf-8")
    builds.serve_build(home, new)
    monkeypatch.setenv("PLAIT_HOME", str(root))


def test_an_outcome_that_nobody_knows_is_not_there_for_writing_either(stage: Stage):
    path = f"/schools/{stage.school.urn}/findings/write?outcome=nonsense"
    assert as_(stage.head).post(path, told(stage)).status_code == 404


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"seen": ""}, "Answer “What did you see?”"),
        ({"looked_on": "2099-01-01"}, "lies in the future"),
        ({"visibility": "everyone"}, "Select a valid choice"),
        ({"seen": "x" * 4001}, "at most 4000"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why_and_keeps_what_was_typed(
    stage: Stage, changed: dict[str, str], says: str
):
    answer = as_(stage.head).post(address(stage), told(stage, **changed))
    page = answer.content.decode()
    assert says in page
    assert "stopping two things" in page
    assert not Finding.objects.exists()


def test_what_looks_like_a_pupil_is_warned_of_before_saving_and_never_written(stage: Stage):
    seen = "We watched B123456789012's group."  # not a valid number, so nothing is said
    seen_upn = "We followed H801200001001 through a day."
    answer = as_(stage.head).post(address(stage), told(stage, seen=seen_upn))
    page = answer.content.decode()
    assert "looks like a unique pupil number" in page
    assert "nothing here leads to one pupil" in page
    assert not Finding.objects.exists()
    write(stage, seen=seen_upn, no_pupil="on")
    write(stage, seen=seen, token="another")
    assert Finding.objects.count() == 2


def test_a_draft_is_read_by_nobody_else_and_answers_as_what_is_not_there(stage: Stage):
    one = write(stage, visibility="me")
    for person in (stage.colleague, stage.director, stage.partner_director, None):
        answer, nothing = (as_(person).get(f"/findings/{number}") for number in (one.pk, 999_999))
        assert answer.status_code == nothing.status_code == 404
        said, said_of_nothing = (
            plain(page.content.decode()).replace(f"/findings/{number}", "")
            for page, number in ((answer, one.pk), (nothing, 999_999))
        )
        assert said == said_of_nothing


def test_two_people_at_the_same_finding_lose_nothing(stage: Stage):
    one = write(stage, visibility="trust")
    change = f"/findings/{one.pk}/change"
    version = re.search(r'name="version" value="(\d+)"', as_(stage.head).get(change).content.decode())[1]
    theirs = told(stage, visibility="trust", seen="The director's text.") | {"version": version}
    assert as_(stage.director).post(change, theirs).status_code == 303
    yours = told(stage, visibility="trust", seen="The head's text.") | {"version": version}
    answer = as_(stage.head).post(change, yours)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The director's text." in page.replace("&#x27;", "'")
    assert "The head's text." in page.replace("&#x27;", "'")
    again = re.search(r'name="version" value="(\d+)"', page)[1]
    assert as_(stage.head).post(change, yours | {"version": again}).status_code == 303
    one.refresh_from_db()
    assert one.seen == "The head's text."


def test_a_colleague_reads_and_does_not_change_what_another_keeps(stage: Stage):
    one = write(stage, visibility="school")
    assert "Change it" not in as_(stage.colleague).get(f"/findings/{one.pk}").content.decode()
    change = f"/findings/{one.pk}/change"
    assert as_(stage.colleague).get(change).status_code == 403
    assert as_(stage.colleague).post(change, told(stage) | {"version": "1"}).status_code == 403
    one.refresh_from_db()
    assert one.version == 1


def test_the_page_of_a_finding_asks_few_questions_of_the_database(stage: Stage, django_assert_max_num_queries):
    one = write(stage, visibility="trust")
    browser = as_(stage.director)
    with django_assert_max_num_queries(18):
        assert browser.get(f"/findings/{one.pk}").status_code == 200


def test_what_is_found_behind_a_need_goes_no_further_than_partners(stage: Stage):
    form = f"/schools/{stage.school.urn}/findings/write?outcome={stage.need}"
    page = as_(stage.head).get(form).content.decode()
    assert "support is needed here" in page
    assert 'value="public"' not in page
    assert 'value="sector"' not in page
    refused = as_(stage.head).post(form, told(stage, visibility="public"))
    assert refused.status_code == 422
    assert not Finding.objects.exists()
    assert as_(stage.head).post(form, told(stage, visibility="trust")).status_code == 303
    assert Finding.objects.get().needs


def test_the_word_of_a_need_is_shown_to_those_alone_who_are_told_of_needs(stage: Stage):
    form = f"/schools/{stage.school.urn}/findings/write?outcome={stage.need}"
    as_(stage.head).post(form, told(stage, visibility="trust"))
    number = Finding.objects.get().pk
    assert "support may be needed" in as_(stage.director).get(f"/findings/{number}").content.decode()
    assert "support may be needed" not in as_(stage.colleague).get(f"/findings/{number}").content.decode()


def test_the_history_says_what_changed_and_never_what_stood_in_a_draft(stage: Stage):
    one = write(stage, visibility="me", seen="A word too many.")
    assert "A word too many." not in str(list(AuditEntry.objects.values_list("payload", flat=True)))
    changed = told(stage, visibility="trust", seen="A better word.") | {"version": "1"}
    assert as_(stage.head).post(f"/findings/{one.pk}/change", changed).status_code == 303
    page = as_(stage.director).get(f"/findings/{one.pk}").content.decode()
    assert "Daniel Okafor wrote it" in page
    assert "Daniel Okafor changed" in page
    assert "who may read it" in page
    assert "A word too many." not in page


def test_a_head_is_told_once_of_what_another_found_at_the_school(stage: Stage):
    form = address(stage)
    draft = told(stage, owner=str(stage.trust.pk), visibility="me")
    assert as_(stage.director).post(form, draft).status_code == 303
    assert not Notice.objects.filter(kind="findings").exists()
    one = Finding.objects.get()
    for version in (1, 2):
        shown = told(stage, visibility="trust", seen=f"Version {version}.") | {"version": str(version)}
        assert as_(stage.director).post(f"/findings/{one.pk}/change", shown).status_code == 303
    notice = Notice.objects.get(kind="findings")
    assert (notice.person, notice.url) == (stage.head, f"/findings/{one.pk}")


def test_an_old_draft_and_a_signal_nobody_has_looked_behind_wait_for_a_head(stage: Stage):
    from plait.insight.queries import findings_needing
    from plait.organisations.services.authority import scope_of

    one = write(stage, visibility="me")
    assert findings_needing.list_drafts(scope_of(stage.head)) == []
    Finding.objects.filter(pk=one.pk).update(changed_at=timezone.now() - dt.timedelta(days=15))
    assert [item.url for item in findings_needing.list_drafts(scope_of(stage.head))] == [f"/findings/{one.pk}"]
    assert findings_needing.list_drafts(scope_of(stage.director)) == []


def test_clear_signals_wait_until_somebody_has_looked_behind_all(stage: Stage):
    from plait.insight.queries import findings_needing
    from plait.organisations.services.authority import scope_of

    scope = scope_of(stage.head)
    clear = [
        each.outcome.key
        for each in signals.get_school(scope, stage.store, stage.school.urn).signals
        if each.word == "clear" and each.refusal is None and (each.listed or each.needs)
    ]
    waiting = findings_needing.list_unlooked(scope)
    assert bool(waiting) == bool(clear)
    for number, key in enumerate(clear):
        form = f"/schools/{stage.school.urn}/findings/write?outcome={key}"
        assert as_(stage.head).post(form, told(stage, visibility="trust", token=f"no. {number}")).status_code == 303
    assert findings_needing.list_unlooked(scope) == []
    assert findings_needing.list_unlooked(scope_of(stage.trustee)) == []
