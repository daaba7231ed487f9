"""Variables in deployment files."""

import re

REFERENCE = re.compile(r"\$(?:(\$)|\{(\w+)(?::-([^}]*))?\})")


def expand(text, variables):
    """`text` with the values of `variables` in place of ${NAME}. Raises KeyError."""

    def value(match):
        dollar, name, default = match.groups()
        if dollar:
            return "$"
        if default is not None:
            return variables.get(name) or default
        return variables[name]

    return REFERENCE.sub(value, text)
