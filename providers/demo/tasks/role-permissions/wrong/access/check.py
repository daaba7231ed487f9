"""The check."""


class Access:
    def __init__(self, roles):
        self.roles = {role.name: role for role in roles}

    def may(self, role_names, permission):
        """Whether a user with these roles has the permission."""
        return any(self._allows(name, permission, set()) for name in role_names)

    def _allows(self, name, permission, seen):
        role = self.roles.get(name)
        if role is None or name in seen:
            return False
        seen.add(name)
        if any(self._covers(pattern, permission) for pattern in role.denies):
            return False
        if any(self._covers(pattern, permission) for pattern in role.grants):
            return True
        return any(self._allows(parent, permission, seen) for parent in role.parents)

    @staticmethod
    def _covers(pattern, permission):
        if pattern.endswith("*"):
            return permission.startswith(pattern[:-1])
        return pattern == permission
