import logging
from datetime import date

import pytest

from members.rules.help_lines import HelpLine, HelpLinesUnreadable, help_lines

GOOD = """
[[line]]
country = "Testland"
name = "Somebody to talk to"
reach = "0800 000 0000"
hours = "Always"
source = "the ministry of tests"
checked_on = 2026-11-02

[[line]]
country = "Testland"
name = "A page"
reach = "https://help.example/"
hours = "Evenings"
source = "a friend"
checked_on = 2026-11-03

[[line]]
country = "Otherland"
name = "A place"
reach = "The house on the corner"
hours = "Mornings"
source = "a neighbour"
checked_on = 2026-11-04
"""
BAD = [
    "[[line]\n",
    "line = 3\n",
    '[[line]]\ncountry = "Testland"\n',
    GOOD.replace('hours = "Always"\n', ""),
    GOOD.replace("2026-11-02", '"lately"'),
    GOOD.replace("2026-11-02", "2026-11-02T10:00:00"),
    GOOD.replace('"0800 000 0000"', "800"),
    GOOD.replace('"0800 000 0000"', '""'),
    GOOD + 'note = "one word more"\n',
]


def a_file(tmp_path, words):
    path = tmp_path / "help_lines.toml"
    path.write_text(words, encoding="utf-8")
    return path


def test_lines_are_read_by_country(tmp_path):
    lines = help_lines(a_file(tmp_path, GOOD))
    assert {country: [line.name for line in of] for country, of in lines.items()} == {
        "Testland": ["Somebody to talk to", "A page"],
        "Otherland": ["A place"],
    }
    assert lines["Otherland"][0] == HelpLine(
        "Otherland", "A place", "The house on the corner", "Mornings", "a neighbour", date(2026, 11, 4)
    )
    assert [line.link for of in lines.values() for line in of] == ["tel:08000000000", "https://help.example/", ""]


def test_without_a_file_there_are_none(tmp_path):
    assert help_lines(tmp_path / "nothing.toml") == {}


@pytest.mark.parametrize("words", BAD)
def test_file_with_a_mistake_is_refused_whole(tmp_path, words):
    """Half a list could leave out the line somebody needs without anyone noticing."""
    with pytest.raises(HelpLinesUnreadable):
        help_lines(a_file(tmp_path, words))


@pytest.mark.django_db
def test_page_shows_each_line_with_its_source_and_date(client, settings, tmp_path):
    settings.HELP_LINES = a_file(tmp_path, GOOD)
    page = client.get("/help/").content.decode()
    assert [page.count(words) for words in ("Testland", "Otherland")] == [1, 1]
    assert [page.count(words) for words in ("tel:08000000000", "the ministry of tests", "Nov. 2, 2026")] == [1, 1, 1]
    assert "has not entered any help lines" not in page


@pytest.mark.django_db
def test_page_without_a_file_says_so_and_what_to_do(client, settings, tmp_path):
    settings.HELP_LINES = tmp_path / "nothing.toml"
    page = client.get("/help/").content.decode()
    assert "has not entered any help lines" in page
    assert "nobody here can send help unless you say it yourself" in page


@pytest.mark.django_db
def test_page_opens_despite_a_mistake_and_the_operator_is_told(client, settings, tmp_path, caplog):
    settings.HELP_LINES = a_file(tmp_path, BAD[3])
    with caplog.at_level(logging.ERROR):
        page = client.get("/help/")
    assert (page.status_code, "has not entered any help lines" in page.content.decode()) == (200, True)
    assert [record.getMessage() for record in caplog.records] == [
        "The file of help lines cannot be read, so none are shown: "
        "line 1 needs exactly country, name, reach, hours, source, checked_on"
    ]


@pytest.mark.django_db
def test_words_of_the_file_are_shown_as_words(client, settings, tmp_path):
    settings.HELP_LINES = a_file(
        tmp_path,
        GOOD.replace("Somebody to talk to", "<b>bold</b>").replace("https://help.example/", "javascript:alert()"),
    )
    page = client.get("/help/").content.decode()
    assert ("<b>bold" in page, 'href="javascript' in page) == (False, False)


@pytest.mark.django_db
def test_opening_the_page_writes_nothing(client, django_assert_num_queries, caplog):
    with django_assert_num_queries(0), caplog.at_level(logging.DEBUG, "members"):
        response = client.get("/help/")
    assert (caplog.records, response.cookies.output()) == ([], "")
