"""Plain text of mails."""

import re


def wrap(text, width=72):
    """`text` in lines of at most `width` characters, quotations left alone."""
    if width < 1:
        raise ValueError("width must be at least 1")
    paragraphs = re.split(r"\n(?:[ \t]*\n)+", text.strip("\n"))
    return "\n\n".join("\n".join(wrap_paragraph(paragraph, width)) for paragraph in paragraphs)


def wrap_paragraph(paragraph, width):
    """The lines of one paragraph."""
    lines = []
    words = []
    for line in paragraph.split("\n"):
        if line.startswith(">"):
            lines += [*fill(words, width), line]
            words = []
        else:
            words += line.split()
    return lines + fill(words, width)


def fill(words, width):
    """`words` packed into lines, the longest ones in pieces."""
    lines = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines += [word[i : i + width] for i in range(0, len(word), width)]
    return lines
