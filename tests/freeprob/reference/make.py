"""Densities of limit laws to 30 digits, by a second solver: it writes densities.json.

Shares nothing with the library: activations are written down again, K is integrated along the real
axis of g by tanh-sinh quadrature in 30 digits, split next to the poles, and the equations are those
of the recursion over layers. A rough start comes from continuation in the imaginary part of z, in
double precision, with every step checked to stay in its half plane; Newton's method in 30 digits
does the rest.
"""

import json
import sys
from pathlib import Path

import numpy as np
from mpmath import mp, mpc, mpf

mp.dps = 30
SETTLED = mpf(10) ** -18
DATA = Path(__file__).with_name("densities.json")

PHI = {  # phi, phi' on mpmath numbers
    "tanh": (mp.tanh, lambda h: mp.sech(h) ** 2),
    "erf": (mp.erf, lambda h: 2 / mp.sqrt(mp.pi) * mp.exp(-h * h)),
    "sin": (mp.sin, mp.cos),
    "gelu": (
        lambda h: h * mp.ncdf(h),
        lambda h: mp.ncdf(h) + h * mp.npdf(h),
    ),
}
DOUBLE = {  # phi' once more for arrays
    "tanh": lambda h: 1 / np.cosh(h) ** 2,
    "erf": lambda h: 2 / np.sqrt(np.pi) * np.exp(-(h**2)),
    "sin": np.cos,
    "gelu": lambda h: (
        np.array([0.5 * (1 + float(mp.erf(t / mp.sqrt(2)))) for t in h])
        + h * np.exp(-(h**2) / 2) / np.sqrt(2 * np.pi)
    ),
}
STRAIGHT = {"linear", "relu", "leaky_relu", "hardtanh"}

NETWORKS = [  # ensemble (or one per layer), activation, depth, sigma_w2, sigma_b2, q0, widths
    ("gaussian", "linear", 12, 1.0, 0.0, 1.0, None),
    ("gaussian", "relu", 3, 2.0, 0.1, 1.0, None),
    ("gaussian", "relu", 16, 2.0, 0.0, 1.0, None),
    ("orthogonal", "relu", 4, 2.0, 0.2, 0.7, None),
    ("gaussian", "hardtanh", 10, 1.1, 0.05, 1.0, None),
    ("orthogonal", "hardtanh", 12, 1.05, 0.05, 0.5, None),
    ("gaussian", "leaky_relu", 5, 1.6, 0.1, 1.0, (1, 2, 1.5, 1, 0.7, 1.2)),
    (("orthogonal", "gaussian", "orthogonal"), "leaky_relu", 3, 1.4, 0.1, 1.0, (1, 1.5, 1.2, 0.8)),
    ("gaussian", "tanh", 3, 1.3, 0.1, 1.0, None),
    ("orthogonal", "tanh", 10, 1.2, 0.05, 0.6, None),
    ("gaussian", "erf", 2, 1.2, 0.2, 1.0, None),
    (("gaussian", "orthogonal", "gaussian"), "erf", 3, 1.0, 0.1, 0.5, None),
    ("gaussian", "sin", 2, 1.5, 0.1, 1.0, (1, 1.6, 1.1)),
    ("orthogonal", "gelu", 2, 1.8, 0.1, 1.0, None),
    ("gaussian", "gelu", 2, 1.5, 0.3, 1.0, (1, 0.8, 1.3)),
]
POINTS = 15


def energy(name, q):
    """E phi(sqrt(q) g)^2."""
    q = mpf(q)
    if name == "linear":
        return q
    if name in ("relu", "leaky_relu"):
        slope = mpf("0.1") if name == "leaky_relu" else mpf(0)
        return q * (1 + slope**2) / 2
    if name == "hardtanh":
        inside = mp.erf(1 / mp.sqrt(2 * q))
        return q * inside - mp.sqrt(2 * q / mp.pi) * mp.exp(-1 / (2 * q)) + 1 - inside
    f, s = PHI[name][0], mp.sqrt(q)
    return mp.quad(lambda g: f(s * g) ** 2 * mp.npdf(g), [-12, -6, -3, 0, 3, 6, 12])


def variances(network):
    """q_1..q_L."""
    _, name, depth, sw2, sb2, q0, _ = network
    kinds, n = layers(network)
    q, x = [], mpf(q0)
    for layer in range(1, depth + 1):
        gain = min(mpf(1), n[layer - 1] / n[layer]) if kinds[layer - 1] == "haar" else 1
        q.append(mpf(sw2) * gain * x + mpf(sb2))
        x = energy(name, q[-1])
    return q


def layers(network):
    """Kinds and sizes."""
    ensemble, _, depth, *_, widths = network
    names = [ensemble] * depth if isinstance(ensemble, str) else ensemble
    kinds = ["haar" if name == "orthogonal" else "iid" for name in names]
    return kinds, [mpf(w) for w in (widths or [1] * (depth + 1))]


def values(name, q):
    """Pairs (k, probability) where K is discrete."""
    if name == "linear":
        return [(mpf(1), mpf(1))]
    if name == "relu":
        return [(mpf(1), mpf(1) / 2)]
    if name == "leaky_relu":
        return [(mpf(1), mpf(1) / 2), (mpf("0.1") ** 2, mpf(1) / 2)]
    return [(mpf(1), mp.erf(1 / mp.sqrt(2 * q)))]


class Slopes:
    """psi(1/w) = E k/(w - k) and its derivative by w."""

    def __init__(self, name, q):
        self.name, self.q = name, q
        if name in STRAIGHT:
            self.k = np.array([float(k) for k, _ in values(name, q)])
            self.p = np.array([float(p) for _, p in values(name, q)])
        else:
            x, weight = np.polynomial.legendre.leggauss(16)
            edges = np.linspace(-10, 10, 401)
            g = (edges[:-1, None] + (1 + x) / 40).ravel()
            self.g, self.k = g, DOUBLE[name](np.sqrt(float(q)) * g) ** 2
            self.p = np.tile(weight / 40, 400) * np.exp(-(g**2) / 2) / np.sqrt(2 * np.pi)

    def rough(self, w):
        return np.sum(self.p * self.k / (w - self.k)), -np.sum(self.p * self.k / (w - self.k) ** 2)

    def exact(self, w):
        if self.name in STRAIGHT:
            pairs = values(self.name, self.q)
            first = sum(p * k / (w - k) for k, p in pairs)
            return first, -sum(p * k / (w - k) ** 2 for k, p in pairs)
        df, s, store = PHI[self.name][1], mp.sqrt(self.q), {}

        def at(g):
            if g not in store:
                k = df(s * g) ** 2
                share = mp.npdf(g) * k / (w - k)
                store[g] = share, -share / (w - k)
            return store[g]

        cuts = self.cuts(w)
        found = []
        for i in (0, 1):
            value, error = mp.quad(lambda g, i=i: at(g)[i], cuts, error=True)
            if error > 1e-17 * abs(value):
                raise ArithmeticError(f"{self.name}, w={w}: quadrature error {error}")
            found.append(value)
        return found

    def cuts(self, w):
        """Ends of subintervals: where k(g) comes closest to w, and a few fixed ones."""
        far = np.abs(self.k - complex(w))
        low = np.nonzero((far[1:-1] < far[:-2]) & (far[1:-1] <= far[2:]))[0] + 1
        near = [float(self.g[i]) for i in low if abs(self.g[i]) < 9.9]
        fixed = [
            t for t in (-12, -7, -4, -2, 0, 2, 4, 7, 12) if all(abs(t - g) > 0.2 for g in near)
        ]
        return sorted([mpf(t) for t in near + fixed])


def log_chi(kinds, n, m, d):
    """log chi_M(m) by the recursion, for numbers m and d_l = chi_{K^l}(m_l)."""
    total = 0
    for layer in range(len(kinds), 0, -1):
        c = n[layer - 1] / n[layer]
        if kinds[layer - 1] == "iid":
            total, m = total + mp.log(c * d[layer - 1] / m), m / c
        elif c <= 1:
            total, m = total + mp.log((1 + m) / m * d[layer - 1]), m / c
        else:
            t = 1 / c
            total += mp.log((1 + m) / m * d[layer - 1] * (1 + t * m) / (t * (1 + m)))
            m = t * m
    return total + mp.log(m / (1 + m))


def newton(net, z, m, w, exact):
    """One step for log z(m, w) = log z and psi_l(w_l) = m n_L/n_l."""
    kinds, n, laws, scale = net
    number = mpc if exact else (lambda t: complex(t))
    rho = [n[-1] / size for size in n[1:]]
    parts = [
        law.exact(v) if exact else law.rough(complex(v)) for law, v in zip(laws, w, strict=True)
    ]
    h = mpf(10) ** (-15 if exact else -7)

    def level(m, w):
        return -log_chi(kinds, n, m, [1 / v for v in w]) + mp.log(scale)

    here = level(m, w)
    miss = mp.log(z) - here
    miss -= 2j * mp.pi * mp.nint(miss.imag / (2 * mp.pi))
    by_m = (level(m * (1 + h), w) - here) / (m * h)
    slope = by_m + sum(r / (p[1] * v) for r, p, v in zip(rho, parts, w, strict=True))
    stray = [(r * m - p[0]) / p[1] for r, p in zip(rho, parts, strict=True)]
    dm = (miss - sum(s / v for s, v in zip(stray, w, strict=True))) / slope
    dw = [s + r * dm / p[1] for s, r, p in zip(stray, rho, parts, strict=True)]
    size = max([abs(dm / m)] + [abs(d / v) for d, v in zip(dw, w, strict=True)])
    return number(m + dm), [number(v + d) for v, d in zip(w, dw, strict=True)], size


def density(net, x, mean, firsts):
    """-Im m/(pi x) at x, and the last relative step; None off the support."""
    height, z = 1e4 * x, None
    z = x + 1j * height
    m = complex(mean / z)
    rho = [float(net[1][-1] / size) for size in net[1][1:]]
    w = [complex(k / (r * m)) for k, r in zip(firsts, rho, strict=True)]
    shrink = 0.7
    while height > 1e-9 * x:
        new = height * shrink
        guess = m, w
        for _ in range(12):
            guess = *guess[:2], 0
            *guess, size = newton(net, x + 1j * new, guess[0], guess[1], False)
            if size < 1e-8:
                break
        good = size < 1e-8 and guess[0].imag < 0 and all(v.imag > 0 for v in guess[1])
        moved = abs(guess[0] / m - 1) < 0.5
        if good and moved:
            m, w, height, shrink = guess[0], guess[1], new, max(0.1, shrink * 0.8)
        else:
            shrink = shrink**0.5
            if shrink > 0.9999:
                return None
        if height < 1e-3 * x and -m.imag < 1e-2 * min(1, abs(m)):
            return None  # next to an edge or outside
    m, w = mpc(m), [mpc(v) for v in w]
    for _ in range(8):
        m, w, size = newton(net, mpf(x), m, w, True)
        if size < SETTLED:
            return -m.imag / (mp.pi * mpf(x)), size
    return None


def prepared(network):
    """(kinds, sizes, laws of K, scale), mean of the law, means of the K."""
    kinds, n = layers(network)
    laws = [Slopes(network[1], q) for q in variances(network)]
    scale = mpf(network[3]) ** network[2]
    firsts = [np.sum(law.p * law.k) for law in laws]
    return (kinds, n, laws, scale), float(scale) * np.prod(firsts), firsts


def points(network):
    """The variances, and pairs (x, density) of one network."""
    net, mean, firsts = prepared(network)
    found = []
    for x in mean * np.geomspace(2e-3, 4.0, 2 * POINTS):
        if len(found) < POINTS and (value := density(net, float(x), mean, firsts)):
            found.append([float(x), mp.nstr(value[0], 22)])
    return [float(law.q) for law in net[2]], found


def main(chosen):
    """Compute the networks with these numbers, all by default, and keep the rest."""
    known = json.loads(DATA.read_text()) if DATA.exists() else {}
    for number in chosen or range(len(NETWORKS)):
        q, found = points(NETWORKS[number])
        known[str(number)] = {"network": NETWORKS[number], "q": q, "points": found}
        print(number, NETWORKS[number][:3], len(found), flush=True)
        DATA.write_text(json.dumps(known, indent=0))


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]])
