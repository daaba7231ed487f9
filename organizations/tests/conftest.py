import pytest


@pytest.fixture(autouse=True)
def passwords_hashed_quickly(settings):
    """These tests sign in all the time; a hash is made to be slow."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
