"""One evening for each profile, through its own script and its own way of taking turns; and each without any servant.

Done when 1: "One journey per profile, each through its own script and turn mode, and each also without any appointed
servant present." The people come by the door, as members and guests, and everything they do is a plain form.
"""

import pytest
from django.test import Client

from circles.models import Circle, Words
from groups.models import Meeting
from groups.profiles import PROFILES, duty_titles, starting_script
from rotation.models import Duty, Record, Role
from rotation.rules.terms import begin
from tests.circles.visiting import a_meeting_on_now
from tests.groups.cast import FAR_OFF, LONG_AGO, NOW, a_member
from tests.journeys.walking import Evening, comes_together, starts_from

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TAKES_TURNS = ("sharing", "reserved", "lead", "newcomers")


def raised_hands(evening: Evening) -> None:
    """The line, in which whoever has not shared yet stands before whoever has."""
    first, second, third = evening.people
    assert evening.does(first, "hand") == 302
    evening.does(first, "begin")
    assert [evening.does(second, "hand"), evening.does(third, "hand")] == [302, 302]
    evening.speaks(first)
    evening.does(first, "done")
    evening.heard.append(first)
    evening.silence_is_kept()
    assert f"Thank you, {first}" in evening.reads(third)  # the group's own words, the same for everyone
    assert evening.does(first, "hand") == 302  # once more, and so after everyone who has not yet
    evening.shares(second)
    evening.silence_is_kept()
    assert evening.has_the_piece() == f"{third}?"
    assert evening.does(third, "listen") == 302  # to pass leaves no trace
    assert evening.has_the_piece() == f"{first}?"
    assert evening.does(first, "listen") == 302
    assert evening.has_the_piece() == ""


def one_by_one(evening: Evening) -> None:
    """Somebody asks, and is heard: a lead share, news of newcomers."""
    name = list(evening.people)[1]
    assert evening.does(name, "hand") == 302
    evening.shares(name)
    evening.silence_is_kept()


def kept_for_those_who_have_not_spoken(evening: Evening) -> None:
    """Whoever has not shared tonight comes before whoever has, in whatever order they asked."""
    spoke, again, new = evening.people
    assert new not in evening.heard
    assert evening.does(spoke, "hand") == 302
    evening.does(spoke, "begin")
    assert [evening.does(again, "hand"), evening.does(new, "hand")] == [302, 302]
    evening.does(spoke, "done")
    evening.silence_is_kept()
    evening.shares(new)
    evening.silence_is_kept()
    evening.shares(again)


def round_the_circle(evening: Evening) -> None:
    """Every place in its turn; one lets it pass."""
    first, second, third = evening.people
    evening.shares(first)
    evening.silence_is_kept()
    assert evening.has_the_piece() == f"{second}?"
    assert evening.does(second, "listen") == 302
    evening.shares(third)
    evening.silence_is_kept()
    assert evening.has_the_piece() == ""


def called(evening: Evening) -> None:
    """The host offers it to whom they choose; where there is no host, hands are answered in their order."""
    first, second, third = evening.people
    for name in (third, second):
        if evening.host:
            assert evening.does(second, "call", to=evening.place(third)) == 409
            assert evening.does(evening.host, "call", to=evening.place(name)) == 302
        else:
            assert evening.does(first, "call", to=evening.place(name)) == 409
            assert evening.does(name, "hand") == 302
        evening.shares(name)
        evening.silence_is_kept()


def from_hand_to_hand(evening: Evening) -> None:
    """Whoever has it speaks, and then hands it to whom they choose; the last lays it in the centre."""
    first, second, third = evening.people
    assert evening.does(first, "hand") == 302
    evening.does(first, "begin")
    for holder, to in ((first, third), (third, second)):
        evening.speaks(holder)
        others = [name for name in evening.people if name != holder]
        assert {evening.does(name, "hand-on", to=evening.place(first)) for name in others} == {409}
        assert evening.does(holder, "hand-on", to=evening.place(to)) == 302
        evening.heard.append(holder)
        evening.silence_is_kept()
        assert evening.has_the_piece() == f"{to}?"
        assert evening.does(to, "begin") == 302
    evening.speaks(second)
    assert evening.does(second, "done") == 302
    evening.heard.append(second)
    evening.silence_is_kept()
    assert evening.has_the_piece() == ""


def out_of_the_silence(evening: Evening) -> None:
    """Whoever rises first is heard when the silence has been kept; another reads that someone has risen; nobody is thanked."""
    first, second, third = evening.people
    assert [evening.does(first, verb) for verb in ("hand", "read")] == [409, 409]
    for riser, other in ((second, third), (third, first)):
        assert [evening.does(riser, "rise"), evening.does(other, "rise")] == [302, 409]
        evening.silence_is_kept()
        evening.speaks(riser)
        assert evening.does(other, "rise") == 409
        assert evening.does(riser, "done") == 302
        assert f"Thank you, {riser}" not in evening.reads(other)
        evening.heard.append(riser)
    evening.silence_is_kept()


WAYS = {
    "hands": raised_hands,
    "round": round_the_circle,
    "called": called,
    "piece": from_hand_to_hand,
    "silence": out_of_the_silence,
}


def walks_through(evening: Evening) -> list[str]:
    """Part after part, in the way of each; gives the ways of taking turns that were gone through."""
    circle, ways = evening.now(), []
    reader = list(evening.people)[-1]
    for at, part in enumerate(circle.script):
        assert evening.now().segment == at
        shown = evening.reads(reader)
        assert part["text"] in shown
        assert [
            each["title"]
            for each in circle.script
            if each["text"] and each["text"] != part["text"] and each["text"] in shown
        ] == []
        if part["kind"] == "silence":
            assert "We keep silence together." in shown
            assert {evening.does(name, verb) for name in evening.people for verb in ("read", "hand")} == {409}
        elif part["kind"] in ("sharing",):
            ways.append(part.get("mode") or circle.meeting.turn_mode)
            WAYS[ways[-1]](evening)
        elif part["kind"] == "reserved":
            kept_for_those_who_have_not_spoken(evening)
        elif part["kind"] in TAKES_TURNS:
            one_by_one(evening)
        else:
            assert evening.does(reader, "read") == 302
            assert f"{reader} is reading" in evening.reads(next(iter(evening.people)))
            assert evening.does(reader, "done") == 302
        if at + 1 < len(circle.script):
            evening.agrees("forward")
    return ways


def goes_home(evening: Evening) -> None:
    """Closing needs the host, or two; among Friends two greet each other, host or no host. Nothing that was said stays."""
    names = list(evening.people)
    alone = evening.host and evening.now().meeting.turn_mode != "silence"
    if not alone:
        assert evening.does(evening.host or names[0], "close") == 302
        assert evening.now().closed_at is None
    assert evening.does(evening.host if alone else names[1], "close") in (302, 410)
    assert evening.now().closed_at is not None
    assert (Words.objects.count(), Circle.objects.get().seats.count()) == (0, 0)
    held = Record.objects.get(verb="circle-held")
    assert (held.facts["people"], held.alias) == (3, None)


@pytest.fixture
def candlelight():
    """A meeting that began a while ago, of a group whose secretary and host is Ana."""
    meeting = a_meeting_on_now(languages=["en"])
    ana, body = a_member("Ana"), meeting.group.body
    role = Role.objects.create(
        body=body, title="Secretary", duties=[str(Duty.SECRETARY), str(Duty.HOST)], longest_months=12_000
    )
    begin(role=role, member=ana, starts_on=LONG_AGO, ends_on=FAR_OFF, by=None, now=NOW)
    return meeting, ana


@pytest.mark.parametrize("served", [True, False], ids=["served", "no servant there"])
@pytest.mark.parametrize(
    ("code", "ways"),
    [
        ("aa", ["hands"]),
        ("alanon", ["called", "round"]),
        ("na", ["hands"]),
        ("friends", ["silence"]),
        ("council", ["piece", "piece", "piece"]),
    ],
)
def test_an_evening_by_each_profile(code, ways, served, candlelight):
    """Done when 1; scenarios 1 and 8 (domain.md): the meeting starts and finishes with whoever is there."""
    meeting, ana = candlelight
    secretary = Client()
    secretary.force_login(ana)
    starts_from(secretary, meeting, code)
    meeting = Meeting.objects.get(pk=meeting.pk)
    kinds = [part["kind"] for part in starting_script(PROFILES[code], ["en"])]
    assert ([part["kind"] for part in meeting.script], meeting.profile) == (kinds, code)
    if served:
        evening = comes_together(meeting, {"Ana": ana, "Ben": a_member("Ben")}, ["Maple"], host="Ana")
    else:
        evening = comes_together(meeting, {"Maple": a_member("Maple")}, ["Willow", "Rowan"])
    if served:  # what a host and a timekeeper are called is the tradition's word
        assert evening.does("Ben", "take-time") == 302
        titles, shown = duty_titles(meeting), evening.reads("Maple")
        assert [duty for duty in ("host", "time") if f"{titles[duty]}:" in shown] == ["host", "time"]
    assert walks_through(evening) == ways
    goes_home(evening)


def test_a_silent_hour_ends_like_any_other(candlelight):
    """Circles.md 8.19: nobody rose, two greet each other, and it was a good meeting."""
    meeting, ana = candlelight
    secretary = Client()
    secretary.force_login(ana)
    starts_from(secretary, meeting, "friends")
    evening = comes_together(Meeting.objects.get(pk=meeting.pk), {"Maple": a_member("Maple")}, ["Willow", "Rowan"])
    for _part in evening.now().script[1:]:
        evening.agrees("forward")
    goes_home(evening)
