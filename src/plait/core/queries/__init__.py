"""Reading the audit trail below organisations, which core does not know: the callers above pass whose entries."""

from typing import Final

WITHOUT_SCOPE: Final = {
    "audit.list_entries": "takes the organisations that a query with `scope` above it allows",
    "audit.iterate_entries": "for the operator's export, on the machine itself",
    "audit.iterate_links": "for checking the chain: hashes, no contents",
    "audit.get_head": "for checking the chain: a count and a hash",
    "letters.list_letters": "for whoever runs the site, on the machine itself",
    "letters.count_given_up": "for whoever runs the site: a number",
}
