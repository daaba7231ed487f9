"""Where there is no sandbox, the operator is told what to do about it."""

import os

import pytest

from experiments.checks.sandbox import Sandbox, Unavailable, find_sandbox


@pytest.fixture
def fresh():
    find_sandbox.cache_clear()
    yield
    find_sandbox.cache_clear()


def program(folder, body):
    path = folder / "bwrap"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_missing_bubblewrap_names_the_package(monkeypatch, tmp_path, fresh):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_sandbox() == Unavailable(
        reason="bubblewrap is not installed (Debian: apt-get install bubblewrap)"
    )


def test_bubblewrap_that_may_not_make_a_namespace_says_why(monkeypatch, tmp_path, fresh):
    program(tmp_path, "echo 'bwrap: No permissions to create new namespace' >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    found = find_sandbox()

    assert found.reason == (
        "bubblewrap cannot create a namespace here: bwrap: No permissions to create new namespace"
    )


def test_program_that_only_pretends_is_no_sandbox(monkeypatch, tmp_path, fresh):
    program(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert isinstance(find_sandbox(), Unavailable)


def test_kernel_without_filters_of_system_calls_has_a_sandbox_all_the_same(
    monkeypatch, tmp_path, fresh
):
    real = find_sandbox()
    if isinstance(real, Unavailable):
        pytest.skip(real.reason)
    find_sandbox.cache_clear()
    program(
        tmp_path,
        'case "$*" in *--seccomp*)\n'
        "  echo 'bwrap: prctl(PR_SET_SECCOMP): Invalid argument' >&2; exit 1;;\nesac\n"
        f'exec {real.executable} "$@"',
    )
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert find_sandbox() == Sandbox(executable=str(tmp_path / "bwrap"), filtered=False)


def test_it_is_tried_once(monkeypatch, tmp_path, fresh):
    program(tmp_path, f"echo x >> {tmp_path}/tries; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert find_sandbox() is find_sandbox()
    assert (tmp_path / "tries").read_text() == "x\n"
