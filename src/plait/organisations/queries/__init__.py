"""What people and organisations are, as far as the viewer may know it: each query takes the viewer's `scope` first."""

from typing import Final

WITHOUT_SCOPE: Final = {
    "acting.find_behalf": "asked by the trail of whoever acts, in the transaction of what they do; shown by `audits`",
    "expected.is_expected": "asked before anybody is known; answers yes or no, and the page answers alike",
    "expected.list_vouched": "of invitations that their own letter, or a query with `scope`, has given",
    "organisations.list_adopted": "numbers of the public register, for the page of a school or trust; no person in it",
    "people.list_called": "numbers alone, by which `audits` narrows entries that a query with `scope` gives",
    "people.list_verified_domains": "of one's own addresses: whoever asks is the person",
    "people.find_names": "puts names to numbers that a query with `scope` has given",
    "stage.list_people_to_try": "the made-up people of a demonstration, for its sign-in page; empty on any other site",
    "visibility.limit": "takes records first, so that the call reads as a sentence; `scope` is required by name",
    "visibility.type_of": "names a kind of record, and reads none",
}
