"""A study of a user's own: networks and models named in one file, from samples to a report.

Steps, in order: ``sample`` draws networks, ``law`` solves for their limits, ``compare`` measures
one against the other, ``model`` puts a network that somebody has beside its law; ``judge`` gives
all verdicts together, ``figure`` draws one network, ``report`` writes the page. What a study may
say is in ``workflow/study/schema.py``; its networks are those of ``scripts.study.architecture``.
"""
