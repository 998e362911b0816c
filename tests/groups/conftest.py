import pytest


@pytest.fixture(autouse=True)
def _no_storey_above(settings):
    """These tests speak of groups alone: what a storey above adds to a page is its own to test."""
    settings.STOREYS = settings.STOREYS[: settings.STOREYS.index("groups") + 1]
