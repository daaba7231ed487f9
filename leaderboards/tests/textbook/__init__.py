"""The figures of a summary once more, from lines of results.jsonl: loops and textbook formulas,
without a line of the product. What is drawn at random comes in from outside."""
