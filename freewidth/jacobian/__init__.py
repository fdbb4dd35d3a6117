"""Limit laws of Jacobian spectra: from a network to its factors, and their law."""

__all__ = ["law"]


def __getattr__(name):
    if name == "law":
        from freewidth.freeprob.limit import law

        return law
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
