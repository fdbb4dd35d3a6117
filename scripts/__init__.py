"""One module per step of the workflow: pure functions, ``main()``, entry from the command line."""
