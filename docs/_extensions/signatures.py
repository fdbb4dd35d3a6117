"""Signatures as they are written in the sources: ``NDArray``, not what NumPy expands it to."""

import re

INNER = r"(?:[^\[\]]|\[(?:[^\[\]]|\[(?:[^\[\]]|\[[^\]]*\])*\])*\])*"  # brackets, three deep
SPELLED = (
    (
        re.compile(rf"~?(?:\w+\.)*ndarray\[tuple\[{INNER}\], ~?(?:\w+\.)*dtype\[{INNER}\]\]"),
        "NDArray",
    ),
    (re.compile(rf"Union\[~?(?:\w+\.)*_Buffer,{INNER}\]"), "ArrayLike"),
    (re.compile(rf"~?(?:\w+\.)*_Buffer \|.*?_NestedSequence\[{INNER}\]"), "ArrayLike"),
    (re.compile(r"\b(?:[a-z_]+\.)+([A-Za-z_]+)"), r"\1"),
    (re.compile(r"~"), ""),
)


def shorten(app, what, name, obj, options, signature, returned):
    """What autodoc is to print."""
    return tuple(text and _spelled(text) for text in (signature, returned))


def _spelled(text):
    for pattern, word in SPELLED:
        text = pattern.sub(word, text)
    return text


def setup(app):
    app.connect("autodoc-process-signature", shorten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
