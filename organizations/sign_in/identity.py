"""Whether an identity provider's word is good: OpenID Connect Core 1.0, §3.1.3.7. No database."""

import hashlib
import hmac
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# Signatures by a published key only: neither `none`, nor a secret that both sides know.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
CLOCK_SKEW_SECONDS = 60
LONGEST_SUBJECT = 191  # characters, as the column has
UNUSABLE = (jwt.PyJWTError, KeyError, ValueError, TypeError, AttributeError)


class NotProven(OAuth2Error):
    """What arrived does not prove who it is. The message is ours and holds nothing of it."""


def nonce_for(code_verifier: str) -> str:
    """Ties the ID token to the browser that asked: only its session knows the verifier."""
    return hashlib.sha256(b"nonce:" + code_verifier.encode()).hexdigest()


def checked_configuration(found: Any, *, issuer: str) -> dict[str, Any]:
    """What `/.well-known/openid-configuration` says, if it is this issuer's and whole."""
    if not isinstance(found, dict) or found.get("issuer") != issuer:
        raise NotProven(
            "The provider's configuration names another issuer than BAKEOFF_OIDC_ISSUER."
        )
    scheme = "http" if issuer.startswith("http://") else "https://"
    for name in ENDPOINTS:
        if not isinstance(found.get(name), str) or not found[name].startswith(scheme):
            raise NotProven(f"The provider's configuration has no usable {name}.")
    return found


def verified_claims(
    id_token: Any, *, keys: Any, issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """The claims of an ID token whose signature, issuer, audience, times and nonce hold."""
    try:
        claims = jwt.decode(
            id_token,
            key=_signing_key(id_token, keys),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": REQUIRED},
        )
    except UNUSABLE as fault:
        raise NotProven(f"The ID token does not hold ({type(fault).__name__}).") from fault
    _check_addressee(claims, client_id=client_id)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotProven("The ID token is not for this sign-in: its nonce differs.")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise NotProven("The ID token's subject is empty or too long.")
    return claims


def same_person(claims: dict[str, Any], userinfo: Any) -> dict[str, Any]:
    """The claims, and below them what the user-info endpoint adds for the same subject."""
    if not isinstance(userinfo, dict) or userinfo.get("sub") != claims["sub"]:
        raise NotProven("The provider's user info is about somebody else.")
    return userinfo | claims


def verified_email(claims: dict[str, Any]) -> str:
    """The address, in lower case, or "" where the provider does not vouch for it. Some providers
    send the flag as a text, in which `"false"` would count as true."""
    vouched = claims.get("email_verified")
    email = claims.get("email")
    if isinstance(email, str) and (vouched is True or vouched == "true"):
        return email.strip().lower()
    return ""


def _signing_key(id_token: Any, keys: Any) -> jwt.PyJWK:
    published = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use != "enc"]
    name = jwt.get_unverified_header(id_token).get("kid")
    [key] = [key for key in published if name is None or key.key_id == name]
    return key


def _check_addressee(claims: dict[str, Any], *, client_id: str) -> None:
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise NotProven("The ID token was issued to another application.")
