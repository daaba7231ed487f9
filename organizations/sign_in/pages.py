"""The pages of signing in and of one's own security: allauth's views, on our terms."""

import json
from typing import Any

from allauth.account import views as accounts
from allauth.account.utils import get_next_redirect_url
from allauth.decorators import rate_limit
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django import forms
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse_lazy
from django.utils.http import urlencode
from django.views.decorators.http import require_GET
from requests import RequestException

from organizations.models import User
from organizations.sign_in.accounts import LOCKED_CODES
from organizations.sign_in.oidc import Conversation, provider_of
from organizations.sign_in.second_factor import must_have_second_factor, owes_second_factor

TOO_MANY = 429


class Limited:
    """A page whose form counts failures: 429 while no further attempt is looked at."""

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        if _is_locked(context.get("form")):
            options["status"] = TOO_MANY
        return super().render_to_response(context, **options)  # type: ignore[misc]


def _is_locked(form: forms.BaseForm | None) -> bool:
    if form is None or not form.is_bound:
        return False
    faults = [fault for each in form.errors.as_data().values() for fault in each]
    return any(fault.code in LOCKED_CODES for fault in faults)


def _as_json(options: Any) -> str:
    return json.dumps(options, cls=DjangoJSONEncoder)


class SignInForm(accounts.LoginForm):
    def add_prefix(self, field_name: str) -> str:
        """`username` in the page, as it always was: scripts sign in too."""
        return "username" if field_name == "login" else str(field_name)


class SignIn(Limited, accounts.LoginView):
    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"single_sign_on": next(iter(get_adapter().list_apps(self.request)), None)}


class SignOut(accounts.LogoutView):
    """POST only; leads back to the sign-in page, also from halfway in."""

    http_method_names = ["post"]


class EnterCode(Limited, factors.AuthenticateView):
    """The second factor, on the way in: a code or a key."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        return found | {
            "has_app": is_mfa_enabled(user, [Authenticator.Type.TOTP]),
            "has_key": is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN]),
            "options": _as_json(found["js_data"]["request_options"]),
        }


class ConfirmPassword(Limited, accounts.ReauthenticateView):
    """Before one's own security is changed."""


class ConfirmCode(Limited, factors.ReauthenticateView):
    """The same, by a code."""


class ConfirmKey(keys.ReauthenticateWebAuthnView):
    """The same, by a security key."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"options": _as_json(found["js_data"]["request_options"])}


class AddKey(keys.AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"options": _as_json(found["js_data"]["creation_options"])}


class RemoveKey(keys.RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class SetUpApp(Limited, totp.ActivateTOTPView):
    """An authenticator app."""


class ChangePassword(accounts.PasswordChangeView):
    success_url = reverse_lazy("mfa_index")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if isinstance(request.user, User) and not request.user.has_usable_password():
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)


class Security(factors.IndexView):
    """What protects one's account, and the way to each part of it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.request.user
        return found | {
            "must": must_have_second_factor(user),
            "owes": owes_second_factor(user),
            "single_sign_on": SocialAccount.objects.filter(user=user).first(),
        }


@require_GET
@rate_limit(action="login", limit_get=True)
def begin_single_sign_on(request: HttpRequest) -> HttpResponse:
    """A link, not a form: a form's way must end within the site (`form-action`). So that no other
    site starts it in somebody's browser, the browser is asked where the click was."""
    provider = provider_of(request)
    if request.user.is_authenticated:
        return redirect("home")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return redirect("account_login")
    next_url = get_next_redirect_url(request)
    try:
        return provider.redirect(request, process=AuthProcess.LOGIN, next_url=next_url)
    except (OAuth2Error, RequestException) as fault:
        return render_authentication_error(request, provider, exception=fault)


@require_GET
@rate_limit(action="login", limit_get=True)
def end_single_sign_on(request: HttpRequest) -> HttpResponse:
    provider = provider_of(request)
    view = OAuth2CallbackView.adapter_view(Conversation(request, provider.sub_id))
    try:
        return view(request)
    except (OAuth2Error, RequestException) as fault:
        return render_authentication_error(request, provider, exception=fault)


def sign_in_to_admin(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """The admin's own form would let in with a password alone, and count nothing."""
    if site.has_permission(request):
        return redirect("admin:index")
    if request.user.is_authenticated:
        raise PermissionDenied("The admin is for staff.")
    target = get_next_redirect_url(request) or resolve_url("admin:index")
    return HttpResponseRedirect(f"{resolve_url('account_login')}?{urlencode({'next': target})}")


def change_password_of_admin(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    return redirect("account_change_password")
