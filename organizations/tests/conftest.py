import pytest

from organizations.tests.identity_server import app_at, identity_server


@pytest.fixture(autouse=True)
def codes_that_outlive_their_half_minute(settings):
    """A test that computes one at the end of it is not to fail for that."""
    settings.MFA_TOTP_TOLERANCE = 1


@pytest.fixture
def provider(settings):
    """A provider of identities that the site is configured for."""
    with identity_server() as server:
        configured = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": configured | {"APPS": [app_at(server.issuer)]}
        }
        yield server
