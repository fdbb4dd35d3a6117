"""One file per figure: ``draw`` it and say in a ``caption`` what it shows, from a study."""
