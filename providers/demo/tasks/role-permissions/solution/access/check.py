"""The check."""


class Access:
    def __init__(self, roles):
        self.roles = {role.name: role for role in roles}

    def may(self, role_names, permission):
        """Whether a user with these roles has the permission."""
        return any(self.allows(name, permission) for name in role_names)

    def allows(self, name, permission):
        """Whether the nearest level that says anything about the permission grants it."""
        for level in self.levels(name):
            if any(role.denies_it(permission) for role in level):
                return False
            if any(role.grants_it(permission) for role in level):
                return True
        return False

    def levels(self, name):
        """The role, its parents, their parents …, each role on its nearest level only."""
        seen = set()
        names = {name}
        while names:
            seen |= names
            level = [self.roles[each] for each in names if each in self.roles]
            yield level
            names = {parent for role in level for parent in role.parents} - seen
