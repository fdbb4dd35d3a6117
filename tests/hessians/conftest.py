"""Small results, made by the steps themselves with the options that the rules give them."""

import shlex

import pytest

from scripts.hessians import cells, held_out, lanczos, matrices, tables, train, trials
from scripts.hessians.results import find
from workflow import hessians

NETWORK = {"data": "wine", "hidden": [6], "activation": "tanh"}
WAY = {"probes": 8, "steps": 25, "deflate": 0}
CONFIG = {
    "seed": 5,
    "trained": {
        "networks": [NETWORK, {**NETWORK, "activation": "relu"}],
        "runs": 3,
        "epochs": [0, 60],
        "rate": 0.1,
        "families": {
            "wigner": {},
            "wishart": {"ratio": [0.5, 2.0]},
            "wigner_product": {"factors": [1, 2]},
            "sandwich": {"ratio": [0.8]},
        },
        "removed": [0.0, 0.05],
        "draws": {"matrices": 3, "spectra": 12},
        "controls": {
            "laws": {
                "wigner": {},
                "wishart": {"ratio": 0.5},
                "diluted_wigner": {"kept": 0.5},
                "percolated_wigner": {"degree": 2.0},
            },
            "size": 160,
            "count": 8,
        },
        "sweep": {
            "data": "digits",
            "activation": "tanh",
            "hidden": [[6]],
            "samples": [8, 12],
            "epochs": 3,
        },
        "cells": {
            "networks": [
                {"data": ["wine", "mixture3"], "hidden": [5], "activation": "tanh"},
                {"data": ["mixture3"], "hidden": [6], "activation": "relu"},
            ],
            "runs": 2,
            "tries": 4,
            "epochs": 60,
            "controls": {
                "laws": {"wigner": {}, "wishart": {"ratio": 0.5}},
                "sizes": [80],
                "count": 4,
                "together": 2,
            },
            "series": {
                "data": "teacher2",
                "activation": "tanh",
                "hidden": [[3], [5], [8]],
                "runs": 2,
                "tries": 9,
                "controls": {
                    "laws": {"wishart": {"ratio": 0.5}},
                    "sizes": [50, 100, 400],
                    "count": 2,
                    "together": 2,
                },
            },
        },
        "lanczos": {
            name: {
                "case": {**NETWORK, "samples": None},
                "exact": name == "exact",
                "epochs": 10,
                "ways": {"plain": WAY, "deflated": {**WAY, "deflate": 12}},
            }
            for name in ("exact", "large")
        },
    },
}


def words(*parts):
    """A command line: lists become several words, as in the shell commands of rules."""
    texts = (" ".join(map(str, p)) if isinstance(p, list | tuple) else str(p) for p in parts)
    return shlex.split(" ".join(texts))


def make_networks(folder):
    part = CONFIG["trained"]
    for name, each in {**hessians.networks(CONFIG), "sweep": hessians.sweep(CONFIG)}.items():
        train.main(
            words(
                folder / f"runs/{name}.npz", "--data", each.data, "--activation", each.activation,
                hessians.repeated("--hidden", each.hidden), "--samples", each.samples, "--runs",
                each.runs, "--epochs", each.epochs, "--rate", part["rate"], "--seed",
                CONFIG["seed"],
            )
        )  # fmt: skip


def make_laws(folder):
    families = hessians.families(CONFIG)
    outs = [folder / f"laws/{family}.npz" for family in families]
    tables.main(words(outs, hessians.shapes(families)))


def make_controls(folder):
    part = CONFIG["trained"]["controls"]
    laws = hessians.pairs("--law", part["laws"])
    sizes = ("--size", part["size"], "--count", part["count"], "--seed", CONFIG["seed"])
    matrices.main(words(folder / "matrices.npz", laws, *sizes))


def make_trials(folder):
    part = CONFIG["trained"]
    laws = sorted(map(str, (folder / "laws").glob("*.npz")))
    sources = {name: folder / f"runs/{name}.npz" for name in hessians.networks(CONFIG)}
    for name, path in {**sources, "matrices": folder / "matrices.npz"}.items():
        trials.main(
            words(
                folder / f"trials/{name}.npz", path, "--laws", laws, "--removed", part["removed"],
                "--draws-matrices", part["draws"]["matrices"], "--draws-spectra",
                part["draws"]["spectra"], "--seed", CONFIG["seed"],
            )
        )  # fmt: skip


def make_cells(folder):
    rate = CONFIG["trained"]["rate"]
    for name, each in hessians.cells(CONFIG).items():
        cells.main(
            words(
                folder / f"cells/{name}.npz", "--data", each.data, each.words, "--runs", each.runs,
                "--tries", each.tries, "--epochs", each.epochs, "--rate", rate, "--seed",
                CONFIG["seed"],
            )
        )  # fmt: skip
    laws = sorted(map(str, (folder / "laws").glob("*.npz")))
    for name in (*hessians.cells(CONFIG), *hessians.SAMPLED):
        source = hessians.held_out_source(CONFIG, name)
        source = f"{source} {folder}/cells/{name}.npz" if source == "--cells" else source
        held_out.main(words(folder / f"held_out/{name}.npz", source, "--laws", laws))


def make_estimates(folder):
    part = CONFIG["trained"]
    for name, each in part["lanczos"].items():
        case = each["case"]
        lanczos.main(
            words(
                folder / f"lanczos/{name}.npz", "--data", case["data"], "--activation",
                case["activation"], "--hidden", case["hidden"], "--samples", "--epochs",
                each["epochs"], "--exact" if each["exact"] else "",
                hessians.pairs("--way", each["ways"]), "--rate", part["rate"], "--seed",
                CONFIG["seed"],
            )
        )  # fmt: skip


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A folder that holds ``results`` as the workflow makes them."""
    pytest.importorskip("sklearn")
    folder = tmp_path_factory.mktemp("trained")
    for make in (make_networks, make_laws, make_controls, make_trials, make_cells, make_estimates):
        make(folder / "results" / "hessians")
    return folder


@pytest.fixture
def results(made):
    return find(made / "results")
