"""Votes and elections as one meets them: opened, read before voting, given, counted, drawn, and taken up; without script."""

import io
import json
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from conscience.access import waiting_for
from conscience.models import Ballot, Election, Question
from members.models import Member
from rotation.models import Term
from tests.conscience.cast import NAMES, a_served_body
from tests.rotation.cast import a_member, a_role, a_term

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = "/bodies/morning-committee/choosing/"


@pytest.fixture
def people(settings, tmp_path):
    """Ana, and five who serve beside her, each with a browser."""
    settings.BALLOT_KEYS = tmp_path / "ballot_keys"
    body, ana = a_served_body()
    serving = {"Ana": ana} | {name: a_member(name) for name in NAMES}
    for name in NAMES:
        a_term(serving[name], a_role(body, f"Role of {name}", ()))
    clients = {}
    for name, member in serving.items():
        clients[name] = Client()
        clients[name].force_login(member)
    return clients


def words(client, page):
    return client.get(page).content.decode()


def put(client, **said):
    asked = {"key": "k" * 16, "wording": "Sundays too?", "secrecy": "secret", "threshold": "two-thirds", "base": "cast"}
    return client.post(f"{HERE}vote/", asked | said)


def gives(client, page, choice):
    """Votes as a browser without script does: by the form on the page. Gives the code on the paper."""
    shown = words(client, page)
    paper = re.search(r'name="paper" value="([^"]+)"', shown)
    code = re.search(r'<p class="long"><strong>(\w+)</strong>', shown)
    sent = {"act": "vote", "choice": choice} | ({"paper": paper[1]} if paper else {})
    assert client.post(page, sent).status_code == 302
    return code[1] if code else ""


@pytest.mark.parametrize("base", ["cast", "present", "eligible"])
def test_secret_vote_is_opened_read_given_and_counted(people, tmp_path, base):
    page = put(people["Ana"], base=base)["Location"]
    assert put(people["Ana"], base=base)["Location"] == page  # sent twice, opened once
    assert Question.objects.count() == 1
    before = words(people["Ben"], page)
    for said in (
        "6 people may vote",
        "two-thirds",
        "that is 4." if base != "eligible" else "That is 4.",
        "or its disk could see",
    ):
        assert said in before
    codes = [gives(people[name], page, choice) for name, choice in zip(NAMES, ["yes"] * 4 + ["no"], strict=True)]
    given = words(people["Ben"], page)
    assert "You have voted." in given
    assert "Keep the code" in given
    assert 'name="choice"' not in given
    assert "is sealed" in words(people["Ana"], page)
    assert not any(code in words(people["Ana"], page) for code in codes)
    people["Ana"].post(page, {"act": "close"})
    after = words(people["Ben"], page)
    assert "Carried." in after
    assert all(code in after for code in codes)
    listed = people["Ben"].get(f"{page}ballots.json").json()
    assert listed["codes"] == {each.code: each.choice for each in Ballot.objects.all()}
    file, out = tmp_path / "vote.json", io.StringIO()
    file.write_text(json.dumps(listed))
    call_command("count_ballots", str(file), stdout=out)
    again, result = json.loads(out.getvalue().splitlines()[-1]), Question.objects.get().result
    assert (again["elected"], again["needed"]) == (result.chosen, result.needed) == ("yes", 4)
    assert "A vote was closed: Sundays too? Carried." in words(people["Ana"], "/bodies/morning-committee/record/")


def test_vote_sent_again_or_too_late_is_answered_in_words(people):
    page = put(people["Ana"])["Location"]
    paper = re.search(r'name="paper" value="([^"]+)"', words(people["Ben"], page))[1]
    sent = {"act": "vote", "choice": "yes", "paper": paper}
    people["Ben"].post(page, sent)
    assert "taken already, once" in people["Ben"].post(page, sent, follow=True).content.decode()
    late = re.search(r'name="paper" value="([^"]+)"', words(people["Cy"], page))[1]
    people["Ana"].post(page, {"act": "close"})
    said = people["Cy"].post(page, sent | {"paper": late}, follow=True).content.decode()
    assert "was not counted" in said


def test_outsiders_do_not_learn_that_there_is_a_vote(people):
    page = put(people["Ana"])["Location"]
    cleo = Client()
    cleo.force_login(a_member("Cleo"))
    for client in (cleo, Client()):
        for path in (HERE, page, f"{page}ballots.json"):
            assert client.get(path).status_code == 404
        assert client.post(page, {"act": "vote", "choice": "yes"}).status_code == 404
    assert people["Ben"].post(page, {"act": "close"}).status_code == 404
    assert people["Ben"].get(f"{HERE}vote/").status_code == 404
    assert HERE in words(people["Ben"], "/bodies/morning-committee/")
    assert HERE not in words(cleo, "/bodies/morning-committee/")


def test_room_and_screen_are_summed_and_each_is_shown(people):
    page = put(people["Ana"], secrecy="open")["Location"]
    lines = [line.pk for line in Question.objects.get().register.filter(alias__name__in=["Ben", "Cy"])]
    people["Ana"].post(page, {"act": "room", "line": lines})
    assert "give your paper to the tellers" in words(people["Ben"], page)
    people["Ana"].post(page, {"act": "count", "count-0": "2", "count-1": ""})
    gives(people["Dee"], page, "yes")
    gives(people["Dee"], page, "no")
    changed = words(people["Dee"], page)
    assert "Your vote: No." in changed
    assert 'value="no" checked' in changed
    assert "You have voted." not in words(people["Ben"], page)
    people["Ana"].post(page, {"act": "close"})
    assert "<td>0</td><td>2</td><td>2</td>" in words(people["Ana"], page)


def test_election_goes_from_the_board_to_the_hat_and_a_term(people, tmp_path):
    role = a_role(Question._meta.get_field("body").related_model.objects.get(), "Delegate", ())
    opened = {
        "key": "k" * 16, "title": "Delegate", "role": role.pk, "board": "Ben\nCy\nDee", "secrecy": "open",
        "smallest_tied": "all", "single_candidate": "yes-no",
    }  # fmt: skip
    page = people["Ana"].post(f"{HERE}election/", opened)["Location"]
    assert "no ballot was called yet" in words(people["Ben"], HERE)
    for last in ("Dee", "Dee", "", ""):
        people["Ana"].post(page, {"act": "call"})
        ballot = f"/questions/{Question.objects.order_by('-number').first().address}/"
        for name, choice in zip(people, ["Ben", "Ben", "Cy", "Cy", last, ""], strict=True):
            gives(people[name], ballot, choice)
        people["Ana"].post(ballot, {"act": "close"})
    assert "A fifth ballot?" in words(people["Ana"], page)
    file = tmp_path / "ballots.json"
    file.write_bytes(people["Cy"].get(f"{page}ballots.json").content)
    said = io.StringIO()
    call_command("count_ballots", str(file), stdout=said)
    assert json.loads(said.getvalue().splitlines()[-1])["standing"] == ["Ben", "Cy"]
    people["Ana"].post(page, {"act": "motion", "hands_for": "3", "hands_against": "3"})
    people["Ana"].post(page, {"act": "hat"})
    drawing = {"act": "draw", "witness_1": "Eli", "words_1": "lamp", "witness_2": "Fay", "words_2": "river"}
    for _sent in range(2):
        people["Ana"].post(page, drawing)
    hat = Election.objects.get().hat
    assert f"Chosen: {hat.order[0]}" in words(people["Ben"], HERE)
    shown = words(people["Ben"], page)
    assert "came out of the hat first" in shown
    assert hat.share in shown
    assert 'value="2026-11-24"' in words(people["Ana"], page)  # from today, for nobody serves in it
    assert 'value="2027-05-24"' in words(people["Ana"], page)
    people["Ana"].post(page, {"act": "term", "starts_on": "2027-01-01", "ends_on": "2027-06-01"})
    assert [str(term.alias) for term in Term.objects.filter(role=role)] == [hat.order[0]]


def test_form_names_the_third_legacy_and_asks_openly_where_few_may_vote(people):
    asked = words(people["Ana"], f"{HERE}election/")
    assert "How Third Legacy goes" in asked
    assert 'value="secret" required id="id_secrecy_0" checked' in asked
    Term.objects.exclude(alias__member__name__in=["Ana", "Ben"]).update(ends_on="2020-01-02", starts_on="2020-01-01")
    for form in ("vote", "election"):
        few = words(people["Ana"], f"{HERE}{form}/")
        assert 'value="open" required id="id_secrecy_1" checked' in few
        assert "only an open vote can be held" in few


def test_what_is_open_waits_on_the_front_page_and_stands_on_the_bodys(people):
    page = put(people["Ana"])["Location"]
    assert page in words(people["Ben"], "/")
    assert "A vote is open here: Sundays too?" in words(people["Ben"], "/bodies/morning-committee/")
    gives(people["Ben"], page, "yes")
    assert page not in words(people["Ben"], "/")
    assert page in words(people["Cy"], "/")
    assert "You have voted." in words(people["Ben"], "/bodies/morning-committee/")
    people["Ana"].post(page, {"act": "close"})
    assert page not in words(people["Cy"], "/")
    assert page not in words(Client(), "/")


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_queries_however_many_there_are(rows, people, django_assert_num_queries):
    for row in range(rows):
        page = put(people["Ana"], key=f"key-{row}-----")["Location"]
        opened = {"key": f"elect-{row}---", "title": "Which day", "board": "Friday", "secrecy": "open"}
        people["Ana"].post(f"{HERE}election/", opened | {"smallest_tied": "all", "single_candidate": "yes-no"})
    people["Ben"].get(HERE)
    with django_assert_num_queries(10):
        people["Ben"].get(HERE)
    ben = Member.objects.get(name="Ben")
    with django_assert_num_queries(1):
        assert len(waiting_for(member=ben, now=timezone.now())[0].context["questions"]) == rows
    with django_assert_num_queries(7):
        people["Ben"].get(page)
