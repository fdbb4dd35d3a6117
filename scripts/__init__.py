"""Steps of the workflow, by study, and what the studies share.

A study is a folder with ``sheets`` (which figures and notebooks there are) and ``results`` (what
has been found); its steps define ``main`` and are run as ``python -m scripts.STUDY.STEP``. What is
made of all studies lies in ``scripts.publish``. No study imports another one.
"""
