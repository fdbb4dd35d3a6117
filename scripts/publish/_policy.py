"""What browsers may do with our pages: show them. Nothing is loaded or sent, no other code runs."""

import hashlib
from base64 import b64encode


def policy(script: str = "") -> str:
    """The content security policy of a page, for its head; ``script`` is the one that may run."""
    own = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rules = {
        "default-src": "'none'",
        "img-src": "data:",
        "font-src": "data:",
        "style-src": "'unsafe-inline'",
        "script-src": f"'sha256-{own}'" if script else "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
