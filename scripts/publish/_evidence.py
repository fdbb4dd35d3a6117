"""The evidence of a claim as the page carries it: text that only its reader unpacks.

JSON, deflated, in base64: tables are built when they are opened, and a page with tens of thousands
of statistics stays small.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from scripts.publish import _page
from scripts.publish._text import marked

ITEM = ("what", "observed", "sem", "expected", "bias", "distance", "fit", "margin")


def packed(finding: Mapping) -> str:
    """The entries of a finding for the page's script; ``unpack`` of report.js reads them."""
    should = finding["should"]
    entries = _page.by_weight(finding["entries"], should)
    data = {"entries": [_entry(entry, should) for entry in entries]}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b64encode(deflate.compress(text.encode()) + deflate.flush()).decode()


def unpacked(text: str) -> dict[str, Any]:
    """What :func:`packed` was given, as the script reads it."""
    return json.loads(zlib.decompress(b64decode(text), -zlib.MAX_WBITS))


def _entry(entry, should):
    shown = _page.entry_view(entry, should)
    return {
        "subject": marked(shown["subject"]),
        "note": marked(shown["note"]),
        "role": shown["role"],
        "mark": list(shown["mark"]),
        "worst": shown["worst"],
        "facts": [[name, marked(value)] for name, value in shown["facts"]],
        "limit": shown["limit"],
        "bias": marked(shown["why_bias"]),
        "rivals": [marked(name) for name in shown["rivals"]],
        "items": [_item(item) for item in shown["evidence"]],
    }


def _item(item):
    strip = item["strip"]
    return [
        *(marked(item[key]) if key == "what" else item[key] for key in ITEM),
        int(strip["agrees"]),
        [strip["at"], strip["bias"], strip["limit"], *strip["rivals"]],
        *item["rivals"],
    ]
