"""Files of the folders that ``FREEWIDTH_EXTENSIONS`` names, as modules of this package.

``my_ensemble.py`` in one of them is ``freewidth.extensions.my_ensemble``, and ``_helper.py`` beside
it ``freewidth.extensions._helper``. What they are entries of is found by :mod:`freewidth.outside`.
"""

from freewidth.outside import folders

__path__ = [*__path__, *map(str, folders())]
