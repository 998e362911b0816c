from allauth.account import views as account
from django.urls import path, re_path
from django.views.i18n import set_language

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-up/", account.signup, name="account_signup"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("e-mail/", account.email, name="account_email"),
    path("e-mail/sent/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^e-mail/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("forgotten/", account.password_reset, name="account_reset_password"),
    path("forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", account.password_reset_from_key, name="account_reset_password_from_key"),
    path("forgotten/changed/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("language/", set_language, name="set_language"),
]
