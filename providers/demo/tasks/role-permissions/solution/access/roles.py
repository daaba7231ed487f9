"""Roles and what they grant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    name: str
    grants: tuple = ()
    denies: tuple = ()
    parents: tuple = ()

    def grants_it(self, permission):
        return covers(self.grants, permission)

    def denies_it(self, permission):
        return covers(self.denies, permission)


def covers(patterns, permission):
    """Whether one of `patterns` (such as "article.*") stands for `permission`."""
    return any(
        permission.startswith(pattern[:-1])
        if pattern == "*" or pattern.endswith(".*")
        else permission == pattern
        for pattern in patterns
    )
