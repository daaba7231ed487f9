"""`file:` references: the organisation's own folder, and nothing that leads out of it."""

import os

import pytest

from organizations.tests.factories import OrganizationFactory
from providers.credentials.files import LARGEST
from providers.credentials.references import resolve, validate_reference
from providers.secrets import CredentialUnavailable

KEY = "canary-0123/+456789"
pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    return OrganizationFactory(slug="acme")


@pytest.fixture
def folder(tmp_path, settings):
    root = tmp_path / "credentials"
    for slug in ("acme", "acme-eu"):
        (root / slug).mkdir(parents=True)
        (root / slug / "main").write_text(KEY)
    (tmp_path / "outside").write_text(KEY)
    settings.CREDENTIAL_DIR = root
    return root


def refusal(reference, organization) -> str:
    with pytest.raises(CredentialUnavailable) as raised:
        resolve(reference, organization=organization)
    assert KEY not in raised.value.sentence
    return raised.value.sentence


@pytest.mark.parametrize("name", ["main", "sub/folder/key.txt", "a-b_c.1"])
def test_a_file_of_the_organisation_leads_to_its_value_without_white_space(acme, folder, name):
    (folder / "acme" / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / "acme" / name).write_text(f"\n {KEY}\t\n")
    assert resolve(f"file:acme/{name}", organization=acme).reveal() == KEY


@pytest.mark.parametrize(
    "path",
    [
        *("/etc/passwd", "../outside", "acme/../../outside", "acme/../acme-eu/main", "acme/.."),
        *("acme-eu/main", "acme", "acme/", "acme//main", "acme/./main", "./acme/main", "main", ""),
        *("acme/main/", "acme/main\n", "acme/ma in", "acme/.hidden", "acme\\main", "acme/m\x00"),
        *("ACME/main", "~/main", "acme/%2e%2e/acme-eu/main", "//etc/passwd", "acme/ma\u0131n"),
    ],
)
def test_any_other_path_is_refused_before_anything_is_read(acme, folder, path):
    assert "file:acme/NAME" in refusal(f"file:{path}", acme)
    with pytest.raises(CredentialUnavailable):
        validate_reference(f"file:{path}", organization=acme)


@pytest.mark.parametrize(
    "target", ["../../outside", "../acme-eu/main", "/etc/hostname", "..", ".", "../acme"]
)
def test_a_link_out_of_the_folder_is_refused(acme, folder, target):
    (folder / "acme" / "link").symlink_to(target)
    assert "leads out" in refusal("file:acme/link", acme)


def test_a_folder_that_is_a_link_is_refused_where_it_leads_out(acme, folder):
    (folder / "acme" / "folder").symlink_to(folder / "acme-eu")
    assert "leads out" in refusal("file:acme/folder/main", acme)
    OrganizationFactory(slug="linked")
    (folder / "linked").symlink_to(folder.parent)
    linked = OrganizationFactory._meta.model.objects.get(slug="linked")
    assert "leads out" in refusal("file:linked/outside", linked)


def test_links_within_the_folder_are_followed_as_orchestrators_mount_them(acme, folder):
    (folder / "acme" / "..2026").mkdir()
    (folder / "acme" / "..2026" / "mounted").write_text(KEY)
    (folder / "acme" / "..data").symlink_to("..2026")
    (folder / "acme" / "mounted").symlink_to("..data/mounted")
    assert resolve("file:acme/mounted", organization=acme).reveal() == KEY


def test_what_is_no_regular_file_is_refused_without_waiting(acme, folder):
    os.mkfifo(folder / "acme" / "pipe")
    assert "not a regular file" in refusal("file:acme/pipe", acme)
    (folder / "acme" / "folder").mkdir()
    refusal("file:acme/folder", acme)


def test_a_file_that_is_absent_or_closed_or_a_circle_is_unavailable(acme, folder):
    assert "cannot be read" in refusal("file:acme/absent", acme)
    (folder / "acme" / "circle").symlink_to("circle")
    assert "cannot be read" in refusal("file:acme/circle", acme)


@pytest.mark.parametrize(
    "content", [b"", b" \n", "clé-0123456789".encode(), b"a\nb", b"\xff\xfe", b"k" * (LARGEST + 1)]
)
def test_content_that_is_no_key_is_unavailable(acme, folder, content):
    (folder / "acme" / "main").write_bytes(content)
    assert "acme/main" in refusal("file:acme/main", acme)


def test_without_a_directory_files_are_unavailable_and_nothing_is_read(acme, settings):
    settings.CREDENTIAL_DIR = None
    assert "BAKEOFF_CREDENTIAL_DIR" in refusal("file:acme/main", acme)


def test_a_changed_file_counts_at_once(acme, folder):
    assert resolve("file:acme/main", organization=acme).reveal() == KEY
    (folder / "acme" / "main").write_text("another-key")
    assert resolve("file:acme/main", organization=acme).reveal() == "another-key"
