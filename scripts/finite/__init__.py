"""The study of finite networks beyond their spectra: a public file for each experiment.

An experiment defines ``PAPER`` and ``QUICK`` (its ``Settings`` at the sizes of either profile),
``sample(case, settings, stream)``, ``draw(draws)`` and ``caption(draws)``; a picture of theory
alone the last two. Beside them lie ``experiments`` (which there are, what they are given), and what
every study has: steps, which define ``main``, ``results`` and ``sheets``.
"""
