"""Signing in and one's own security, in a real browser: by keyboard, in both schemes, nothing
blocked by the policy, no barrier."""

import pytest
from django.urls import reverse

from organizations.tests.browser import IN_A_BROWSER, barriers
from organizations.tests.factories import PASSWORD, UserFactory
from organizations.tests.signing_in import code_of, wrong_code

pytestmark = IN_A_BROWSER


@pytest.fixture
def visit(chromium, live_server):
    """A visitor; what the browser complains of is in `page.complaints`."""
    contexts = []

    def open_browser(*, bypass_csp=False):
        context = chromium.new_context(bypass_csp=bypass_csp, base_url=live_server.url)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield open_browser
    for context in contexts:
        context.close()


def typed(page, text):
    """Into what has the focus, once something has."""
    page.locator("input:focus").wait_for()
    page.keyboard.type(text)


def sign_in(page, username):
    page.goto(reverse("sign-in"))
    typed(page, username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not address.endswith("/sign-in/"))


def set_up_app(page, *, at_each=lambda: None):
    """By keyboard; gives the key that the page shows. `at_each` looks at every page on the way."""
    page.goto(reverse("mfa_activate_totp"))
    at_each()
    typed(page, PASSWORD)
    page.keyboard.press("Enter")
    page.locator("svg.qr").wait_for()
    at_each()
    key = page.locator("#key").inner_text()
    page.get_by_role("textbox", name="Code").fill(code_of(key))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Recovery codes").wait_for()
    at_each()
    return key


def test_the_whole_way_by_keyboard_and_the_browser_has_nothing_to_complain_of(visit):
    page = visit()
    user = UserFactory()
    sign_in(page, user.username)
    key = set_up_app(page)
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, user.username)
    typed(page, code_of(key))
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Security").click()
    page.get_by_text("10 codes left").wait_for()
    assert page.complaints == []


def test_an_error_is_told_and_has_the_focus(visit):
    page = visit()
    user = UserFactory()
    sign_in(page, user.username)
    key = set_up_app(page)
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, user.username)
    typed(page, wrong_code(key))
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("That code is not right.").wait_for()
    focused = page.locator(":focus")
    assert focused.get_attribute("name") == "code"
    assert focused.get_attribute("aria-invalid") == "true"


def test_a_click_leads_through_the_provider_and_back(visit, provider):
    UserFactory(email=provider.person["email"])
    page = visit()
    page.goto(reverse("sign-in"))
    page.get_by_role("link", name="Sign in with Example Login").click()
    page.get_by_role("button", name="Sign out").wait_for()
    assert page.complaints == []


def test_no_barrier_is_found_on_any_page(visit, provider):
    page = visit(bypass_csp=True)
    found = []

    def look():
        found.extend(barriers(page))

    page.goto(reverse("sign-in"))
    look()
    user = UserFactory()
    sign_in(page, user.username)
    set_up_app(page, at_each=look)
    for name in ("mfa_index", "account_change_password", "mfa_deactivate_totp", "mfa_add_webauthn"):
        page.goto(reverse(name))
        look()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, user.username)
    look()
    typed(page, "000000")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    look()
    assert found == []


@pytest.fixture
def key_holder(visit):
    """A visitor whose browser has a security key plugged in."""
    page = visit()
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    plug_in = "WebAuthn.addVirtualAuthenticator"
    key = tools.send(plug_in, {"options": options})["authenticatorId"]

    def plug_in_another():
        tools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
        tools.send(plug_in, {"options": options})

    page.plug_in_another = plug_in_another
    return page


def add_key(page):
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Name of the key").fill("Blue key")
    page.get_by_role("button", name="Add the key").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()


def test_a_security_key_is_added_asked_for_and_removed(key_holder):
    page, user = key_holder, UserFactory()
    sign_in(page, user.username)
    add_key(page)
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, user.username)
    page.get_by_role("button", name="Use a security key").click()
    page.get_by_role("link", name="Security").click()
    page.get_by_role("link", name="Remove Blue key").click()
    page.get_by_role("link", name="Use a security key instead").click()
    page.get_by_role("button", name="Use a security key").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("With one, a password that leaks is not enough.").wait_for()
    assert page.complaints == []


def test_with_another_key_nobody_comes_in_and_is_told(key_holder):
    page, user = key_holder, UserFactory()
    sign_in(page, user.username)
    add_key(page)
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, user.username)
    page.get_by_role("textbox", name="Recovery code").wait_for()
    page.plug_in_another()
    page.get_by_role("button", name="Use a security key").click()
    page.get_by_text("The browser got nothing from a key.").wait_for()
    page.goto("/")
    assert reverse("sign-in") in page.url
