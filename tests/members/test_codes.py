"""Ten codes to write down, and coming back with one."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from members.models import Code, Member
from members.rules.codes import NoSuchCode, codes_left, come_back, new_codes
from tests.members.cast import PASSWORD, a_member, signed_in

pytestmark = pytest.mark.django_db
NEW = "rain on a tin roof"
REFUSED = {"__all__": ["That name and that code do not belong together here, or the code has been used."]}


def refusals(response):
    return {field: list(words) for field, words in response.context["form"].errors.items()}


def use(client, code, name="Ana", *, password=NEW, device="shared", **more):
    return client.post("/forgotten/code/", {"name": name, "code": code, "password": password, "device": device}, **more)


def joined(client):
    words = {"name": "Ana", "password": PASSWORD, "email": "", "device": "shared", "next": "/help/"}
    return client.post("/sign-up/", words)


def test_sign_up_shows_ten_codes_until_they_are_kept_and_leads_on(client):
    answer = joined(client)
    assert answer.url == "/you/codes/?next=%2Fhelp%2F"
    codes = client.get(answer.url).context["codes"]
    assert (len(set(codes)), {len(code) for code in codes}) == (10, {19})
    assert client.get(answer.url).context["codes"] == codes  # a page loaded twice loses nothing
    assert client.post("/you/codes/", {"kept": "", "next": "/help/"}).url == "/help/"
    after = client.get("/you/codes/")
    assert (after.context["codes"], after.context["left"]) == ([], 10)


def test_codes_on_an_open_screen_are_gone_after_ten_minutes(client, monkeypatch):
    joined(client)
    later = client.session["codes"]["until"] + 1
    monkeypatch.setattr("members.views.codes.time.time", lambda: later)
    assert client.get("/you/codes/").context["codes"] == []
    assert "codes" not in client.session


def test_no_row_holds_a_code_and_a_fresh_session_is_no_longer_than_others(client):
    joined(client)
    codes = client.session["codes"]["words"]
    written = " ".join(
        [*Code.objects.values_list("digest", flat=True), *(s.session_data for s in Session.objects.all())]
    )
    assert [code for code in codes if code in written or code.replace("-", "") in written] == []
    signed_in(type(client)(), Member.objects.get())
    assert len({len(row.session_data) for row in Session.objects.all()}) == 1


@pytest.mark.parametrize("written", [str, str.lower, lambda code: f" {code.replace('-', ' ')} "])
def test_code_opens_once_however_it_is_written(client, written):
    member = a_member("Ana")
    elsewhere = signed_in(type(client)(), member)
    code, *_others = new_codes(member=member)
    answer = use(client, written(code), "ANA")
    assert answer.url == "/"
    assert client.session["_auth_user_id"] == str(member.pk)
    assert [str(each) for each in client.get("/").context["messages"]] == [
        "Your password is new. You have 9 codes left."
    ]
    assert elsewhere.get("/you/").status_code == 302
    member.refresh_from_db()
    assert (member.check_password(PASSWORD), member.check_password(NEW)) == (False, True)
    assert refusals(use(type(client)(), code, password="another way along")) == REFUSED


def test_wrong_name_wrong_code_and_code_of_another_read_the_same(client):
    theirs = new_codes(member=a_member("Ben"))[0]
    new_codes(member=a_member("Ana"))
    tries = [
        use(client, theirs, "Ana"),
        use(client, "AAAA-AAAA-AAAA-AAAA"),
        use(client, "?", "Nobody"),
        use(client, "", "Ana"),
    ]
    assert [refusals(each) for each in tries] == [REFUSED] * 3 + [{"code": ["This field is required."]}]
    assert Code.objects.count() == 20


def test_poor_password_uses_up_no_code_and_nothing_typed_is_lost(client):
    code = new_codes(member=a_member())[0]
    response = use(client, code, password="short")
    assert list(refusals(response)) == ["password"]
    assert (response.context["form"]["code"].value(), Code.objects.count()) == (code, 10)


def test_guesses_for_one_name_wait_while_others_go_on(client):
    code = new_codes(member=a_member("Ana"))[0]
    assert [use(client, "A" * 16).status_code for _ in range(6)] == [200] * 5 + [429]
    assert use(client, "A" * 16, "Ben").status_code == 200
    assert use(client, code, REMOTE_ADDR="203.0.113.9").status_code == 302


@pytest.mark.parametrize(("device", "ends_with_browser"), [("shared", True), ("mine", False)])
def test_shared_device_forgets_when_the_browser_closes(client, device, ends_with_browser):
    use(client, new_codes(member=a_member())[0], device=device)
    assert client.session.get_expire_at_browser_close() is ends_with_browser


def test_new_codes_ask_for_the_password_and_replace_the_old(client):
    member = a_member()
    old = new_codes(member=member)[0]
    signed_in(client, member)
    assert refusals(client.post("/you/codes/", {"password": "guess"})) == {"password": ["That is not your password."]}
    answer = client.post("/you/codes/", {"password": PASSWORD})
    assert answer.url == "/you/codes/?next=%2Fyou%2F"
    assert len(client.get(answer.url).context["codes"]) == 10
    with pytest.raises(NoSuchCode):
        come_back(name="Ana", code=old, password=NEW)
    assert codes_left(member) == 10


def test_password_guesses_are_slowed_per_member(client):
    signed_in(client, a_member())
    assert [client.post("/you/codes/", {"password": "guess"}).status_code for _ in range(11)] == [200] * 10 + [429]


def test_cleo_sees_no_codes_of_ana(client):
    joined(client)
    codes = client.session["codes"]["words"]
    cleo = signed_in(type(client)(), a_member("Cleo"))
    page = cleo.get("/you/codes/")
    assert (page.context["codes"], page.context["left"]) == ([], 0)
    assert not re.search("|".join(codes), page.content.decode())
    assert type(client)().get("/you/codes/").url == "/sign-in/?next=/you/codes/"


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere"])
def test_kept_codes_lead_to_a_place_in_this_house(client, to):
    signed_in(client, a_member())
    assert client.post("/you/codes/", {"kept": "", "next": to}).url == "/you/"


@pytest.mark.django_db(transaction=True)
def test_one_code_used_twice_in_the_same_moment_opens_once():
    code = new_codes(member=a_member())[0]
    start = Barrier(4)

    def hurry(password):
        start.wait(timeout=20)
        try:
            come_back(name="Ana", code=code, password=password)
            return password
        except NoSuchCode:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as crowd:
        (won,) = [each for each in crowd.map(hurry, [f"{NEW} {n}" for n in range(4)]) if each]
    assert Member.objects.get().check_password(won)
