from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from groups.access import belongs_since, may_keep_listing
from groups.models import Group
from groups.rules.claims import AlreadyClaimed, claim
from rotation.models import Record, Role, Term
from rotation.rules.months import months_after
from tests.groups.cast import NOW, a_group, a_member

pytestmark = pytest.mark.django_db


def test_claim_gives_the_keeping_for_six_months_belonging_and_lines_of_record():
    ana, group = a_member("Ana"), a_group(claimed=False, zone="Pacific/Kiritimati")
    claimed = claim(group=group, member=ana, now=NOW)
    term = Term.objects.get()
    assert (claimed.claimed_at, term.starts_on, term.ends_on) == (NOW, date(2026, 11, 24), date(2027, 5, 24))
    assert may_keep_listing(member=ana, group=group, now=NOW)
    assert belongs_since(member=ana, group=group) == date(2026, 11, 24)
    assert list(Record.objects.values_list("verb", "alias__name")) == [("group-claimed", "Ana"), ("term-begun", "Ana")]


def test_claim_is_refused_to_the_second_and_changes_nothing():
    ana, cleo, group = a_member("Ana"), a_member("Cleo"), a_group(claimed=False)
    claim(group=group, member=ana, now=NOW)
    with pytest.raises(AlreadyClaimed):
        claim(group=group, member=cleo, now=NOW)
    assert not may_keep_listing(member=cleo, group=group, now=NOW)
    assert (Record.objects.count(), Role.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2026, 12, 1), date(2027, 6, 1)),
    ],
)
def test_months_after_ends_on_a_day_there_is(day, expected):
    assert months_after(day, 6) == expected


def test_claim_group_command_tells_what_it_did_and_what_is_wrong():
    a_member("Ana")
    a_group(claimed=False)
    out = StringIO()
    call_command("claim_group", "tuesday-candlelight", "ana", stdout=out)
    assert out.getvalue() == "Ana answers for Tuesday Candlelight for six months.\n"
    assert Group.objects.get().claimed_at is not None
    for slug, name, words in [
        ("tuesday-candlelight", "Ana", "Someone has already answered for Tuesday Candlelight."),
        ("nowhere", "Ana", "There is no group at /groups/nowhere/, and no meeting at /meetings/nowhere/."),
        ("tuesday-candlelight", "Nobody", "Nobody here is called Nobody."),
    ]:
        with pytest.raises(CommandError) as refusal:
            call_command("claim_group", slug, name)
        assert str(refusal.value) == words
