"""What each permission comes to, line by line, and what people may without any: for the page that explains roles.

A test holds these lines against every service that asks for a permission: what a service asks for stands here.
"""

from typing import Final

from plait.organisations.roles import May

MEANINGS: Final[dict[May, tuple[str, ...]]] = {
    May.READ_SCHOOL: (
        (
            "Records of the school that are marked for the school, the trust or partners: its self-evaluations too,"
            " shared with the trust or not. Held in a trust, it opens no school’s."
        ),
        "Where they write too, their own page tells them of signals that nobody has looked behind.",
    ),
    May.READ_TRUST: (
        (
            "Records of the trust and its schools that are marked for the trust or for partners: findings, goals,"
            " priorities, decisions, evidence, measures, self-evaluations, consultations, how the trust improves"
            " schools."
        ),
        "Where each school stands beside what is in force, its requests to be let off, and the report to trustees.",
        (
            "What other trusts share with the trust until the day agreed, and the register of agreements. A visitor"
            " reads neither."
        ),
    ),
    May.READ_EXCEPTIONS: (
        (
            "Goals, definitions of quality and decisions on alignment once they are in force, and what its keeper has"
            " marked for trustees."
        ),
        "Where each school stands beside a decision, its requests to be let off, and reviews; the report to trustees.",
        "The register of agreements with other trusts, but not what is shared by them.",
        "Nothing else that people of the trust write, unless it is shared with the whole sector.",
    ),
    May.SEE_NEEDS: (
        (
            "The words, probabilities and lists by which published figures say that a school may need support, and"
            " which schools of the trust could help one another. A new build that says so is told to them."
        ),
    ),
    May.TAKE_PART: ("While a consultation of the trust is open: comment, vote on claims and add some, compare.",),
    May.WRITE: (
        "Write findings and evidence, say what stands on it, and bring files in.",
        "Define measures, enter their figures and set their limits, for the school or the trust.",
        "Propose goals and decisions on alignment; prepare the words for its levels; take tables of them in.",
        "Write a definition of quality, put it out to be talked about, and set a draft of their own aside.",
        "Write how the trust improves its schools, and keep versions of it.",
        "Ask people in a consultation, and lead it.",
        "Carry what they look after forward to a new edition of the framework.",
        (
            "For the school to which they belong, where they read within it: write its self-evaluation, and say what"
            " they see in one of another school of the trust, if that school asks them by name."
        ),
        "Look after what somebody leaves behind.",
    ),
    May.SHARE: (
        (
            "Offer a record that they may read to another trust, until a day; accept an offer to the trust; end an"
            " agreement. A headteacher offers and ends what is the school’s; the trust accepts."
        ),
        "Let partners, the sector or everyone read the definition of quality that is in force.",
        "Change a finding of colleagues that they may read.",
    ),
    May.DECIDE: (
        "Agree a definition of quality, put it in force, open it again, set it aside.",
        "Put a goal in force, change it, end it and review it; choose the words in which goals are judged.",
        (
            "Put a decision on alignment in force, change it, end it and review its impact; name the levels; let a"
            " school off; publish the page of what is aligned."
        ),
        "Lead every consultation of the trust, and change its evidence.",
        "Bring in and change frameworks and crosswalks of the trust; let others read how it improves its schools.",
        (
            "For their school, or from the trust for each school: its priorities, or why it has none under a goal;"
            " where it stands beside a decision; asking to be let off."
        ),
        (
            "At the school alone, by belonging to it: who reads its self-evaluation and its measures, who is asked to"
            " moderate, and when a term is closed."
        ),
    ),
    May.INVITE: (
        "Invite people in any role that is held there, take an invitation back, decide who joins, end a membership.",
        (
            "See open invitations, requests to join, and the addresses they were sent to; open the organisation to"
            " people of an e-mail domain, and close it."
        ),
        "Bring a school of the trust in from the register.",
    ),
    May.NAME_ROLES: ("Give a role the name that the trust uses. What it may do stays as it is.",),
    May.PROTECT_DATA: (
        (
            "Search who did what in the trust and all that is in it. What an entry holds of a record is shown where"
            " they may read the record."
        ),
        (
            "See who belongs or has belonged there; give out what is held about somebody, and erase it, where they"
            " answer for every organisation of that person."
        ),
        "The register of agreements with other trusts.",
    ),
    May.CURATE: ("Say that a figure of the evidence that comes with Plait was held against its source.",),
    May.OPERATE: (
        "Bring trusts and schools in from the register; see every organisation, and who belongs to it.",
        "Invite people, decide who may join, and end a membership anywhere.",
        "Give out what is held about anybody, without words of records that they do not read themselves; erase it.",
        "Change frameworks and crosswalks that are everybody’s; confirm figures of the evidence that comes with Plait.",
        "See how many files each organisation and person keeps, and how much room they take.",
        "Read nothing that people write, unless it is shared with the whole sector.",
    ),
}

# What needs no role: from the widest circle to the narrowest.
WITHOUT_ROLE: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "Anybody",
        (
            (
                "Published figures and what follows from them, unless the operator shows them to members only; never"
                " which schools may need support."
            ),
            "Frameworks that are everybody’s, records marked for everyone, what a trust publishes of its alignment.",
            "This page, and what data are held and why.",
        ),
    ),
    (
        "Whoever has signed in",
        (
            "Their own page, notices, and the ways in which they want to hear of things.",
            "Their account: password, second steps, addresses, where they are signed in.",
            "What is held about them, as a file.",
            "Take up an invitation to their address; ask to join where their e-mail domain is known.",
        ),
    ),
    (
        "Whoever belongs to an organisation",
        (
            "Published figures in any case, and records that are shared with the sector.",
            (
                "Names and roles of the people of their own organisations; and, but for a visitor of a school, of the"
                " others in its trust."
            ),
            (
                "The library of evidence that comes with Plait, and how other trusts say that they improve schools,"
                " where those show it to the sector."
            ),
            "End their own membership.",
        ),
    ),
    (
        "Whoever looks after a record",
        (
            "Reads it, a draft too, for as long as they write where it belongs or in its trust.",
            "Changes it, and chooses who reads it, while it is not in force.",
        ),
    ),
)

# How far a role reaches from where it is held.
REACH: Final[tuple[str, ...]] = (
    "Held in a school, a role reaches that school, and reads what is shared within its trust.",
    (
        "Held in a trust, its central team or a cluster, a role reaches the trust and each of its schools: but for what"
        " a school shares within itself alone, and for what is decided at the school."
    ),
    "Held in the sector body, it reaches no trust. The operator runs the site, and reads in none.",
    "What ends, ends at the next page: each time, reach is worked out anew from the memberships of that day.",
)
