"""A new group writes, is welcomed, is listed, sits in its circle, becomes one with another and is two again (invariant 51)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from circles.models import Circle
from feeds.rules.published import meetings_below
from groups.models import Group, Meeting, Merger
from groups.rules.life import State, state_of
from groups.rules.merging import undone_until
from members.models import Member
from rotation.models import Duty
from tests.circles.visiting import comes_in, does, it_is_time_to_go_home
from tests.groups.cast import FAR_OFF, LONG_AGO, a_group, a_member, belongs
from tests.groups.secretary import as_sent
from tests.rotation.cast import a_body, a_role, a_term

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
QUEUE, LAMP = "/bodies/north/new-groups/", "/groups/lamp-noon/"


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def test_from_application_to_unmerged():
    north = a_body("North", slug="north")
    ana_herself = a_member("Ana")
    ana, visitor = signed_in(ana_herself), Client()
    a_term(ana_herself, a_role(north, "Welcome", (Duty.WELCOME,)), LONG_AGO, FAR_OFF)
    harbour = a_group("Harbour", slug="harbour", secretary=ana_herself, known_at=timezone.now())
    belongs(ana_herself, harbour)

    # Somebody without an account writes for a group that meets just now, with a chapel in its name.
    began = timezone.now() - timedelta(minutes=10)
    meets = {"days": [str(day) for day in range(7)], "time": f"{began:%H:%M}", "zone": "UTC", "minutes": "120"}
    form = as_sent(visitor.get("/new-group/"), name="Chapel Lamp", mailbox="lamp@example.org", words="Hello", **meets)
    here = visitor.post("/new-group/", form)["Location"]
    assert "“Chapel”" in visitor.get(here).content.decode()
    visitor.post(f"{here}change/", as_sent(visitor.get(f"{here}change/"), name="Lamp Noon"))

    # Ana takes it up and answers; the group is listed, and known to nobody yet.
    talk = next(row.arrival.pk for row in ana.get(QUEUE).context["queue"])
    ana.post(f"{QUEUE}{talk}/", {"act": "take-up"})
    ana.post(f"{QUEUE}{talk}/", {"words": "Welcome!", "key": "a" * 32, "act": "answered"})
    lamp = Group.objects.get(body__slug="lamp-noon")
    assert (lamp.known_at, state_of(lamp, now=timezone.now())) == (
        None,
        State.INCOMPLETE,
    )  # nobody serves, and that is enough

    # Its circle is sat in, by guests, the same hour.
    maple = Client()
    circle = comes_in(maple, "Maple", door="/meetings/lamp-noon/door/")
    does(maple, circle, "open")
    assert Circle.objects.get(pk=circle.pk).opened_at is not None
    it_is_time_to_go_home()
    does(maple, circle, "close")

    # Whoever kept the address serves; a neighbour has sat there; North says yes to its place.
    dee = signed_in(a_member("Dee"))
    dee.post(here, {"act": "serve"})
    assert state_of(Group.objects.get(pk=lamp.pk), now=timezone.now()) == State.PENDING
    ana.post(f"{LAMP}life/", {"act": "sat", "neighbour": harbour.pk})
    a_term(ana_herself, a_role(north, "Convener"), LONG_AGO, FAR_OFF)
    ana.post("/bodies/north/links/", {"yes": str(lamp.body.links_up.get().pk)})
    assert [each.slug for each in meetings_below(north, now=timezone.now())] == ["lamp-noon"]

    # Two yeses and the two are one; a no within the year and they are two, just as they were.
    before = list(Group.objects.order_by("pk").values()), list(Meeting.objects.order_by("pk").values())
    dee.post(f"{LAMP}life/", {"into": "harbour"})
    merger = Merger.objects.get()
    ana.post("/groups/harbour/life/", {"act": "merge", "merger": merger.pk})
    assert Meeting.objects.get().group == harbour
    page = dee.get(f"{LAMP}life/").content.decode()
    assert "the next yearly census" in page
    merger.refresh_from_db()
    assert undone_until(merger) == merger.into_yes_at + timedelta(days=366)
    dee.post(f"{LAMP}life/", {"act": "undo-merge", "merger": merger.pk})
    assert (list(Group.objects.order_by("pk").values()), list(Meeting.objects.order_by("pk").values())) == before
