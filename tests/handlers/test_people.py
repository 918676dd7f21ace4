"""Placing people, absences, and the ways onto the desk."""

import re
from datetime import timedelta

import pytest

from bot.commands.people import ChangePerson, ClaimDesk, Greet, InvitePerson, LinkAccount, SetAbsence, ShowTeam
from bot.domain.errors import DomainError, NotAllowed
from bot.domain.moments import When
from bot.domain.people import Person, PlatformName, Role
from bot.domain.refs import Kind, Ref
from bot.handlers.joining import claim_desk, first_claim, greet, invite_person, link_account
from bot.handlers.people import change_person, set_absence, show_team
from bot.ports.ledger import Ledger
from bot.ports.requests import Outcome, ToPerson
from tests.handlers.bench import Bench, said, telegram

CODE = re.compile(r"(?:[A-Z2-7]{1,5}-){5}[A-Z2-7]")


def ref(person: Person) -> Ref:
    return Ref(Kind.PERSON, person.id, person.name)


def code_in(outcome: Outcome) -> str:
    found = CODE.search(said(outcome.reply))
    assert found is not None, said(outcome.reply)
    return found[0]


def account_of(bench: Bench, speaker_account: str) -> Person | None:
    def job(ledger: Ledger) -> Person | None:
        account = ledger.accounts.of(PlatformName.TELEGRAM, speaker_account)
        return ledger.people.get(account.person_id) if account else None

    return bench.write(job)


def test_a_new_role_is_told_to_whom_it_concerns(bench: Bench) -> None:
    anna, boris = bench.person("Anna", Role.ADMIN), bench.person("Boris", Role.SALES)
    outcome = bench.ask(change_person, ChangePerson(person=ref(boris), role=Role.MANAGER, country="Germany"), anna)
    assert (bench.now_of(boris).role, bench.now_of(boris).country) == (Role.MANAGER, "DE")
    assert [notice.to for notice in outcome.notices] == [ToPerson(boris.id)]
    assert "manager" in said(outcome.reply)
    assert "Anna" in said(outcome.notices[0].reply)


@pytest.mark.parametrize("fields", [{"role": Role.SALES}, {"active": "no"}, {"active": "否"}])
def test_the_desk_keeps_an_admin(bench: Bench, fields: dict[str, object]) -> None:
    anna = bench.person("Anna", Role.ADMIN)
    with pytest.raises(DomainError) as refused:
        bench.ask(change_person, ChangePerson.model_validate({"person": ref(anna), **fields}), anna)
    assert refused.value.reason.key == "last-admin"
    bench.person("Carl", Role.ADMIN)
    bench.ask(change_person, ChangePerson.model_validate({"person": ref(anna), **fields}), anna)
    assert bench.now_of(anna).role is not Role.ADMIN or not bench.now_of(anna).is_active


def test_nobody_is_above_themselves(bench: Bench) -> None:
    anna, boris = bench.person("Anna", Role.ADMIN), bench.person("Boris", Role.SALES)
    bench.ask(change_person, ChangePerson(person=ref(boris), superior=ref(anna)), anna)
    for person, superior in ((anna, boris), (anna, anna)):
        with pytest.raises(DomainError) as refused:
            bench.ask(change_person, ChangePerson(person=ref(person), superior=ref(superior)), anna)
        assert refused.value.field == "superior"


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"role": Role.CLOCK}, "role-nobodys"),
        ({"country": "Nowhere"}, "country-unread"),
        ({"active": "x"}, "yes-or-no"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(bench: Bench, fields: dict[str, object], key: str) -> None:
    anna = bench.person("Anna", Role.ADMIN)
    with pytest.raises(DomainError) as refused:
        bench.ask(change_person, ChangePerson.model_validate({"person": ref(anna), **fields}), anna)
    assert (refused.value.reason.key, refused.value.field) == (key, next(iter(fields)))


def test_absence_names_a_deputy_who_is_told(bench: Bench) -> None:
    anna, boris = bench.person("Anna", Role.SALES), bench.person("Boris", Role.SALES)
    until = When(bench.clock.at + timedelta(days=5), False)
    outcome = bench.ask(set_absence, SetAbsence(until=until, deputy=ref(boris)), anna)
    away = bench.now_of(anna)
    assert (away.absent_until, away.deputy_id) == (until.at.date(), boris.id)
    assert [notice.to for notice in outcome.notices] == [ToPerson(boris.id)]
    with pytest.raises(NotAllowed):
        bench.ask(set_absence, SetAbsence(until=until, person=ref(boris)), anna)
    with pytest.raises(DomainError):
        bench.ask(set_absence, SetAbsence(until=until, deputy=ref(anna)), anna)
    with pytest.raises(DomainError):
        bench.ask(set_absence, SetAbsence(until=When(bench.clock.at - timedelta(days=3), False)), anna)
    assert "Boris stands in" in said(bench.ask(show_team, ShowTeam(person=ref(anna)), boris).reply)


def test_the_team_shows_those_who_left_last(bench: Bench) -> None:
    anna = bench.person("Anna", Role.ADMIN, team="North")
    bench.person("Boris", Role.SALES, is_active=False)
    text = said(bench.ask(show_team, ShowTeam(), anna).reply)
    assert text.index("Anna") < text.index("No longer here") < text.index("Boris")
    assert "team North" in text


def test_an_invitation_lets_one_in_once(bench: Bench) -> None:
    anna = bench.person("Anna", Role.ADMIN)
    bench.bot_link = "https://t.me/deskbot"
    outcome = bench.ask(invite_person, InvitePerson(role=Role.LOGISTICS), anna)
    code = code_in(outcome)
    assert f"https://t.me/deskbot?start={code}" in said(outcome.reply)
    assert len(code) <= 64
    bench.ask(greet, Greet(code=code), None, speaker=telegram("7", "Dora"))
    dora = account_of(bench, "7")
    assert dora is not None
    assert (dora.name, dora.role) == ("Dora", Role.LOGISTICS)
    again = bench.ask(greet, Greet(code=code), None, speaker=telegram("8", "Eve"))
    assert said(again.reply).startswith("This code is wrong")
    assert account_of(bench, "8") is None


def test_an_invitation_by_name_waits_for_its_person(bench: Bench) -> None:
    anna = bench.person("Anna", Role.ADMIN)
    code = code_in(bench.ask(invite_person, InvitePerson(role=Role.SALES, name="Fritz", team="North"), anna))
    bench.ask(greet, Greet(code=code.lower().replace("-", " ")), None, speaker=telegram("9", "ff"))
    fritz = account_of(bench, "9")
    assert fritz is not None
    assert (fritz.name, fritz.team) == ("Fritz", "North")
    with pytest.raises(DomainError):
        bench.ask(invite_person, InvitePerson(role=Role.SALES, team="North"), anna)


def test_codes_grow_old(bench: Bench) -> None:
    anna = bench.person("Anna", Role.ADMIN)
    invite = code_in(bench.ask(invite_person, InvitePerson(role=Role.SALES), anna))
    link = code_in(bench.ask(link_account, LinkAccount(), anna))
    bench.later(minutes=10)
    bench.ask(link_account, LinkAccount(code=link), None, speaker=telegram("7"))
    assert account_of(bench, "7") is None
    bench.later(hours=24)
    bench.ask(greet, Greet(code=invite), None, speaker=telegram("7"))
    assert account_of(bench, "7") is None


def test_a_stranger_with_a_link_becomes_the_same_person(bench: Bench) -> None:
    anna = bench.person("Anna", Role.MANAGER)
    code = code_in(bench.ask(link_account, LinkAccount(), anna))
    bench.ask(greet, Greet(code=code), None, speaker=telegram("7", "Anna T."))
    joined = account_of(bench, "7")
    assert joined is not None
    assert joined.id == anna.id


def test_two_persons_become_the_code_givers(bench: Bench) -> None:
    anna, double = bench.person("Anna", Role.MANAGER), bench.person("Anna2", Role.SALES)
    code = code_in(bench.ask(link_account, LinkAccount(), anna))
    with pytest.raises(DomainError) as refused:
        bench.ask(link_account, LinkAccount(code=code), anna)
    assert refused.value.reason.key == "link-same"
    outcome = bench.ask(link_account, LinkAccount(code=code), double)
    assert not bench.now_of(double).is_active
    accounts = bench.write(lambda ledger: ledger.accounts.of_person(anna.id))
    assert {account.account for account in accounts} == {"Anna", "Anna2"}
    assert set(outcome.changed) == {Ref(Kind.PERSON, anna.id), Ref(Kind.PERSON, double.id)}


def test_the_last_admin_cannot_be_joined_away(bench: Bench) -> None:
    anna, boris = bench.person("Anna", Role.ADMIN), bench.person("Boris", Role.SALES)
    code = code_in(bench.ask(link_account, LinkAccount(), boris))
    with pytest.raises(DomainError) as refused:
        bench.ask(link_account, LinkAccount(code=code), anna)
    assert refused.value.reason.key == "link-last-admin"
    assert bench.now_of(anna).is_active


def test_wrong_codes_are_counted_by_account(bench: Bench) -> None:
    anna = bench.person("Anna", Role.ADMIN)
    code = code_in(bench.ask(link_account, LinkAccount(), anna))
    for _ in range(5):
        bench.ask(greet, Greet(code="AAAAA-BBBBB"), None, speaker=telegram("7"))
    with pytest.raises(NotAllowed):
        bench.ask(greet, Greet(code=code), None, speaker=telegram("7"))
    bench.ask(greet, Greet(code="AAAAA"), None, speaker=telegram("8"))
    bench.later(minutes=61)
    again = code_in(bench.ask(link_account, LinkAccount(), anna))
    bench.ask(greet, Greet(code=again), None, speaker=telegram("7"))
    assert account_of(bench, "7") is not None


def test_the_first_admin_claims_once(bench: Bench) -> None:
    code = bench.write(lambda ledger: first_claim(ledger, bench.clock.at))
    other = bench.write(lambda ledger: first_claim(ledger, bench.clock.at))
    assert code is not None
    assert other is not None
    assert code != other
    boris = bench.person("Boris", Role.SALES)
    bench.ask(claim_desk, ClaimDesk(code=code), boris)
    assert bench.now_of(boris).role is Role.ADMIN
    with pytest.raises(NotAllowed) as refused:
        bench.ask(claim_desk, ClaimDesk(code=other), None, speaker=telegram("7"))
    assert refused.value.reason.key == "claim-too-late"
    assert bench.write(lambda ledger: first_claim(ledger, bench.clock.at)) is None


def test_a_code_is_good_only_for_its_own_door(bench: Bench) -> None:
    anna = bench.person("Anna", Role.ADMIN)
    invite = code_in(bench.ask(invite_person, InvitePerson(role=Role.ADMIN), anna))
    outcome = bench.ask(claim_desk, ClaimDesk(code=invite), None, speaker=telegram("7"))
    assert said(outcome.reply).startswith("This code is wrong")
    with pytest.raises(DomainError) as refused:
        bench.ask(greet, Greet(code=invite), anna)
    assert refused.value.reason.key == "invite-already-here"


def test_start_without_a_code(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES)
    assert "Anna" in said(bench.ask(greet, Greet(), anna).reply)
    stranger = said(bench.ask(greet, Greet(), None, speaker=telegram("7")).reply)
    assert "Anna" not in stranger
    assert "invitation" in stranger
