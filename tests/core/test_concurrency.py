"""Two people save the same record: nobody's words are lost."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from plait.core.concurrency import Conflict, Gone, Versioned

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

with isolate_apps("plait.core"):

    class Note(Versioned):
        words = models.TextField()
        place = models.CharField(max_length=50, default="")
        changed_at = models.DateTimeField(auto_now=True)

        objects: ClassVar[Any] = models.Manager()

        class Meta:
            app_label = "core"
            db_table = "core_test_note"
            verbose_name = "note"


@pytest.fixture(autouse=True)
def table(transactional_db: None) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Note)


def test_saving_over_the_version_that_was_read_makes_the_next():
    note = Note.objects.create(words="First")
    note.words = "Second"
    assert note.save_over(1) is note
    assert note.version == 2
    stored = Note.objects.get()
    assert (stored.words, stored.version) == ("Second", 2)
    stored.words = "Third"
    stored.save_over(2)
    assert Note.objects.get().version == 3


def test_saving_over_a_version_that_is_not_the_last_is_refused_with_both_texts():
    Note.objects.create(words="First", place="Hall")
    mine, theirs = Note.objects.get(), Note.objects.get()
    theirs.words = "Theirs"
    theirs.save_over(1)
    mine.words = "Mine"
    with pytest.raises(Conflict) as refused:
        mine.save_over(1)
    assert refused.value.theirs == {"words": "Theirs"}
    assert refused.value.yours == {"words": "Mine"}
    assert refused.value.version == 2
    assert str(refused.value).startswith("This note was not saved yet. Somebody else saved it")
    assert Note.objects.get().words == "Theirs"
    mine.save_over(refused.value.version)
    assert (Note.objects.get().words, Note.objects.get().version) == ("Mine", 3)


def test_only_the_edited_fields_are_saved_and_compared():
    Note.objects.create(words="First", place="Hall")
    mine = Note.objects.get()
    mine.words, mine.place = "Mine", "Elsewhere"
    changed_at = mine.changed_at
    mine.save_over(1, fields=["words"])
    stored = Note.objects.get()
    assert (stored.words, stored.place, stored.version) == ("Mine", "Hall", 2)
    assert stored.changed_at > changed_at
    with pytest.raises(Conflict) as refused:
        Note(pk=stored.pk, words="Later", place="Yard").save_over(1, fields=["words"])
    assert refused.value.yours == {"words": "Later"}


def test_two_who_wrote_the_same_words_are_still_told_that_there_are_two():
    Note.objects.create(words="First")
    mine, theirs = Note.objects.get(), Note.objects.get()
    mine.words = theirs.words = "Same"
    theirs.save_over(1)
    with pytest.raises(Conflict) as refused:
        mine.save_over(1)
    assert refused.value.theirs == refused.value.yours == {}


def test_a_record_that_was_removed_is_said_to_be_gone():
    note = Note.objects.create(words="First")
    Note.objects.all().delete()
    with pytest.raises(Gone, match="removed while you were editing"):
        note.save_over(1)


def test_of_many_who_save_at_once_one_is_first_and_each_other_is_told(at_once):
    number = Note.objects.create(words="First").pk

    def prepare(_: int) -> int:  # in the threads' own database, which on SQLite is a file
        return int(Note.objects.update_or_create(pk=number, defaults={"words": "First", "version": 1})[0].pk)

    def save(writer: int) -> str:
        note = Note(pk=number, words=f"Words of {writer}")
        try:
            note.save_over(1)
        except Conflict as told:
            return str(told.theirs["words"])
        return "saved"

    at_once(prepare, 1)
    answers = at_once(save, 6)
    assert answers.count("saved") == 1
    winner = f"Words of {answers.index('saved')}"
    assert [answer for answer in answers if answer != "saved"] == [winner] * 5
    assert at_once(lambda _: Note.objects.get().words, 1) == [winner]
    assert at_once(lambda _: Note.objects.get().version, 1) == [2]
