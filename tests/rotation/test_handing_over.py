"""What goes from one servant to the next, with two ticks each. Invariant 10 (governance.md)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from rotation.models import HandOver, HandOverItem, ItemKind
from rotation.rules.handing_over import add_line, forget_contacts, open_lists, open_what_ends, that_is_all, tick
from rotation.rules.refusals import NotTheirs
from rotation.rules.terms import begin, call_off, end_early
from tests.rotation.cast import NOW, a_body, a_member, a_role, a_term

pytestmark = pytest.mark.django_db
TODAY, SPRING, AUTUMN = date(2026, 11, 23), date(2027, 3, 1), date(2027, 9, 1)
TEMPLATE = {"know": ["Where the key hangs"], "task": ["Pay the rent"]}


def serves(member, role, starts_on=TODAY, ends_on=SPRING):
    return begin(role=role, member=member, starts_on=starts_on, ends_on=ends_on, by=None, now=NOW)


def lines(hand_over):
    return [item.words for item in hand_over.items.all()]


def test_list_pairs_old_and_new_is_done_by_a_word_of_each_and_remembers():
    ana, ben, cleo = (a_member(name) for name in ("Ana", "Ben", "Cleo"))
    role = a_role(a_body(), hand_over=TEMPLATE)
    term = serves(ana, role)
    next_term = serves(ben, role, SPRING, AUTUMN)
    hers, theirs = HandOver.objects.order_by("pk")
    assert [hers.giver, hers.taker, theirs.giver, theirs.taker] == [None, term, term, next_term]
    add_line(hand_over=theirs, kind=ItemKind.FILE, words=" The  blue folder ", member=ana, now=NOW)
    add_line(hand_over=theirs, kind=ItemKind.CONTACT, words="Pat at the hall, 555", member=ana, now=NOW)
    assert lines(theirs) == ["Where the key hangs", "Pay the rent", "The blue folder", "Pat at the hall, 555"]
    item = theirs.items.get(words="The blue folder")
    for side, member in (("taker", ana), ("giver", cleo), ("taker", cleo), ("giver", ben)):
        with pytest.raises(NotTheirs):
            tick(hand_over=theirs, item=item.pk, side=side, member=member, now=NOW)
    for _twice in range(2):
        tick(hand_over=theirs, item=item.pk, side="giver", member=ana, now=NOW)
        tick(hand_over=theirs, item=item.pk, side="taker", member=ben, now=NOW + timedelta(1))
    item.refresh_from_db()
    assert (item.given_on, item.taken_on) == (TODAY, TODAY + timedelta(1))
    assert that_is_all(hand_over=theirs, side="taker", member=ben, now=NOW).done_on is None
    assert that_is_all(hand_over=theirs, side="giver", member=ana, now=NOW).done_on == TODAY
    assert forget_contacts(now=NOW + timedelta(89)) == 0
    assert forget_contacts(now=NOW + timedelta(90)) == 1
    assert lines(theirs) == ["Where the key hangs", "Pay the rent", "The blue folder"]
    serves(cleo, role, AUTUMN, AUTUMN + timedelta(90))
    assert lines(HandOver.objects.get(giver=next_term)) == ["Where the key hangs", "Pay the rent", "The blue folder"]


def test_invariant_10_every_ended_term_has_a_list_that_is_open_and_seen():
    ana, ben = a_member("Ana"), a_member("Ben")
    role = a_role(body := a_body())
    term = serves(ana, role, ends_on=TODAY + timedelta(20))
    HandOver.objects.all().delete()
    assert open_what_ends(now=NOW) == 0
    soon = NOW + timedelta(7)
    assert [open_what_ends(now=soon), open_what_ends(now=soon)] == [1, 0]
    shown = [
        (each.hand_over.giver, each.readable, each.is_long) for each in open_lists(body=body, member=ben, now=soon)
    ]
    assert shown == [(term, False, False)]
    assert [each.is_long for each in open_lists(body=body, member=ana, now=NOW + timedelta(40))] == [True]
    later = serves(ben, role, TODAY + timedelta(25), AUTUMN)
    assert HandOver.objects.get().taker == later
    call_off(term=later, by=ben, now=NOW)
    assert HandOver.objects.get().taker is None
    serves(ana, role, TODAY + timedelta(25), AUTUMN)  # whoever goes on hands nothing over
    assert HandOver.objects.count() == 1


def test_standing_down_opens_a_list_and_the_first_to_serve_gets_one():
    ana = a_member("Ana")
    term = serves(ana, a_role(a_body()))
    end_early(term=term, on=TODAY + timedelta(1), by=ana, now=NOW)
    assert list(HandOver.objects.order_by("pk").values_list("giver", "taker")) == [(None, term.pk), (term.pk, None)]


@pytest.mark.once
def test_list_is_read_by_the_two_and_the_secretary_alone(client):
    ana, ben = a_member("Ana"), a_member("Ben")
    role = a_role(body := a_body(), "Host", ("host",))
    today = timezone.now().date()
    a_term(ana, a_role(body), starts_on=date(2026, 1, 1), ends_on=date(2999, 1, 1))
    a_term(ben, role, starts_on=today, ends_on=date(2999, 1, 1))
    page = f"/bodies/{body.slug}/hand-overs/{HandOver.objects.get(role=role).pk}/"
    for member in (a_member("Cleo"), None):
        client.logout() if member is None else client.force_login(member)
        assert client.get(page).status_code == client.post(page, {"all": "taker"}).status_code == 404
    client.force_login(ana)
    for _twice in range(2):
        client.post(page, {"kind": "know", "words": "Where the key hangs"})
    client.force_login(ben)
    client.post(page, {"take": HandOverItem.objects.get(hand_over__role=role).pk})
    client.post(page, {"all": "taker"})
    assert "Handed over on" in client.get(page).content.decode()  # nobody came before, so nobody is waited for
