"""One file per experiment: ``sample(case, settings, named)`` gives group -> width -> statistics.

``named`` makes a random stream from labels that say what it is for.
"""
