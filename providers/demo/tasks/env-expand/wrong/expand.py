"""Variables in deployment files."""

import re


def expand(text, variables):
    """`text` with the values of `variables` in place of ${NAME}. Raises KeyError."""

    def value(match):
        name, default = match.groups()
        if default is not None:
            return variables.get(name, default)
        return variables[name]

    return re.sub(r"\$\{(\w+)(?::-([^}]*))?\}", value, text).replace("$$", "$")
