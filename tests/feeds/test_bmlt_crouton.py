"""The finder that NA web sites embed, on a page of another site, reads a running house of ours."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from rotation.models import Body
from tests.feeds.clients import from_npm, shown_from
from tests.feeds.test_bmlt_northern_ny import BODIES, MEETINGS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not MEETINGS.exists(), reason="the samples of what others run are not here"),
]
ROWS = "tr[data-meetingid^=meeting-data-row-]"
PAGE = """<!doctype html><meta charset="utf-8"><title>Meetings</title>
<link rel="stylesheet" href="client/crouton.min.css"><script src="client/crouton.min.js"></script>
<div id="bmlt-tabs" class="bmlt-tabs hide"></div>
<script>window.crouton = new Crouton(CONFIG); crouton.render();</script>"""


@pytest.fixture
def page_of_a_fellowship(tmp_path):
    """A folder with the client in it, and a page that asks the house at that address."""
    (tmp_path / "client").symlink_to(from_npm("@bmlt-enabled/croutonjs", "4.1.12"))

    def write(house, body):
        config = {
            "root_server": house, "service_body": [str(body.pk)], "recurse_service_bodies": True, "has_areas": True,
            "template_path": "client/templates", "theme": "jack", "noMap": True, "header": True, "has_tabs": True,
        }  # fmt: skip
        (tmp_path / "index.html").write_text(PAGE.replace("CONFIG", json.dumps(config)))
        return tmp_path

    return write


def test_crouton_shows_every_meeting_of_the_region(server, chromium, page_of_a_fellowship):
    call_command(
        "import_bmlt", MEETINGS, "--bodies", BODIES, "--source", "NY", "--save", "--publish", stdout=StringIO()
    )
    folder = page_of_a_fellowship(server.url, Body.objects.get(name="Northern New York Region"))
    wrong = []
    with shown_from(folder) as address:
        page = chromium.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.route(lambda url: "//127.0.0.1" not in url and "//localhost" not in url, lambda route: route.abort())
        page.goto(f"{address}/index.html")
        # Rows are drawn as they are scrolled to; until then each stands as a placeholder.
        page.wait_for_selector(ROWS, state="attached", timeout=30_000)
        ids = page.eval_on_selector_all(ROWS, "rows => rows.map(row => row.dataset.meetingid)")
        page.close()
    assert wrong == []
    assert len(set(ids)) == 242
    assert min(Counter(ids).values()) >= 2  # by the day and by the town
