"""What an organisation still needs before its first run, and who can do it."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.http import urlencode

from experiments.overview import Progress, able_to
from organizations.models import Organization, User
from organizations.roles import Role, includes

LATER = "Comes after the experiment."
NO_ADMIN_SITE = "It takes the admin, which your account may not open: ask who runs this site."


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`url` is '' where the reader cannot do it; then `who` says who can. `next`: it comes next."""

    title: str
    about: str
    action: str
    done: bool = False
    url: str = ""
    who: str = ""
    next: bool = False


STEPS = (
    Step(
        title="Allow a provider",
        about="What is not allowed is denied, and no call is made to it.",
        action="Allow one in the admin",
    ),
    Step(
        title="Add a connection",
        about="Where its endpoint is, and which credential opens it: a reference, never a key.",
        action="Add one in the admin",
    ),
    Step(
        title="Define an experiment",
        about="Which arms answer which tasks, and who judges the patches.",
        action="New experiment",
    ),
    Step(
        title="Start a run",
        about="Every arm is checked first; nothing is called if one is not allowed.",
        action="Open the experiment",
    ),
)


def setup_steps(
    progress: Progress, organization: Organization, *, user: User, role: Role, first: str
) -> list[Step]:
    """In order; empty once something has run. `first` is the page of an experiment, or ''."""
    if progress.run:
        return []
    governs = role == Role.ADMIN and user.is_staff
    edits = includes(role, needed=Role.EDITOR)
    admins = "" if governs else _admins(organization, role=role)
    editors = "" if edits else _asked(able_to(organization, needed=Role.EDITOR), "editor")
    new = reverse("experiment-new", args=[organization.slug])
    ways = (
        (progress.provider, _admin("allowlistentry", organization) if governs else "", admins),
        (progress.connection, _admin("connection", organization) if governs else "", admins),
        (progress.experiment, new if edits else "", editors),
        (progress.run, first if edits else "", editors if first else LATER),
    )
    steps = [
        replace(step, done=done, url=url, who=who)
        for step, (done, url, who) in zip(STEPS, ways, strict=True)
    ]
    following = next(step for step in steps if not step.done)
    return [replace(step, next=step is following) for step in steps]


def _admin(model: str, organization: Organization) -> str:
    query = urlencode({"organization": str(organization.pk)})
    return f"{reverse(f'admin:providers_{model}_add')}?{query}"


def _admins(organization: Organization, *, role: Role) -> str:
    if role == Role.ADMIN:
        return NO_ADMIN_SITE
    return _asked(able_to(organization, needed=Role.ADMIN), "admin")


def _asked(names: list[str], role: str) -> str:
    if not names:
        return f"It takes an {role} of the organisation, and there is none yet."
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    return f"Ask {listed}."
