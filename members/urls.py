"""The ground storey's addresses. Of allauth's only what is needed, under its own names so that its links work."""

from allauth.account import views as account
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from members import forms
from members.views import codes, devices, joining, leaving, letters, notes, passkeys, plain, privacy, you

urlpatterns = [
    path("sign-up/", joining.sign_up, name="account_signup"),
    path("sign-in/", account.LoginView.as_view(form_class=forms.SignInForm), name="account_login"),
    path("sign-in/letter/", letters.ask, name="letter"),
    path("sign-in/letter/code/", letters.enter, name="letter_code"),
    path("sign-in/passkey/", passkeys.come_in_with_one, name="passkey"),
    path("sign-in/passkey/begin/", passkeys.begin_to_come_in, name="passkey_begin"),
    path("sign-out/", account.logout, name="account_logout"),
    path(
        "forgotten/", account.PasswordResetView.as_view(form_class=forms.ForgottenForm), name="account_reset_password"
    ),
    path("forgotten/code/", codes.forgotten, name="forgotten_code"),
    path("forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    path("forgotten/changed/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9a-zA-Z-]+)/$",
        account.PasswordResetFromKeyView.as_view(form_class=forms.FreshPasswordForm),
        name="account_reset_password_from_key",
    ),
    path("you/", you.you, name="you"),
    path(
        "you/password/",
        account.PasswordChangeView.as_view(form_class=forms.NewPasswordForm),
        name="account_change_password",
    ),
    path("you/e-mail/", you.address, name="account_email"),
    path("you/codes/", codes.codes, name="codes"),
    path("you/devices/", devices.devices, name="devices"),
    path("you/passkeys/", passkeys.passkeys, name="passkeys"),
    path("you/passkeys/begin/", passkeys.begin_to_make, name="passkeys_begin"),
    path("you/privacy/", privacy.privacy, name="privacy"),
    path("you/privacy/erase/", privacy.erase_me, name="erase"),
    path("you/notes/", notes.listing, name="notes"),
    path("letters/stop/<str:word>/", notes.stop, name="stop_letters"),
    path("zone/", you.zone, name="zone"),
    # Changing the words on the screen harms nobody, and needs no token that would lie in every visitor's browser.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("help/", plain.help_now, name="help"),
    path("what-we-keep/", plain.what_we_keep, name="what_we_keep"),
    path("leave/", leaving.leave, name="leave"),
    path("page/", leaving.page, name="page"),
]
