"""From tokens to a value."""

import operator

from formula.tokens import FormulaError, tokenize

BINARY = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def evaluate(text):
    """The value of the formula `text`. Raises FormulaError."""
    parser = Parser(tokenize(text))
    value = parser.sum()
    parser.expect("end", "")
    return value


class Parser:
    def __init__(self, tokens):
        self.tokens = tokens

    def take(self, *operators):
        """The next token's text if it is one of `operators`, else None."""
        if self.tokens[0][0] == "operator" and self.tokens[0][1] in operators:
            return self.tokens.pop(0)[1]
        return None

    def expect(self, kind, text=None):
        """The next token's text, which must be of this kind. Raises FormulaError."""
        found_kind, found, position = self.tokens[0]
        if found_kind != kind or text not in (None, found):
            shown = "end" if found_kind == "end" else repr(found[0])
            raise FormulaError(f"unexpected {shown} at {position}")
        return self.tokens.pop(0)[1]

    def sum(self):
        return self.chain(self.product, "+", "-")

    def product(self):
        return self.chain(self.negation, "*", "/")

    def chain(self, part, *operators):
        """Parts joined by `operators`, grouped from the left."""
        value = part()
        while symbol := self.take(*operators):
            value = BINARY[symbol](value, part())
        return value

    def negation(self):
        return -self.negation() if self.take("-") else self.power()

    def power(self):
        base = self.atom()
        return base ** self.negation() if self.take("^") else base

    def atom(self):
        if self.take("("):
            value = self.sum()
            self.expect("operator", ")")
            return value
        text = self.expect("number")
        return float(text) if "." in text else int(text)
