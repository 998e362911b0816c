"""Whoever asks to be shown as "J." is shown so, and in no other way."""

import pytest
from django.test import Client

from circles.models import Circle
from rotation.models import Alias, Record
from tests.circles.visiting import DOOR, SCRIPTED, a_guest, a_meeting_on_now, comes_in, does, one_who_belongs, page
from tests.groups.cast import a_member

pytestmark = pytest.mark.django_db


def test_member_who_asks_to_be_shown_as_j_is_shown_as_nothing_else(caplog):
    """Scenario 16 (domain.md): no screen, export, log or push message shows another name to members."""
    meeting = a_meeting_on_now(
        script=[{"kind": "sharing", "title": "Sharing"}, {"kind": "closing", "title": "Closing"}]
    )
    juana = one_who_belongs(a_member("Juana Ejemplo"), meeting)
    client = Client()
    client.force_login(juana)
    circle = comes_in(client, "J.")
    maple, _circle = a_guest("Maple")
    for verb in ("open", "take-host", "hand", "begin", "words"):
        does(client, circle, verb, words="A word of mine.")
    seen = [
        maple.get(page(circle)).content.decode(),
        maple.get(page(circle, "ring/")).content.decode(),
        maple.get(page(circle, "state/"), **SCRIPTED).content.decode(),
        Client().get(DOOR).content.decode(),
    ]
    assert [("J." in each, "Juana" in each, "juana" in each) for each in seen] == [
        (True, False, False), (True, False, False), (True, False, False), (False, False, False),
    ]  # fmt: skip
    for verb in ("done", "forward", "close"):
        does(client, circle, verb)
    assert Circle.objects.get(pk=circle.pk).closed_at is not None
    held = list(Record.objects.filter(verb="circle-held").values_list("alias", "facts"))
    assert len(held) == 1
    assert "J." not in str(held)
    assert not Alias.objects.filter(member=juana).exists()
    assert "uana" not in caplog.text
