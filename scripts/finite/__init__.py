"""The study of finite networks beyond their spectra: a public file for each experiment.

An experiment defines ``PAPER`` and ``QUICK`` (its ``Settings`` at the sizes of either profile),
``sample(case, settings, stream)``, ``draw(draws)`` and ``caption(draws)``; a picture of theory
alone the last two. It is loaded whenever Snakemake plans, and by every job that samples: what a
picture alone needs (claims, sums over gluings, Matplotlib) is imported where it is drawn, as that
would cost half a second each time. Beside them lie ``experiments`` (which there are, what they are
given), and what every study has: steps, which define ``main``, ``results`` and ``sheets``.
"""
