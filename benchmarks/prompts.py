"""What is asked: the same in every program that is measured."""

TEXT = "The function below adds one item too many. Mend it and answer with a unified diff.\n" * 5


def prompt(number: int) -> str:
    return f"Task {number}.\n{TEXT}"
