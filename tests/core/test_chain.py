"""What an entry's hash covers, by values worked out by hand, and how a broken chain is told."""

import datetime as dt
import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.core import chain
from plait.core.chain import START, Head, Link, NotAHead

AT = dt.datetime(2026, 11, 21, 9, 30, 0, 125, tzinfo=dt.UTC)


def make_link(number: int, *, previous: str = START, action: str = "sharing.offered", record_id: str = "7") -> Link:
    payload, salt = chain.write_payload({"after": number}), f"{number:032x}"
    link = Link(
        id=number,
        at=AT + dt.timedelta(minutes=number),
        actor=12,
        on_behalf_of=None,
        action=action,
        record_type="insight.finding",
        record_id=record_id,
        organisation=3,
        payload=payload,
        salt=salt,
        payload_digest=chain.digest_payload(payload, salt=salt),
        previous=previous,
    )
    return replace(link, hash=chain.hash_link(link))


def make_chain(n: int) -> list[Link]:
    links: list[Link] = []
    for number in range(1, n + 1):
        links.append(make_link(number, previous=links[-1].hash if links else START))
    return links


def verify(links, *, head=None, counted=None, noted=()):
    end = head or (Head(links[-1].id, links[-1].hash) if links else Head())
    return chain.verify_links(
        links, expected=[end, *noted], count_now=lambda: end.count if counted is None else counted
    )


def test_a_hash_is_of_the_words_that_the_documentation_gives():
    covered = (
        '["plait audit 1",1,"2026-11-21T09:31:00.000125+00:00",12,null,"sharing.offered","insight.finding","7",3,"'
        + hashlib.sha256(b'00000000000000000000000000000001{"after":1}').hexdigest()
        + f'","{START}"]'
    )
    assert make_link(1).hash == hashlib.sha256(covered.encode()).hexdigest()
    assert make_link(1).hash == "bab8975e294a19077bd8decfe5f1ef14295d5f2400fb5a52305a7eaedd643430"


def test_the_same_moment_in_another_time_zone_has_the_same_hash():
    link = make_link(1)
    assert chain.hash_link(replace(link, at=link.at.astimezone(dt.timezone(dt.timedelta(hours=1))))) == link.hash


def test_a_whole_chain_is_whole():
    found = verify(make_chain(5))
    assert (found.whole, found.n, found.erased_n, found.first_broken, found.why) == (True, 5, 0, None, "")
    assert found.head == Head(5, make_chain(5)[-1].hash)


def test_an_empty_chain_is_whole():
    assert verify([]).whole


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("at", AT),
        ("actor", 13),
        ("actor", None),
        ("on_behalf_of", 1),
        ("action", "sharing.ended"),
        ("record_type", "insight.other"),
        ("record_id", "8"),
        ("organisation", 4),
        ("payload_digest", "0" * 64),
        ("previous", "1" * 64),
        ("hash", "2" * 64),
        ("payload", '{"after":9}'),
        ("salt", "f" * 32),
    ],
)
def test_a_change_of_any_field_is_found_at_its_entry(name, value):
    links = make_chain(5)
    links[2] = replace(links[2], **{name: value})
    found = verify(links)
    assert found.first_broken == 3
    assert found.n == 2
    assert "ntry 3" in found.why


def test_an_entry_changed_together_with_its_hash_is_found_at_the_next():
    links = make_chain(5)
    forged = replace(links[2], actor=99)
    links[2] = replace(forged, hash=chain.hash_link(forged))
    found = verify(links)
    assert (found.first_broken, found.why) == (4, "Entry 4 does not follow the entry before it.")


def test_a_removed_entry_is_named():
    links = make_chain(5)
    assert verify(links[:1] + links[2:]).why == "Entry 2 is missing."


def test_entries_that_changed_places_are_found():
    links = make_chain(5)
    links[1], links[2] = replace(links[2], id=2), replace(links[1], id=3)
    assert verify(links).first_broken == 2


def test_a_tail_that_was_cut_off_is_found_by_the_stored_head():
    links = make_chain(5)
    head = Head(5, links[-1].hash)
    assert verify(links[:4], head=head).why == "Entry 5, the last one, is missing."
    assert verify(links[:2], head=head).why == "Entries 3 to 5 are missing."
    assert verify([], head=head).first_broken == 1


def test_a_tail_and_head_cut_off_together_are_found_by_a_head_noted_elsewhere():
    links = make_chain(5)
    noted = Head(5, links[-1].hash)
    assert verify(links[:3]).whole  # what the database alone cannot know
    assert verify(links[:3], noted=[noted]).first_broken == 4


def test_a_chain_written_anew_is_found_by_a_head_noted_elsewhere():
    first = make_link(1, action="sharing.ended")
    anew = [first, make_link(2, previous=first.hash)]
    assert verify(anew).whole
    found = verify(anew, noted=[Head(1, make_chain(1)[0].hash)])
    assert found.first_broken == 1
    assert "noted" in found.why


def test_an_entry_beyond_the_stored_head_is_found():
    found = verify(make_chain(5), head=Head(4, make_chain(4)[-1].hash))
    assert (found.first_broken, found.why) == (5, "Entry 5 was added beside the chain.")


def test_entries_added_while_the_chain_is_read_are_no_fault():
    links = make_chain(5)
    assert verify(links, head=Head(3, links[2].hash), counted=6).whole


def test_an_erased_payload_leaves_the_chain_whole_only_if_an_entry_tells_of_it():
    links = make_chain(3)
    links[1] = replace(links[1], payload=None, salt=None)
    silent = verify(links)
    assert (silent.first_broken, silent.erased_n) == (2, 1)
    assert "no entry says who erased" in silent.why
    told = verify([*links, make_link(4, previous=links[-1].hash, action=chain.ERASED, record_id="1-2")])
    assert told.whole
    assert told.erased_n == 1


@given(st.sets(st.integers(1, 400)), st.integers(12, 60))
def test_numbers_written_as_ranges_are_read_back(numbers, longest):
    texts = chain.write_ranges(numbers, longest=longest)
    assert set().union(*(chain.parse_ranges(text) for text in texts)) == numbers
    assert all(len(text) <= longest for text in texts)


def test_a_noted_head_is_read_as_it_is_shown():
    head = Head(120, "a1" * 32)
    assert Head.parse(f" {head}\n") == head


@pytest.mark.parametrize("text", ["", "12", "12:abc", "x:" + "0" * 64, "-1:" + "0" * 64, "1:" + "g" * 64])
def test_what_is_not_a_head_is_refused(text):
    with pytest.raises(NotAHead, match="noted end"):
        Head.parse(text)
