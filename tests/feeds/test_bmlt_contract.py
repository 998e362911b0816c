"""Every answer against the published contract of that interface (OpenAPI 3.1), read where the samples lie."""

import json

import pytest
from openapi_schema_validator import OAS31Validator

from tests.feeds.test_bmlt_northern_ny import DATA, asked, brought_in

CONTRACT = DATA / "bmlt_openapi_semantic.json"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.skipif(not CONTRACT.exists(), reason="the samples of what others run are not here"),
]
PATH = "/client_interface/json/?switcher="
QUERIES = [
    ("GetSearchResults", {}),
    ("GetSearchResults", {"get_used_formats": "1"}),
    ("GetSearchResults", {"get_formats_only": "1"}),
    ("GetFormats", {"show_all": "1"}),
    ("GetServiceBodies", {}),
    ("GetFieldKeys", {}),
    ("GetFieldValues", {"meeting_key": "location_municipality"}),
    ("GetChanges", {}),
    ("GetServerInfo", {}),
]


def schema_of(contract, switcher):
    answer = contract["paths"][PATH + switcher]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    if switcher == "GetSearchResults":
        # It names three shapes that all objects have, so that "one of" never holds; any of them is what it means.
        answer = {"anyOf": answer["oneOf"]}
    return {**answer, "components": contract["components"]}


def test_every_answer_keeps_the_contract(client):
    brought_in("--save", "--publish")
    contract = json.loads(CONTRACT.read_text())
    for switcher, query in QUERIES:
        answer = asked(client, switcher, **query).json()
        assert answer
        wrong = [error.message for error in OAS31Validator(schema_of(contract, switcher)).iter_errors(answer)]
        assert wrong == [], switcher


def test_the_covered_area_is_told_as_servers_tell_it(client):
    """The contract's text says one object of numbers; servers answer a list of one, in strings, and clients read that."""
    brought_in("--save", "--publish")
    contract = json.loads(CONTRACT.read_text())
    (box,) = asked(client, "GetCoverageArea").json()
    validator = OAS31Validator(schema_of(contract, "GetCoverageArea"))
    assert not list(validator.iter_errors({name: float(value) for name, value in box.items()}))
