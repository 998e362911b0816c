"""Addresses for what a list brings that is new: its own name, with a number behind it where that is taken."""

from typing import Any

from django.db.models import Model
from django.utils.text import slugify

LONGEST_SLUG = 70  # leaves room for a number behind it
READ_ALL = 100  # from so many new ones on, every address there is is read once


class FreeSlugs:
    """Gives addresses that are neither in a model's table nor given before."""

    def __init__(self, model: type[Model]) -> None:
        self._slugs = model._default_manager.values_list("slug", flat=True)
        self._given: set[str] = set()
        self._next: dict[str, int] = {}
        self._count = 0

    def one_for(self, *names: Any) -> str:
        """One made of the first of `names` that has letters."""
        start = next((slug for slug in (slugify(name)[:LONGEST_SLUG].strip("-") for name in names) if slug), "meeting")
        self._count += 1
        if self._count == READ_ALL:
            self._given |= set(self._slugs)
        taken = set() if self._count >= READ_ALL else set(self._slugs.filter(slug__startswith=start))
        slug, number = start, self._next.get(start, 2)
        while slug in self._given or slug in taken:
            slug, number = f"{start}-{number}", number + 1
        self._next[start] = number
        self._given.add(slug)
        return slug
