"""Reading the one list the house is built from."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings


def built(room: str) -> list[ModuleType]:
    """The module called `room` of every installed storey that has one, ground first."""
    return [import_module(f"{storey}.{room}") for storey in settings.STOREYS if find_spec(f"{storey}.{room}")]
