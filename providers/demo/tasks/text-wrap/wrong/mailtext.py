"""Plain text of mails."""

import textwrap


def wrap(text, width=72):
    """`text` in lines of at most `width` characters, quotations left alone."""
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    return "\n\n".join(wrap_paragraph(paragraph, width) for paragraph in paragraphs)


def wrap_paragraph(paragraph, width):
    if paragraph.startswith(">"):
        return paragraph
    return textwrap.fill(" ".join(paragraph.split()), width)
