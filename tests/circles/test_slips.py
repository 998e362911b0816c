"""Slips: asked for, confirmed, handed over and kept nowhere (circles.md 8.22, domain.md 1.9, scenario 20)."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from circles.models import SlipAsked
from circles.rules.acts import able
from circles.rules.refusals import NothingToShare, NotNow, NotOffered, NotOpenYet, NotYours, SlipConfirmed
from circles.rules.slips import Slip, code_of, is_ours, slip_of
from circles.scene import audience_of, my_line, picture
from tests.circles.cast import ANA, BEN, CLEO, DEE, KEY, a_table, after, does
from tests.circles.visiting import (
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    does_by_script,
    one_who_belongs,
    page,
    text,
)
from tests.circles.visiting import does as presses
from tests.groups.cast import a_member

CHECK = "/slips/check/"
GIVES = {"types": ["O", "POA"]}
SLIP = Slip(name="Cleo Ann Marsh", meeting="Candlelight", day=date(2026, 11, 24), minutes=55, signer="Ana")


def hosted(people=(ANA, BEN, CLEO), **facts):
    """Ana hosts, sharing, in a group that gives slips; everyone came when the doors opened."""
    table = does(a_table(people, segment=1, **{"zone": "Europe/Madrid"} | GIVES | facts), "ana", "take-host", after(0))
    for seat in table.seats.values():
        seat.came_at = after(-600)
    return table


def told(table, seat):
    """What this place is told of slips."""
    said = my_line(table, seat, after(100)).get("told", "").split()
    return " ".join(each for each in said if each.startswith("slip"))


@pytest.mark.django_db
def test_scenario_20_slip_is_asked_for_confirmed_for_this_meeting_only_and_lists_nobody():
    """Scenario 20 (domain.md)."""
    table = hosted([ANA, BEN, CLEO, DEE])
    does(table, "cleo", "slip", after(10), words="  Cleo Ann   Marsh ")
    assert [told(table, seat) for seat in table.seats] == ["slips-wait", "", "slip-asked", ""]
    seen = {
        seat: picture(table, key=KEY, now=after(11), audience=audience_of(table, seat, after(11)))
        for seat in table.seats
    }
    assert {seat: [each.name for each in shown["slips"]] for seat, shown in seen.items()} == {
        "ana": ["Cleo"], "ben": [], "cleo": [], "dee": []
    }  # fmt: skip
    assert "Marsh" not in repr(seen)  # the name on it is theirs alone
    does(table, "ana", "slip-for", after(20), to="cleo")
    assert slip_of(table, "cleo", key=KEY, now=after(minutes=55, seconds=30)) == SLIP
    assert [slip_of(table, seat, key=KEY, now=after(30)) for seat in ("ana", "ben", "dee")] == [None] * 3
    assert [told(table, seat) for seat in table.seats] == ["", "", "slip-ready", ""]


def test_scenario_20_where_the_group_gives_none_there_is_nothing_to_press():
    """Scenario 20 (domain.md)."""
    table = hosted(types=["O"])
    for seat, verb in (("cleo", "slip"), ("ana", "slips"), ("ana", "slip-for")):
        assert verb not in able(table, seat, after(1))
        with pytest.raises(NotOffered):
            does(table, seat, verb, after(1), to="cleo", words="Cleo Marsh")


@pytest.mark.django_db
def test_scenario_20_where_the_group_gives_none_the_page_says_nothing_of_it_and_its_doors_are_not_there():
    """Scenario 20 (domain.md)."""
    a_meeting_on_now(types=["O"])
    maple, circle = a_guest()
    shown = maple.get(page(circle)).content.decode()
    assert [word in shown for word in ("/do/slip", "/slip/", "slip-ready")] == [False] * 3
    answers = {
        verb: presses(maple, circle, verb, words="Maple Tree", to="1").status_code
        for verb in ("slip", "slips", "slip-for")
    }
    assert answers == {"slip": 404, "slips": 404, "slip-for": 404}
    assert maple.get(page(circle, "slip/")).status_code == 404
    assert SlipAsked.objects.count() == 0


def test_all_who_asked_and_are_here_are_confirmed_at_once_and_never_the_signer():
    table = hosted([ANA, BEN, CLEO, DEE])
    for seat in ("ana", "ben", "cleo", "dee"):
        does(table, seat, "slip", after(1), words=f"{seat} of Somewhere")
    does(table, "dee", "leave", after(2))
    does(table, "ana", "slips", after(3))
    confirmed = {seat: slip.confirmed_by_id for seat, slip in table.slips.items()}
    assert confirmed == {"ana": None, "ben": "ana", "cleo": "ana", "dee": None}
    with pytest.raises(NotNow):
        does(table, "ana", "slip-for", after(4), to="ana")


def test_nobody_but_host_and_door_confirms_and_not_before_the_opening():
    table = does(hosted(), "cleo", "slip", after(1), words="Cleo Marsh")
    for seat in ("ben", "cleo"):
        for verb in ("slips", "slip-for"):
            with pytest.raises(NotYours):
                does(table, seat, verb, after(2), to="cleo")
    table.circle.opened_at = None
    with pytest.raises(NotOpenYet):
        does(table, "ana", "slips", after(2))


def test_name_is_the_askers_to_change_until_the_slip_is_confirmed():
    """One presence makes one slip."""
    table = does(hosted(), "cleo", "slip", after(1), words="Cleo Mash")
    with pytest.raises(NothingToShare):
        does(table, "cleo", "slip", after(2), words=" \u200b ")
    does(does(table, "cleo", "slip", after(2), words="Cleo Marsh"), "ana", "slips", after(3))
    with pytest.raises(SlipConfirmed):
        does(table, "cleo", "slip", after(4), words="Somebody Else")
    assert slip_of(table, "cleo", key=KEY, now=after(60)).name == "Cleo Marsh"
    assert b"Marsh" not in table.slips["cleo"].sealed


def test_minutes_count_from_coming_in_or_from_the_opening():
    table = hosted([ANA, BEN, CLEO])
    table.seats["ben"].came_at = after(minutes=20)
    for seat in ("ben", "cleo"):
        does(table, seat, "slip", after(minutes=21), words=seat)
    does(table, "ana", "slips", after(minutes=22))
    assert [slip_of(table, seat, key=KEY, now=after(minutes=50)).minutes for seat in ("ben", "cleo")] == [30, 50]


def test_lost_key_leaves_no_slip_rather_than_a_wrong_one():
    table = does(does(hosted(), "cleo", "slip", after(1), words="Cleo"), "ana", "slips", after(2))
    assert [slip_of(table, "cleo", key=key, now=after(9)) for key in (None, bytes(32))] == [None, None]


@pytest.mark.parametrize(
    "other",
    [{"name": "Cleo Ann Marsch"}, {"meeting": "Daybreak"}, {"day": date(2026, 11, 25)}, {"minutes": 56}, {"signer": "Anna"}],
    ids=str,
)  # fmt: skip
def test_code_fits_these_words_and_no_others(other):
    code = code_of(SLIP)
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", code)
    assert [is_ours(SLIP, code), is_ours(replace(SLIP, **other), code)] == [True, False]
    assert is_ours(replace(SLIP, name="CLEO ANN  MARSH."), code.lower().replace("-", " "))


@pytest.mark.parametrize("code", ["", "-", "2" * 16, "é" * 16, "A" * 200])
def test_guessed_code_fits_nothing(code):
    assert not is_ours(SLIP, code)


def test_code_of_another_house_or_of_a_former_secret(settings):
    code, known = code_of(SLIP), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert not is_ours(SLIP, code)
    settings.SECRET_KEY_FALLBACKS = [known]
    assert is_ours(SLIP, code)


# By pages


def an_evening_with_slips():
    meeting = a_meeting_on_now(**GIVES)
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    cleo, _same = a_guest("Cleo")
    for verb in ("take-host", "open"):
        assert presses(ben, circle, verb).status_code == 302
    return ben, cleo, circle


@pytest.mark.django_db
def test_slip_by_plain_forms_from_asking_to_checking_and_nothing_is_left(caplog):
    ben, cleo, circle = an_evening_with_slips()
    assert presses(cleo, circle, "slip", words="Cleo Ann Marsh").status_code == 302
    assert "There is none yet." in text(cleo.get(page(circle, "slip/")))
    frame = ben.get(page(circle, "ring/")).content.decode()
    (place,) = re.findall(r'form="slip-for" name="to" value="(\d+)"', frame)
    assert "Marsh" not in frame + ben.get(page(circle)).content.decode()
    assert presses(ben, circle, "slip-for", to=place).status_code == 302
    shown = cleo.get(page(circle, "slip/"))
    assert [shown.status_code, shown.headers["Cache-Control"]] == [200, "no-store, private"]
    pasted = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown.content.decode(), re.S)[1]
    facts = dict(line.split(": ", 1) for line in pasted.splitlines())
    assert [facts["Name"], facts["Meeting"], facts["Minutes"], facts["Confirmed by"]] == [
        "Cleo Ann Marsh", "Candlelight", "0", "Ben"
    ]  # fmt: skip
    stranger = Client()
    assert "This slip was signed here" in text(stranger.post(CHECK, {"text": pasted}))
    by_field = {
        "name": "cleo ann marsh", "meeting": facts["Meeting"], "day": facts["Date"], "minutes": "0", "signer": "ben",
        "code": facts["Check code"],
    }  # fmt: skip
    assert "This slip was signed here" in text(stranger.post(CHECK, by_field))
    wrong = stranger.post(CHECK, by_field | {"minutes": "60"})
    assert "does not belong to these words" in text(wrong)
    assert [ben.get(page(circle, "slip/")).status_code, "Marsh" in text(ben.get(page(circle, "slip/")))] == [200, False]
    assert presses(ben, circle, "close").status_code == 302
    assert [SlipAsked.objects.count(), cleo.get(page(circle, "slip/"), follow=True).status_code] == [0, 410]
    assert "Marsh" not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [{}, {"text": "Name: a"}, {"text": ":" * 900}, {"name": "a\0"}, {"minutes": "-1", "day": "yesterday"}, {"text": "x" * 5000}],
    ids=str,
)  # fmt: skip
def test_malformed_slips_are_refused_kindly(typed):
    answer = Client().post(CHECK, typed)
    assert [answer.status_code, "signed here, with" in text(answer)] == [400, False]


@pytest.mark.django_db
def test_slip_of_somebody_else_has_no_address():
    ben, cleo, circle = an_evening_with_slips()
    presses(cleo, circle, "slip", words="Cleo Ann Marsh")
    presses(ben, circle, "slips")
    assert Client().get(page(circle, "slip/")).status_code == 404
    assert "Marsh" not in ben.get(page(circle, "slip/")).content.decode()
    key = "the-same-key-again"
    assert [does_by_script(cleo, circle, "slip", key=key, words="Another").status_code for _ in range(2)] == [409, 409]
