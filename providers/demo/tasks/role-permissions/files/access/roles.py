"""Roles and what they grant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    name: str
    grants: tuple = ()
    denies: tuple = ()
    parents: tuple = ()
