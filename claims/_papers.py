"""The papers that claims cite; CITATION.cff has them all.

Their abstracts were read, their texts were not (of ``MEZZADRI2007`` neither). Versions of
``CIRONE2024`` differ: the abstract of version 4 names complex matrices; that of version 5 does not,
but says that moments are sums over non-crossing partitions. Of ``PASTUR2023B`` the Ukrainian
abstract was read. The abstract of ``PASTUR2022`` also
says what the papers before it prove: i.i.d. weights and biases, rectangular weight matrices.
"""

from freewidth.stats import Paper

BASKERVILLE2021 = Paper(
    "Baskerville, Granziol and Keating",
    2021,
    "Appearance of random matrix theory in deep learning",
    "arXiv:2102.06740",
)
BENIGNI2021 = Paper(
    "Benigni and Péché",
    2021,
    "Eigenvalue distribution of some nonlinear models of random matrices",
    "arXiv:1904.03090",
)
BORDENAVE2011 = Paper(
    "Bordenave, Lelarge and Salez",
    2011,
    "The rank of diluted random graphs",
    "arXiv:0907.4244",
)
CIRONE2024 = Paper(
    "Muca Cirone, Hamdan and Salvi",
    2024,
    "Genus expansion for non-linear random matrix ensembles with applications to neural networks",
    "arXiv:2407.08459",
)
CLAEYS2021 = Paper(
    "Claeys, Fahs, Lambert and Webb",
    2021,
    "How much can the eigenvalues of a random Hermitian matrix fluctuate?",
    "arXiv:1906.01561",
)
COLLINS2023 = Paper(
    "Collins and Hayase",
    2023,
    "Asymptotic freeness of layerwise Jacobians caused by invariance of multilayer perceptron: the "
    "Haar orthogonal case",
    "arXiv:2103.13466",
)
DONG2025 = Paper(
    "Dong, Zhang, Luo, Yao and Sun",
    2025,
    "Towards quantifying the Hessian structure of neural networks",
    "arXiv:2505.02809",
)
GRANZIOL2020 = Paper(
    "Granziol", 2020, "Beyond random matrix theory for deep networks", "arXiv:2006.07721"
)
GUIONNET2025 = Paper(
    "Guionnet and Piccolo",
    2025,
    "Global law of conjugate kernel random matrices with heavy-tailed weights",
    "arXiv:2502.18428",
)
HANIN2020 = Paper(
    "Hanin and Nica",
    2020,
    "Products of many large random matrices and gradients in deep neural networks",
    "arXiv:1812.05994",
)
MEZZADRI2007 = Paper(
    "Mezzadri",
    2007,
    "How to generate random matrices from the classical compact groups",
    "arXiv:math-ph/0609050",
)
PASTUR2020 = Paper(
    "Pastur",
    2020,
    "On random matrices arising in deep neural networks: Gaussian case",
    "arXiv:2001.06188",
)
PASTUR2022 = Paper(
    "Pastur",
    2022,
    "Eigenvalue distribution of large random matrices arising in deep neural networks: orthogonal "
    "case",
    "arXiv:2201.04543",
)
PASTUR2023 = Paper(
    "Pastur and Slavin",
    2023,
    "On random matrices arising in deep neural networks: general i.i.d. case",
    "arXiv:2011.11439",
)
PASTUR2023B = Paper(
    "Pastur",
    2023,
    "The law of multiplication of large random matrices revisited",
    "https://jmag.ilt.kharkiv.ua/index.php/jmag/article/view/1003",
    letter="b",
)
PENNINGTON2017 = Paper(
    "Pennington, Schoenholz and Ganguli",
    2017,
    "Resurrecting the sigmoid in deep learning through dynamical isometry: theory and practice",
    "arXiv:1711.04735",
)
PENNINGTON2018 = Paper(
    "Pennington, Schoenholz and Ganguli",
    2018,
    "The emergence of spectral universality in deep networks",
    "arXiv:1802.09979",
)
POOLE2016 = Paper(
    "Poole, Lahiri, Raghu, Sohl-Dickstein and Ganguli",
    2016,
    "Exponential expressivity in deep neural networks through transient chaos",
    "arXiv:1606.05340",
)
SAGUN2017 = Paper(
    "Sagun, Evci, Guney, Dauphin and Bottou",
    2017,
    "Empirical analysis of the Hessian of over-parametrized neural networks",
    "arXiv:1706.04454",
)
TARNOWSKI2018 = Paper(
    "Tarnowski, Warchoł, Jastrzębski, Tabor and Nowak",
    2018,
    "Dynamical isometry is achieved in residual networks in a universal way for any activation "
    "function",
    "arXiv:1809.08848",
)
