"""Small networks trained on real data, and laws of random matrices fitted to their Hessians.

The steps and what they write, in the order in which they run:

==========  ==================================  ===================================================
train       ``runs/{network}.npz``              networks along training, their exact spectra
matrices    ``matrices.npz``                    sampled matrices of known law: the controls
tables      ``laws/{family}.npz``               limit laws of a family, solved for all its shapes
trials      ``trials/{network}.npz``            all families fitted to the spectra of a file
lanczos     ``lanczos/{name}.npz``              spectra estimated by Lanczos quadrature
==========  ==================================  ===================================================

``python -m scripts.hessians.STEP --help`` says how a step is run by hand. What they wrote is read
back through :mod:`scripts.hessians.results` by claims, figures and notebooks alike.
"""
