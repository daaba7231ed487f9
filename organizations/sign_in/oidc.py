"""Single sign-on: who the provider says it is, and which user of ours that is.

allauth walks the way to the provider and back. It asks for no nonce and, since the ID token comes
straight from the provider, checks no signature; here both are checked (`identity`).
"""

import logging
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse

from organizations.models import User
from organizations.sign_in import identity

logger = logging.getLogger(__name__)
DISCOVERY = "/.well-known/openid-configuration"


class Conversation(OpenIDConnectOAuth2Adapter):
    """One exchange with the provider, from the code to claims that were checked."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        if not hasattr(self, "_openid_config"):
            issuer = self.get_provider().issuer
            found = self._fetch(issuer.rstrip("/") + DISCOVERY)
            self._openid_config = identity.checked_configuration(found, issuer=issuer)
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("oidc-callback"))

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: Any = None
    ) -> Any:
        self.nonce = identity.nonce_for(pkce_code_verifier or "")
        return super().get_access_token_data(request, app, client, pkce_code_verifier)

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> SocialLogin:
        claims = identity.verified_claims(
            kwargs["response"].get("id_token"),
            keys=self._fetch(self.openid_config["jwks_uri"]),
            issuer=self.get_provider().issuer,
            client_id=app.client_id,
            nonce=self.nonce,
        )
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            claims = identity.same_person(claims, self._userinfo(token.token))
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _userinfo(self, access_token: str) -> Any:
        bearer = {"Authorization": f"Bearer {access_token}"}
        return self._fetch(self.openid_config["userinfo_endpoint"], headers=bearer)

    def _fetch(self, url: str, **options: Any) -> Any:
        with get_adapter().get_requests_session() as session:
            answer = session.get(url, **options)
            answer.raise_for_status()
            return answer.json()


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Conversation

    @property
    def issuer(self) -> str:
        return str(self.app.settings["server_url"])

    def get_pkce_params(self) -> dict[str, Any]:
        """Proof that the code comes back to who asked (RFC 7636), and the nonce made of it."""
        proof = generate_code_challenge()
        return proof | {"nonce": identity.nonce_for(proof["code_verifier"])}

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Kept of the claims: the address. The rest is the provider's to know."""
        return {"email": identity.verified_email(data["id_token"])}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """None: addresses are the users' rows'; allauth's own table of them stays empty."""
        return []


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: Any, provider: Any = None, client_id: Any = None) -> list[Any]:
        """The operator's environment alone: no provider comes from the database."""
        return [
            SocialApp(provider="openid_connect", **app)
            for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Known by the provider's subject; else by an address that the provider vouches for."""
        if not sociallogin.is_existing:
            email = sociallogin.account.extra_data["email"]
            user = _user_with(email, issuer=sociallogin.account.provider)
            if user is None and email and settings.OIDC_CREATE_USERS:
                user = self._new_user(request, sociallogin, email)
            if user is None:
                raise _refused(request)
            sociallogin.connect(request, user)
        if not sociallogin.user.is_active:
            raise _refused(request)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            messages.info(request, "Signing in was cancelled.")
            raise ImmediateHttpResponse(redirect("account_login"))
        ours = isinstance(exception, identity.NotProven)
        reason = exception if ours else type(exception).__name__
        logger.warning("Single sign-on failed: %s", reason if exception else "no valid state")

    def _new_user(self, request: HttpRequest, sociallogin: SocialLogin, email: str) -> User | None:
        """A user who belongs nowhere yet. None where an address stands for others already."""
        if User.objects.filter(email__iexact=email).exists():
            return None
        user: User = sociallogin.user
        user.email = email
        try:
            get_account_adapter().clean_username(user.username)
        except ValidationError:
            user.username = ""
        get_account_adapter().populate_username(request, user)
        user.set_unusable_password()
        user.save()
        return user


def provider_of(request: HttpRequest) -> Provider:
    """The configured one; Http404 without."""
    try:
        return get_adapter().get_provider(request, "openid_connect")
    except SocialApp.DoesNotExist:
        raise Http404 from None


def _user_with(email: str, *, issuer: str) -> User | None:
    """Exactly one user with this address, whom nobody at this provider stands for yet: an address
    that was given to somebody else must not come with the account."""
    found = [
        user for user in User.objects.filter(email__iexact=email) if user.email.lower() == email
    ]
    if not email or len(found) != 1:
        return None
    taken = SocialAccount.objects.filter(user=found[0], provider=issuer).exists()
    return None if taken else found[0]


def _refused(request: HttpRequest) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(render(request, "socialaccount/no_account.html", status=403))
