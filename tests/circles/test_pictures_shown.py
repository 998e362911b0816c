"""A picture of the script is seen by those with a place, while its part runs, and on paper nothing of a circle is seen."""

import pytest
from django.test import Client

from groups.models import Meeting, Picture
from tests.circles.cast import CLOSING, SHARING, WELCOME
from tests.circles.visiting import a_guest, a_meeting_on_now, does, page
from tests.groups.cast import NOW
from tests.groups.test_pictures import a_file

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def a_picture(group, **facts):
    usual = {"words": "A candle", "kind": "image/png", "width": 40, "height": 30, "content": a_file(), "added_at": NOW}
    return Picture.objects.create(group=group, **usual | facts)


@pytest.fixture
def evening():
    """(Maple, the circle, its picture), opened after its five minutes into a part that shows the picture."""
    meeting = a_meeting_on_now(script=[WELCOME, SHARING, CLOSING])
    candle = a_picture(meeting.group)
    Meeting.objects.update(script=[WELCOME | {"image": candle.pk}, SHARING, CLOSING])
    maple, circle = a_guest("Maple")
    return maple, circle, candle


def test_picture_is_shown_while_its_part_runs_and_to_those_with_a_place(evening):
    """Circles.md 2: cues show an image; 8.24: the words and pictures of a part are there only while it runs."""
    maple, circle, candle = evening
    address = page(circle, f"pictures/{candle.pk}/")
    assert maple.get(address).status_code == 404  # not opened yet
    does(maple, circle, "open")
    shown = maple.get(page(circle)).content.decode()
    assert f'src="{address}" alt="A candle" width="40" height="30"' in shown
    answer = maple.get(address)
    assert (answer.status_code, answer.headers["Content-Type"], answer.content) == (200, "image/png", a_file())
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().get(address).status_code == 404
    does(maple, circle, "forward")
    assert [maple.get(address).status_code, address in maple.get(page(circle)).content.decode()] == [404, False]


def test_only_the_picture_of_this_part_is_served(evening):
    maple, circle, candle = evening
    does(maple, circle, "open")
    other = a_picture(candle.group)
    assert [maple.get(page(circle, f"pictures/{each}/")).status_code for each in (other.pk, "0" * 24)] == [404, 404]


def test_paper_has_the_order_of_the_evening_and_help_lines_and_no_name(evening, settings, tmp_path):
    """Circles.md 8.24: printing a live circle gives only the script's outline and help lines."""
    settings.HELP_LINES = tmp_path / "help_lines.toml"
    line = {"country": "Ireland", "name": "A line", "reach": "116 123", "hours": "always", "source": "its own page"}
    told = "\n".join(f'{name} = "{value}"' for name, value in line.items())
    settings.HELP_LINES.write_text(f"[[line]]\n{told}\nchecked_on = 2026-11-01\n")
    maple, circle, _candle = evening
    does(maple, circle, "open")
    paper = maple.get(page(circle)).content.decode().partition('class="on-paper"')[2].partition("</section>")[0]
    assert [words in paper for words in ("Welcome", "Sharing", "Closing", "A line: 116 123 (always)")] == [True] * 4
    assert "Maple" not in paper
    settings.HELP_LINES.write_text("not toml at all [")
    assert maple.get(page(circle)).status_code == 200
