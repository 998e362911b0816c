import pytest

from groups.access import belongs_since
from rotation.models import Record, Role
from tests.groups.cast import a_group, a_meeting, a_member, belongs

pytestmark = [pytest.mark.django_db, pytest.mark.once]

GROUP, MEETING = "/groups/tuesday-candlelight/", "/meetings/candlelight/"


def page(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


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
    edits = [GROUP + page for page in ("edit/", "pictures/")]
    edits += [MEETING + page for page in ("edit/", "customs/", "start/", "start/aa/", "undo/")]
    edits += [MEETING + page for page in ("script/", "script/0/", "script/new/0/")]
    for who in (None, ben):
        if who:
            client.force_login(who)
        answers = [client.get(each).status_code for each in edits] + [client.post(each).status_code for each in edits]
        assert answers == [404] * 2 * len(edits)
    assert [client.get(each).status_code for each in ("/groups/nowhere/", "/meetings/nowhere/")] == [404, 404]
    client.force_login(ana)
    assert [client.get(each).status_code for each in edits] == [200] * len(edits)


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
