"""The check."""


class Access:
    def __init__(self, roles):
        self.roles = {role.name: role for role in roles}

    def may(self, role_names, permission):
        """Whether a user with these roles has the permission."""
        for name in role_names:
            role = self.roles[name]
            if permission in role.grants:
                return True
            for parent in role.parents:
                if permission in self.roles[parent].grants:
                    return True
        return False
