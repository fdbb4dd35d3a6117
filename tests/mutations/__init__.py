"""Scientific errors, put into copies of the sources one at a time: do tests and claims notice?

``mutations.toml`` is the list. ``python -m tests.mutations`` shows which test notices each;
``python -m tests.mutations --claims FOLDER`` which claims do.
"""
