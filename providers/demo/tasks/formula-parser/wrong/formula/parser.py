"""From tokens to a value."""

from formula.tokens import FormulaError, tokenize


def evaluate(text):
    """The value of the formula `text`. Raises FormulaError."""
    parser = Parser(tokenize(text), len(text))
    value = parser.sum()
    if parser.tokens:
        parser.fail()
    return value


class Parser:
    def __init__(self, tokens, length):
        self.tokens = tokens
        self.length = length

    def fail(self):
        if not self.tokens:
            raise FormulaError(f"unexpected end at {self.length}")
        _, text, position = self.tokens[0]
        raise FormulaError(f"unexpected {text!r} at {position}")

    def take(self, *operators):
        """The next token's text if it is one of `operators`, else None."""
        if self.tokens and self.tokens[0][1] in operators:
            return self.tokens.pop(0)[1]
        return None

    def sum(self):
        value = self.product()
        while operator := self.take("+", "-"):
            right = self.product()
            value = value + right if operator == "+" else value - right
        return value

    def product(self):
        value = self.power()
        while operator := self.take("*", "/"):
            right = self.power()
            value = value * right if operator == "*" else value / right
        return value

    def power(self):
        base = self.unary()
        return base ** self.power() if self.take("^") else base

    def unary(self):
        return -self.unary() if self.take("-") else self.atom()

    def atom(self):
        if self.take("("):
            value = self.sum()
            if not self.take(")"):
                self.fail()
            return value
        if not self.tokens or self.tokens[0][0] != "number":
            self.fail()
        text = self.tokens.pop(0)[1]
        return float(text) if "." in text else int(text)
