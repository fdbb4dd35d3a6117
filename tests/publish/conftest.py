"""Findings, as claims are judged."""


def finding(verdict="supported", should="supported", **rest):
    return {"name": "x_limit", "verdict": verdict, "should": should, "tests": 3,
            "reasons": ["because"], "entries": [], **rest}  # fmt: skip
