"""Pictures of the study, one file each: ``draw`` it and say in a ``caption`` what it shows.

The folder says what a picture runs through: in ``together`` all networks are in one picture,
``draw(results)`` and ``caption(results)``; in ``network`` there is one picture for each network,
``draw(results, network)`` and ``caption(results, network)``. ``results`` is always a
:class:`scripts.hessians.results.Hessians`. Files whose name starts with ``_`` are helpers.
"""
