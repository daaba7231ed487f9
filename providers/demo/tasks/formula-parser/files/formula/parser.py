"""From tokens to a value."""

from formula.tokens import tokenize


def evaluate(text):
    """The value of the formula `text`."""
    return Parser(tokenize(text)).sum()


class Parser:
    def __init__(self, tokens):
        self.tokens = tokens

    def take(self, *operators):
        """The next token's text if it is one of `operators`, else None."""
        if self.tokens and self.tokens[0][1] in operators:
            return self.tokens.pop(0)[1]
        return None

    def sum(self):
        left = self.product()
        operator = self.take("+", "-")
        if operator == "+":
            return left + self.sum()
        if operator == "-":
            return left - self.sum()
        return left

    def product(self):
        left = self.atom()
        operator = self.take("*", "/")
        if operator == "*":
            return left * self.product()
        if operator == "/":
            return left / self.product()
        return left

    def atom(self):
        if self.take("("):
            value = self.sum()
            self.take(")")
            return value
        return int(self.tokens.pop(0)[1])
