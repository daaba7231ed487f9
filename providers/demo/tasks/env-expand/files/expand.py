"""Variables in deployment files."""


def expand(text, variables):
    """`text` with the values of `variables` in place of ${NAME}."""
    for name, value in variables.items():
        text = text.replace("${" + name + "}", value)
    return text
