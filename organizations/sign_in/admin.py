"""The admin behind the site's own sign-in."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.admin import AdminSite

from organizations.sign_in.pages import change_password_of_admin, sign_in_to_admin

# Secrets, claims and providers are nobody's to look at or to edit here.
NOT_HERE = [Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken]


def put_behind_sign_in(site: AdminSite) -> None:
    site.login = sign_in_to_admin  # type: ignore[method-assign]
    site.password_change = change_password_of_admin  # type: ignore[method-assign,assignment]
    site.unregister([model for model in NOT_HERE if site.is_registered(model)])
