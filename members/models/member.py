from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.names import LONGEST, folded, tidy


class MemberManager(BaseUserManager["Member"]):
    def create_user(self, name: str, password: str | None = None) -> "Member":
        """A new member under `name`; without a password there is no way back in."""
        member = self.model(name=tidy(name))
        member.set_password(password)
        member.save(using=self._db)
        return member

    def get_by_natural_key(self, name: str) -> "Member":
        return self.get(folded_name=folded(name))


class Member(AbstractBaseUser):
    """A chosen name and a way back in. Nothing else about a person is needed to belong."""

    # Django would otherwise note the hour of each sign-in, and an hour is enough to tell who sat in which circle.
    last_login = None

    name = models.CharField(_("name"), max_length=LONGEST, unique=True)
    # The same name for comparing. Kept by us because SQLite folds only ASCII and PostgreSQL folds by its locale.
    folded_name = models.CharField(max_length=LONGEST * 18, editable=False)  # NFKC can grow a character eighteenfold
    zone = models.CharField(_("time zone"), max_length=64, blank=True)

    is_active = True  # nobody is switched off
    objects = MemberManager()
    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [models.UniqueConstraint("folded_name", name="a_name_is_taken_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        self.folded_name = folded(self.name)
        if (fields := kwargs.get("update_fields")) and "name" in fields:
            kwargs["update_fields"] = {*fields, "folded_name"}
        super().save(**kwargs)
