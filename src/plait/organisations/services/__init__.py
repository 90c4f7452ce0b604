"""Writes about people and organisations: each takes `by`, asks what they may do, and leaves a line in the trail."""

from typing import Final

WITHOUT_ACTOR: Final = {
    "account_events.listen": "subscribes, and writes nothing itself",
    "account_events.note_sessions_ended": "the person acts upon their own sessions, and is the first parameter",
    "accounts.add_operator": "from the machine itself: nobody has to be there before",
    "accounts.reset_second_step": "from the machine itself: whoever lost it may be the only operator",
    "authority.scope_of": "reads",
    "charge.list_in_charge": "reads, for those who are to be told",
    "charge.list_operators": "reads, for those who are to be told",
    "charge.list_members": "reads, for those who are to be told",
    "charge.list_readers": "reads, for those who are to be told",
    "days.run": "the daily job, which runs by itself",
    "held.count_left_out": "counts what it was given",
    "invitations.tell_uninvited": "a letter to whoever tried; nobody is known yet",
    "invitations.get_open": "reads, by the secret of a letter",
    "letters.remind": "the daily job, which runs by itself",
    "letters.write_weekly": "the weekly job, which runs by itself",
    "letters.make_stop": "signs, and writes nothing",
    "letters.read_stop": "reads",
    "memberships.check_role": "checks, and writes nothing",
    "moves.listen": "subscribes, and writes nothing itself",
    "notice_events.listen": "subscribes, and writes nothing itself",
    "notices.tell": "what happened tells people; it lets nobody read more",
    "notices.stop_letters": "by the signed link of a letter: only fewer letters come of it",
    "personal_data.pseudonym": "makes a name, and writes nothing",
    "register.adopt_trust": "by the public register",
    "register.adopt_school": "by the public register",
    "register.follow": "by the public register",
    "retention.run": "the retention job, which runs by itself",
    "sharing.end_all_of": "by the public register: a school that moved takes its records along, and no agreement",
}
