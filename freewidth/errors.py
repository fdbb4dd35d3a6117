"""What can go wrong, by name. Every message says where, how much, and what to try."""


class FreewidthError(Exception):
    """Base class of all errors raised on purpose."""


class InvalidInputError(FreewidthError, ValueError):
    """An argument is outside its domain."""


class NotConvergedError(FreewidthError, ArithmeticError):
    """An iteration or a certificate did not meet its tolerance; nothing is returned."""
