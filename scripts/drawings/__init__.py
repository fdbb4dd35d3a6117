"""Parts of one figure: ``draw`` and ``caption`` take the draws of an experiment, by case."""
