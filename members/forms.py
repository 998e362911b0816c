"""What is asked on the way in. Every field explains itself; nothing is asked twice."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Member, NoteWishes
from members.names import LONGEST, NameHasUnseenCharacters, NameIsEmpty, NameIsTooLong, tidy
from members.rules.zones import all_zones

NAME_ATTRIBUTES = {"autocomplete": "username", "autocapitalize": "words", "spellcheck": "false"}
MAIL_ATTRIBUTES = {"autocomplete": "email"}
MINE, SHARED = "mine", "shared"
PASSWORD_HINT = _("At least 10 characters. A few words in a row are easy to remember.")


class NameField(forms.CharField):
    """A chosen name, tidied. Says what is wrong in a person's words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Name")} | kwargs)
        self.widget.attrs["maxlength"] = LONGEST

    def clean(self, value: Any) -> str:
        words = super().clean(value)
        if words in self.empty_values:
            return words
        try:
            return tidy(words)
        except NameIsEmpty:
            raise forms.ValidationError(self.error_messages["required"], code="required") from None
        except NameIsTooLong:
            raise forms.ValidationError(_("This name is too long: 40 characters are the most."), code="long") from None
        except NameHasUnseenCharacters:
            raise forms.ValidationError(
                _("This name holds characters that cannot be seen. Please type it anew, in letters."), code="unseen"
            ) from None


class PasswordField(forms.CharField):
    """A password, as typed: nothing is stripped. The button beside it shows it."""

    widget = forms.PasswordInput

    def __init__(self, *, purpose: str, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Password"), "strip": False, "max_length": 1000} | kwargs)
        self.widget.attrs |= {"autocomplete": purpose, "spellcheck": "false", "autocapitalize": "none"}


class DeviceForm(forms.Form):
    """A form that asks whose device this is, and on a shared one lets the browser remember nothing."""

    device = forms.ChoiceField(
        label=_("Is this device only yours?"),
        choices=[(SHARED, _("Others use it too")), (MINE, _("Only I use it"))],
        initial=SHARED,
        widget=forms.RadioSelect,
        help_text=_("Where others use it too, closing the browser signs you out, and it is asked to remember nothing."),
    )

    def heed_device(self) -> None:
        """Let the browser remember only what a device of one's own may. Called when the form has all its fields."""
        for field in self.fields.values():
            if (purpose := field.widget.attrs.get("autocomplete")) and purpose != "off":
                field.widget.attrs["data-autocomplete"] = purpose
                field.widget.attrs["autocomplete"] = purpose if self["device"].value() == MINE else "off"

    @property
    def is_mine(self) -> bool:
        """Whether to stay signed in after the browser is closed."""
        return self.cleaned_data.get("device") == MINE


class SignUpForm(DeviceForm):
    """A name, a password, and if wanted an address for the day the password is forgotten."""

    name = NameField(
        help_text=_("Any name you like; a first name or an invented one is fine. Members of your groups will read it."),
        widget=forms.TextInput(attrs=NAME_ATTRIBUTES),
    )
    password = PasswordField(purpose="new-password", help_text=PASSWORD_HINT)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs=MAIL_ATTRIBUTES),
        help_text=_(
            "Only for letters that you ask for; nobody here sees it. Next you are given ten codes to write down, which "
            "help without it."
        ),
    )
    field_order = ["name", "password", "email", "device"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heed_device()

    def clean(self) -> dict[str, Any]:
        words = super().clean()
        if password := words.get("password"):
            try:
                validate_password(password, Member(name=words.get("name", "")))
            except forms.ValidationError as why:
                self.add_error("password", why)
        return words


class SignInForm(DeviceForm, LoginForm):
    """The name and password chosen at sign-up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["remember"]
        self.fields["login"] = forms.CharField(
            label=_("Name"),
            max_length=LONGEST * 8,
            widget=forms.TextInput(attrs=NAME_ATTRIBUTES),
        )
        self.fields["password"] = PasswordField(purpose="current-password")
        self.order_fields(["login", "password", "device"])
        self.heed_device()

    def clean(self) -> dict[str, Any]:
        words = super().clean()
        words["remember"] = self.is_mine
        return words


class NewPasswordForm(ChangePasswordForm):
    """The password there is, and the one there shall be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "oldpassword": PasswordField(label=_("Your password now"), purpose="current-password"),
            "password1": PasswordField(label=_("New password"), purpose="new-password", help_text=PASSWORD_HINT),
        }

    def clean_password1(self) -> str:
        validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]


class ForgottenForm(ResetPasswordForm):
    """Where to send the way back in."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs=MAIL_ATTRIBUTES))

    def clean_email(self) -> str:
        # The letter goes to the address as it was given, not as whoever asks now spells it.
        self.cleaned_data["email"] = self.cleaned_data["email"].lower()
        return super().clean_email()


class FreshPasswordForm(ResetPasswordKeyForm):
    """A new password, for whoever holds the letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "password1": PasswordField(label=_("New password"), purpose="new-password", help_text=PASSWORD_HINT)
        }

    def clean_password1(self) -> str:
        validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]


class CodeForm(DeviceForm):
    """One of the codes written down at sign-up, and the password there shall be."""

    name = NameField(widget=forms.TextInput(attrs=NAME_ATTRIBUTES))
    code = forms.CharField(
        label=_("One of your codes"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Sixteen letters and digits. Dashes, spaces and small letters make no difference."),
    )
    password = PasswordField(label=_("New password"), purpose="new-password", help_text=PASSWORD_HINT)
    field_order = ["name", "code", "password", "device"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heed_device()

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class LetterForm(forms.Form):
    """Whose letter it shall be. Not the address: two members may share one."""

    name = NameField(widget=forms.TextInput(attrs=NAME_ATTRIBUTES | {"autocomplete": "off"}))


class LetterCodeForm(DeviceForm):
    """The code that the letter brought."""

    code = forms.CharField(
        label=_("The code"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        help_text=_("Eight letters and digits. Dashes, spaces and small letters make no difference."),
    )
    field_order = ["code", "device"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heed_device()


class ConfirmedForm(forms.Form):
    """Something only the member may do: it asks for the password, for an open screen is no way to a name."""

    password = PasswordField(label=_("Your password"), purpose="current-password")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_password(self) -> str:
        if not self.member.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("That is not your password."))
        return self.cleaned_data["password"]


class MailForm(ConfirmedForm):
    """Where a forgotten password may be sent."""

    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(attrs=MAIL_ATTRIBUTES))
    field_order = ["email", "password"]


class PasskeyForm(ConfirmedForm):
    """A passkey to be made: the password, and a word by which to know it again."""

    word = forms.CharField(label=_("Your word for it"), required=False, max_length=40)


class WordForm(forms.Form):
    """A member's own word for one of their things."""

    word = forms.CharField(label=_("Your word for it"), required=False, max_length=40)


class ZoneForm(forms.Form):
    """Whose clock the times on the pages follow."""

    zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [("", _("As this device says"))]
        self.fields["zone"].choices = told + [(name, name.replace("_", " ")) for name in sorted(all_zones())]


class WishesForm(forms.ModelForm):
    """How a member would like to be told of what is due."""

    HOURS = [(hour, f"{hour}:00") for hour in range(24)]
    quiet_from = forms.TypedChoiceField(label=_("No letters from"), coerce=int, choices=HOURS)
    quiet_until = forms.TypedChoiceField(label=pgettext_lazy("before an hour", "until"), coerce=int, choices=HOURS)

    class Meta:
        model = NoteWishes
        fields = ["letters", "quiet_from", "quiet_until"]
        widgets = {"letters": forms.RadioSelect}
