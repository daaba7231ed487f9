"""Each page by itself: what is not listed here (registration, e-mail, password reset) is a 404.
The names are allauth's, which finds its pages by them."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from organizations.sign_in import pages


def page(route: str, view: Callable[..., Any], name: str) -> URLPattern:
    """No cache keeps a page that shows a key or a code."""
    return path(route, never_cache(view), name=name)


sign_in = pages.SignIn.as_view()
sign_out = pages.SignOut.as_view()
urlpatterns = [
    page("sign-in/", sign_in, "sign-in"),
    page("sign-in/", sign_in, "account_login"),
    page("sign-in/code/", pages.EnterCode.as_view(), "mfa_authenticate"),
    page("sign-in/oidc/", pages.begin_single_sign_on, "oidc"),
    page("sign-in/oidc/callback/", pages.end_single_sign_on, "oidc-callback"),
    page("sign-out/", sign_out, "sign-out"),
    page("sign-out/", sign_out, "account_logout"),
    page("security/", pages.Security.as_view(), "mfa_index"),
    page("security/confirm/", pages.ConfirmPassword.as_view(), "account_reauthenticate"),
    page("security/confirm/code/", pages.ConfirmCode.as_view(), "mfa_reauthenticate"),
    page("security/password/", pages.ChangePassword.as_view(), "account_change_password"),
    page("security/app/", pages.SetUpApp.as_view(), "mfa_activate_totp"),
    page("security/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    page("security/confirm/key/", pages.ConfirmKey.as_view(), "mfa_reauthenticate_webauthn"),
    page("security/keys/add/", pages.AddKey.as_view(), "mfa_add_webauthn"),
    page("security/keys/<int:pk>/remove/", pages.RemoveKey.as_view(), "mfa_remove_webauthn"),
    page("security/recovery/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    page("security/recovery/new/", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
    page(
        "security/recovery/download/",
        recovery.download_recovery_codes,
        "mfa_download_recovery_codes",
    ),
]
