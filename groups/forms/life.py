"""What a group's secretary writes about its life: the mailbox of its contact, and with whom it would become one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Group


class ContactForm(forms.Form):
    """A role's mailbox."""

    mailbox = forms.EmailField(
        label=_("Mailbox of the group"),
        max_length=255,
        help_text=_(
            "A mailbox of a role is best, so that it stays when whoever reads it changes. It stands on no page and in no "
            "feed; only whoever serves as secretary here, or in a body you have your place in, reads it."
        ),
    )


class MergerForm(forms.Form):
    """The group that this one would become part of."""

    into = forms.SlugField(label=_("The last word of the other group's address"), max_length=80)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group

    def clean_into(self) -> Group:
        """The other group."""
        found = Group.objects.select_related("body").filter(body__slug=self.cleaned_data["into"]).first()
        if found is None or found.pk == self.group.pk:
            raise forms.ValidationError(_("There is no other group at that address."))
        return found
