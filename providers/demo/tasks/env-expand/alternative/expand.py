"""Variables in deployment files."""


def expand(text, variables):
    """`text` with the values of `variables` in place of ${NAME}. Raises KeyError."""
    before, dollar, rest = text.partition("$")
    if not dollar:
        return before
    if rest.startswith("$"):
        return before + "$" + expand(rest[1:], variables)
    if not rest.startswith("{") or "}" not in rest:
        return before + "$" + expand(rest, variables)
    reference, _, rest = rest[1:].partition("}")
    return before + look_up(reference, variables) + expand(rest, variables)


def look_up(reference, variables):
    """The value of NAME or NAME:-default."""
    name, has_default, default = reference.partition(":-")
    if has_default:
        return variables.get(name) or default
    return variables[name]
