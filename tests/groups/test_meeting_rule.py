"""The secretary says which days it is; and puts it back."""

from datetime import date

import pytest

from groups.models import Meeting
from tests.groups.cast import a_group, a_meeting, a_member
from tests.groups.secretary import as_sent

pytestmark = pytest.mark.django_db
EDIT, UNDO = "/meetings/candlelight/edit/", "/meetings/candlelight/undo/"


@pytest.fixture
def ana(client):
    ana = a_member("Ana")
    a_meeting(a_group(secretary=ana))
    client.force_login(ana)
    return client


def test_a_rule_is_said_kept_and_put_back(ana):
    typed = {"every": "2", "nths": ["1", "-1"], "months": ["6", "7"], "first_on": "2026-06-01", "last_on": "2027-07-31"}
    typed |= {"except_on": "2026-06-30 2026-06-02", "also_on": "2026-12-24", "venue": "hybrid"}
    assert ana.post(EDIT, as_sent(ana.get(EDIT), **typed)).status_code == 302
    kept = Meeting.objects.get()
    assert (kept.every, kept.nths, kept.months, kept.venue) == (2, [1, -1], [6, 7], "hybrid")
    assert (kept.first_on, kept.last_on) == (date(2026, 6, 1), date(2027, 7, 31))
    assert (kept.except_on, kept.also_on) == (["2026-06-02", "2026-06-30"], ["2026-12-24"])
    ana.post(EDIT, as_sent(ana.get(EDIT), last_on="", first_on="2026-06-08"))
    assert Meeting.objects.get().last_on is None
    ana.post(UNDO, {"version": 2})
    back = Meeting.objects.get()
    assert (back.first_on, back.last_on, back.except_on) == (kept.first_on, kept.last_on, kept.except_on)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"every": "2"}, "Give the first day"),
        ({"first_on": "2026-06-02", "last_on": "2026-06-01"}, "The last day comes before the first."),
        ({"except_on": "24 December"}, "One of these is no day."),
        ({"also_on": "\n".join(f"2{year:03}-01-01" for year in range(101))}, "more days than a meeting can name"),
        ({"days": [], "time": None, "also_on": "2026-12-24"}, "Give both days and a time"),
        ({"nths": ["9"]}, "9"),
        ({"every": "0"}, "0"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(ana, typed, said):
    answer = ana.post(EDIT, as_sent(ana.get(EDIT), name="Lamplight", **typed))
    assert (answer.status_code, said in answer.content.decode(), "Lamplight" in answer.content.decode()) == (
        200,
        True,
        True,
    )
    assert Meeting.objects.get().version == 0
