"""Promises about the code itself: who imports whom, and what is spelled in one place only."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

from experiments.states import CallOutcome, RunState, ValidationStatus, WorkState
from organizations.roles import Role
from providers.codes import ErrorCode, FinishReason
from providers.kinds import ProviderKind

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("config", "leaderboards", "evaluation", "experiments", "providers", "organizations")
SPELLED_IN = {
    "experiments/states.py",
    "providers/codes.py",
    "providers/kinds.py",
    "organizations/roles.py",
    "providers/contract.py",  # a message's role is the protocol's, not a member's
}
COLUMNS = {"state", "outcome", "error_code", "finish_reason", "provider", "role"}
STATES = {
    *RunState.values,
    *WorkState.values,
    *CallOutcome.values,
    *ValidationStatus.values,
}
CODES = {code.value for code in ErrorCode} | {reason.value for reason in FinishReason}


def shipped() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if not {"tests", "migrations", "demo", "adapters"} & set(parts):
                yield path


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in shipped():
        name = str(path.relative_to(ROOT))
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def compared_texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Literals on either side of ==, != and in, and the values of lookups such as state="x"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                yield from _texts(side)
        elif _names_a_column(node):
            yield from _texts(node.value)


def _names_a_column(node: ast.AST) -> TypeGuard[ast.keyword | ast.Assign]:
    if isinstance(node, ast.keyword):
        return (node.arg or "").split("__")[0] in COLUMNS
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Attribute) and target.attr in COLUMNS for target in node.targets
    )


def _texts(node: ast.AST) -> Iterator[tuple[int, str]]:
    elements = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    for element in elements:
        if isinstance(element, ast.Constant) and isinstance(element.value, str):
            yield element.lineno, element.value


def test_the_import_contracts_are_kept():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "6 kept, 0 broken" in done.stdout


@pytest.mark.parametrize(
    "words",
    [STATES, CODES, set(ProviderKind.values), set(Role.values)],
    ids=["states", "codes", "kinds", "roles"],
)
def test_states_codes_kinds_and_roles_are_spelled_once(words):
    found = [
        f"{name}:{line}: {text!r}"
        for name, tree in trees()
        if name not in SPELLED_IN
        for line, text in compared_texts(tree)
        if text in words
    ]
    assert found == []


def test_a_user_becomes_rows_where_tokens_are_thought_of():
    """Elsewhere a membership would reach beyond the token that the user came with; the admin and
    the audit, which are pages of the admin, know no tokens."""
    allowed = {"organizations/scoping.py", "organizations/admin_scoping.py"}
    allowed |= {"organizations/audit/history.py", "config/admin_site.py"}
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        if name not in allowed
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword | ast.Constant)
        and "memberships__user" in str(getattr(node, "arg", None) or getattr(node, "value", ""))
    ]
    assert found == []


def test_work_is_sent_from_tasks_alone():
    sending = {"delay", "apply_async", "send_task", "delay_on_commit", "apply"}
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        if not name.endswith("/tasks.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in sending - {"apply"}
    ]
    assert found == []


def test_a_task_is_at_most_ten_lines():
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in trees()
        if name.endswith("/tasks.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 10
    ]
    assert long == []


def test_no_function_is_longer_than_forty_lines_and_no_file_than_three_hundred():
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 40
    ]
    long += [
        str(path.relative_to(ROOT))
        for path in shipped()
        if len(path.read_text(encoding="utf-8").splitlines()) > 300
    ]
    assert long == []


def test_no_setting_and_no_branch_is_there_for_the_tests():
    found = [
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id in ("TESTING", "TEST"))
        or (isinstance(node, ast.Constant) and node.value in ("PYTEST_CURRENT_TEST", "pytest"))
        or (isinstance(node, ast.Constant) and node.value == "CELERY_TASK_ALWAYS_EAGER")
    ]
    assert [name for name in found if name not in ("config/run_tests.py",)] == []
