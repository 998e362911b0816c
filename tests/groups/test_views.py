from datetime import date, time

import pytest

from groups.access import belongs_since
from groups.models import Meeting
from rotation.models import Record, Role
from tests.groups.cast import a_group, a_meeting, a_member, belongs

pytestmark = pytest.mark.django_db

GROUP, MEETING = "/groups/tuesday-candlelight/", "/meetings/candlelight/"
SCRIPT = [{"kind": "sharing", "title": "Sharing", "text": "", "minutes": None}]


def page(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def as_form(meeting, **changes):
    """What a browser would send back from the meeting's form."""
    kept = {
        name: getattr(meeting, name) for name in ("version", "days", "zone", "minutes", "doors_minutes", "turn_mode")
    }
    kept |= {name: getattr(meeting, name) for name in ("share_seconds", "signal_seconds", "thanks", "crosstalk_words")}
    kept |= {"time": f"{meeting.time:%H:%M}", **({"one_turn": "on"} if meeting.one_turn else {})}
    return kept | changes


def as_script(*parts, version=0):
    sent = {"version": version, "part-TOTAL_FORMS": len(parts), "part-INITIAL_FORMS": len(parts)}
    for number, part in enumerate(parts):
        sent |= {f"part-{number}-{name}": value for name, value in part.items()}
    return sent


def test_group_page_shows_what_the_group_says_and_vacancies_but_no_names_to_cleo(client):
    ana, ben, cleo = a_member("Ana"), a_member("Ben"), a_member("Cleo")
    group = a_group(secretary=ana, about="By candlelight.", welcome="Good evening.")
    Role.objects.create(body=group.body, title="Timekeeper", duties=["time"])
    a_meeting(group)
    belongs(ben, group)
    client.force_login(ben)
    inside = page(client, GROUP)
    assert ["By candlelight." in inside, "Good evening." in inside, "Served for now by Ana." in inside] == [True] * 3
    client.force_login(cleo)
    outside = page(client, GROUP)
    assert ["Tuesday, 20:00 Madrid, 60 minutes" in outside, "Someone is serving." in outside] == [True, True]
    assert ['<span class="tag">open</span>' in outside, "Change this page" in outside] == [True, False]
    assert ["Ana" in outside, "Ben" in outside] == [False, False]


def test_group_page_of_no_group_and_edits_by_outsiders_are_not_found(client):
    ana, ben = a_member("Ana"), a_member("Ben")
    group = a_group(secretary=ana)
    a_meeting(group)
    belongs(ben, group)
    edits = [GROUP + "edit/", MEETING + "edit/", MEETING + "script/"]
    for who in (None, ben):
        if who:
            client.force_login(who)
        answers = [client.get(each).status_code for each in edits] + [client.post(each).status_code for each in edits]
        assert answers == [404] * 6
    assert [client.get(each).status_code for each in ("/groups/nowhere/", "/meetings/nowhere/")] == [404, 404]
    client.force_login(ana)
    assert [client.get(each).status_code for each in edits] == [200] * 3


def test_belonging_is_said_and_unsaid_by_plain_forms(client):
    ben, group = a_member("Ben"), a_group()
    client.force_login(ben)
    assert "I belong here" in page(client, GROUP)
    answer = client.post(GROUP + "belong/", follow=True)
    assert (answer.redirect_chain, belongs_since(member=ben, group=group) is not None) == ([(GROUP, 302)], True)
    assert ["You belong to" in answer.content.decode(), "I no longer belong" in answer.content.decode()] == [True, True]
    answer = client.post(GROUP + "leave/", follow=True)
    assert ("always welcome" in answer.content.decode(), belongs_since(member=ben, group=group)) == (True, None)


def test_belonging_asks_a_visitor_to_sign_in_and_come_back(client):
    a_group()
    for act in ("belong/", "leave/"):
        assert client.post(GROUP + act).headers["Location"] == "/sign-in/?next=%2Fgroups%2Ftuesday-candlelight%2F"
        assert client.get(GROUP + act).headers["Location"] == GROUP
    assert client.post("/groups/nowhere/belong/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_groups_takes_a_fixed_number_of_queries(rows, client, django_assert_num_queries):
    for row in range(rows):
        group = a_group(f"Group {row}", slug=f"group-{row}")
        a_meeting(group, f"one-{row}")
        a_meeting(group, f"two-{row}")
    with django_assert_num_queries(3):
        answer = client.get("/groups/")
    assert [group.body.name for group in answer.context["page"]] == [f"Group {row}" for row in range(rows)]


def test_list_of_groups_finds_every_word_somewhere_and_leaves_out_groups_without_meetings(client):
    north = a_group("North", slug="north", about="a quiet evening")
    a_meeting(north, "n", region="Harbour")
    a_meeting(a_group("South", slug="south", about="a quiet morning"), "s")
    a_group("Silent", slug="silent", about="quiet")

    def found(words):
        return [group.body.name for group in client.get("/groups/", {"q": words}).context["page"]]

    assert (found("QUIET"), found("quiet harbour"), found("north harbour evening")) == (
        ["North", "South"],
        ["North"],
        ["North"],
    )
    assert found("quiet nothing") == []
    assert "Fewer words find more." in page(client, "/groups/", q="nothing")
    assert client.get("/groups/", {"q": "a\x00b" * 100, "page": "x"}).status_code == 200


def test_list_of_groups_comes_in_pages_that_keep_the_words(client):
    for row in range(21):
        a_meeting(a_group(f"Quiet {row:02}", slug=f"quiet-{row}"), f"quiet-{row}")
    first = client.get("/groups/", {"q": "quiet"})
    assert 'href="?q=quiet&amp;page=2"' in first.content.decode()
    second = client.get("/groups/", {"q": "quiet", "page": "2"})
    assert ([group.body.name for group in second.context["page"]], len(first.context["page"])) == (["Quiet 20"], 20)


def test_meeting_page_says_when_how_and_in_which_tongue(client):
    meeting = a_meeting(
        a_group(welcome="Good evening."),
        types=["O", "S"],
        languages=["es"],
        turn_mode="round",
        crosstalk_words="We listen.",
    )
    client.force_login(a_member("Cleo"))
    shown = page(client, MEETING)
    assert ["Tuesday, 20:00 Madrid, 60 minutes" in shown, "Change the script" in shown] == [True, False]
    customs = [
        "The piece goes round the circle; passing is always fine.",
        "A share has up to 3 minutes.",
        "A soft signal shows 1 minute before the end; nobody is cut off.",
    ]
    assert [words in shown for words in customs] == [True] * 3
    assert [
        words in shown for words in ("We listen.", "open: everyone may listen", '<span class="tag" lang="es">español')
    ] == [True] * 3
    assert "nobody here has answered" not in shown
    meeting.crosstalk_words = "<script>alert(1)</script>"
    meeting.save()
    assert "<script>alert" not in page(client, MEETING)


def test_meeting_page_of_an_unclaimed_listing_keeps_its_own_link_and_promises_no_circle(client):
    a_meeting(a_group(claimed=False), link="https://example.org/room", phone="555", place="Hall")
    shown = page(client, MEETING)
    assert ["nobody here has answered for it yet" in shown, "How we share here" in shown] == [True, False]
    assert ['href="https://example.org/room"' in shown, "555" in shown, "Hall" in shown] == [True] * 3


def test_meeting_page_of_a_resting_listing_says_so(client):
    a_meeting(a_group(claimed=False), types=["TC"])
    assert "This meeting rests for now." in page(client, MEETING)


def test_group_edit_saves_and_leads_back(client):
    ana = a_member("Ana")
    group = a_group(secretary=ana, about="Old")
    client.force_login(ana)
    answer = client.post(GROUP + "edit/", {"version": 0, "about": "New", "welcome": "Come in."})
    group.refresh_from_db()
    assert (answer.headers["Location"], group.about, group.welcome) == (GROUP, "New", "Come in.")
    assert Record.objects.filter(verb="group-page-changed").count() == 1


def test_meeting_edit_saves_what_was_chosen_and_nothing_else(client):
    ana = a_member("Ana")
    meeting = a_meeting(a_group(secretary=ana), share_seconds=200, zone="US/Eastern")
    client.force_login(ana)
    assert client.post(MEETING + "edit/", as_form(meeting, days=[3, 1], time="21:15")).status_code == 302
    changed = Meeting.objects.get()
    assert (changed.days, changed.time, changed.version) == ([1, 3], time(21, 15), 1)
    facts = Record.objects.get(verb="meeting-changed").facts
    assert sorted(facts["changed"]) == ["days", "time"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"time": ""}, "time"),
        ({"days": []}, "time"),
        ({"minutes": 4}, "minutes"),
        ({"doors_minutes": 31}, "doors_minutes"),
        ({"share_seconds": 1}, "share_seconds"),
        ({"share_seconds": 60, "signal_seconds": 60}, "signal_seconds"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"thanks": "Thank you, {0}"}, "thanks"),
        ({"turn_mode": "shouting"}, "turn_mode"),
        ({"days": [9]}, "days"),
    ],
)
def test_meeting_edit_with_an_error_keeps_what_was_typed_and_changes_nothing(changes, field, client):
    ana = a_member("Ana")
    meeting = a_meeting(a_group(secretary=ana))
    client.force_login(ana)
    answer = client.post(MEETING + "edit/", as_form(meeting, crosstalk_words="My long words", **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert "My long words" in answer.content.decode()
    assert (Meeting.objects.get().version, Meeting.objects.get().crosstalk_words) == (0, "")


def test_stale_edit_is_refused_kindly_shows_both_and_goes_through_when_saved_again(client):
    ana = a_member("Ana")
    meeting = a_meeting(a_group(secretary=ana))
    client.force_login(ana)
    client.post(MEETING + "edit/", as_form(meeting, thanks="Thanks, {name}", days=[2, 4]))
    answer = client.post(MEETING + "edit/", as_form(meeting, thanks="Gracias, {name}"))
    shown = answer.content.decode()
    there_now = [("Days", "Tuesday, Thursday"), ("Said to each speaker by the room", "Thanks, {name}")]
    assert (answer.status_code, answer.context["form"].there_now) == (200, there_now)
    assert ["Nothing of yours is lost" in shown, "Gracias, {name}" in shown] == [True, True]
    assert Meeting.objects.get().thanks == "Thanks, {name}"
    assert 'name="version" value="1"' in shown
    client.post(MEETING + "edit/", as_form(meeting, thanks="Gracias, {name}", version=1))
    assert Meeting.objects.get().thanks == "Gracias, {name}"


def test_script_edit_orders_shortens_and_adds(client):
    ana = a_member("Ana")
    a_meeting(a_group(secretary=ana), script=SCRIPT)
    client.force_login(ana)
    parts = [
        {"kind": "closing", "title": "Closing", "text": "Go gently.", "minutes": "3", "ORDER": "9"},
        {"kind": "sharing", "title": "Sharing", "ORDER": "2"},
        {"kind": "silence", "title": "Quiet", "ORDER": "1", "DELETE": "on"},
        {"kind": "reading", "title": "Tonight", "ORDER": "1"},
    ]
    sent = as_script(*parts) | {"part-INITIAL_FORMS": 1}
    assert client.post(MEETING + "script/", sent).headers["Location"] == MEETING
    assert Meeting.objects.get().script == [
        {"kind": "reading", "title": "Tonight", "text": "", "minutes": None},
        {"kind": "sharing", "title": "Sharing", "text": "", "minutes": None},
        {"kind": "closing", "title": "Closing", "text": "Go gently.", "minutes": 3},
    ]


def test_script_edit_needs_a_part_for_sharing_and_keeps_what_was_typed(client):
    ana = a_member("Ana")
    a_meeting(a_group(secretary=ana), script=SCRIPT)
    client.force_login(ana)
    answer = client.post(MEETING + "script/", as_script({"kind": "reading", "title": "My reading", "ORDER": "1"}))
    shown = answer.content.decode()
    assert ["A circle needs at least one part for sharing." in shown, "My reading" in shown] == [True, True]
    assert Meeting.objects.get().script == SCRIPT


def test_script_edit_takes_at_most_twelve_parts_and_no_broken_form(client):
    ana = a_member("Ana")
    a_meeting(a_group(secretary=ana), script=SCRIPT)
    client.force_login(ana)
    many = [{"kind": "sharing", "title": f"Part {number}", "ORDER": str(number)} for number in range(13)]
    for sent in (as_script(*many), {"version": 0}, {"version": 0, "part-TOTAL_FORMS": "x", "part-INITIAL_FORMS": "-1"}):
        assert client.post(MEETING + "script/", sent).status_code == 200
    assert Meeting.objects.get().script == SCRIPT


def test_stale_script_edit_shows_what_is_there_and_keeps_what_was_typed(client):
    ana = a_member("Ana")
    a_meeting(a_group(secretary=ana), script=SCRIPT)
    client.force_login(ana)
    part = {"kind": "sharing", "ORDER": "1"}
    client.post(MEETING + "script/", as_script(part | {"title": "Hers"}))
    answer = client.post(MEETING + "script/", as_script(part | {"title": "His"}))
    shown = answer.content.decode()
    assert ["Nothing of yours is lost" in shown, "Hers" in shown, 'value="His"' in shown] == [True] * 3
    assert client.post(MEETING + "script/", as_script(part | {"title": "His"}, version=1)).status_code == 302
    assert Meeting.objects.get().script[0]["title"] == "His"


def test_powers_of_the_page_end_with_the_term(client):
    ana = a_member("Ana")
    group = a_group(secretary=ana)
    client.force_login(ana)
    assert client.get(GROUP + "edit/").status_code == 200
    group.body.roles.get().terms.update(ends_on=date(2001, 1, 1))
    assert client.get(GROUP + "edit/").status_code == 404
