"""What changes when a build is imported or first served: nobody acts, the register does."""

from typing import Final

WITHOUT_ACTOR: Final = {
    "own_exchange.list_changing": "chooses among changes that were read; writes nothing",
    "own_values.check": "looks at one figure before it is saved; writes nothing",
    "register.adopt_trust": "by the public register, when somebody who may invites its first person",
    "register.adopt_school": "by the public register, when somebody who may invites its first person",
    "register.follow": "by the public register: what opened, closed or moved",
    "served_builds.record": "the ledger of builds, written by the site itself",
}
