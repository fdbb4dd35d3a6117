"""A quick run as jobs of Slurm, and with results in a bucket: the same bytes as here.

Needs what ``envs/cluster.lock`` lists (`.ci/cluster`). Slurm is Debian's, on this one machine, and
is set up by who may do so: root.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.fingerprint import ROOT
from tests.workflow.conftest import copy_repository
from tests.workflow.pods import Pods
from tests.workflow.test_end_to_end import PROMISED as STUDIED
from tests.workflow.test_end_to_end import TARGETS as STUDY
from tests.workflow.test_end_to_end import Copy

pytest.importorskip("snakemake_storage_plugin_s3", reason="envs/cluster.lock: .ci/cluster")
TARGETS = ("results/finite/gluings.npz", "results/spectra/depths/gaussian.npz")
QUICK = ("--configfile", "config/quick.yaml")


def run(folder, profile, *words, **env):
    """Snakemake in a copy of the repository with one of its profiles; what it says."""
    if not folder.exists():
        copy_repository(folder)
    profile = ROOT / "workflow" / "profiles" / profile
    words = [*QUICK, "--workflow-profile", profile, *words]
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", *map(str, words)],
        cwd=folder,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    return done.stdout


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The bytes of two results that this machine makes by itself."""
    folder = tmp_path_factory.mktemp("here") / "copy"
    run(folder, "default", *TARGETS)
    return {name: (folder / name).read_bytes() for name in TARGETS}


@pytest.fixture(scope="module")
def bucket():
    """A server that answers like S3, and the options that lead to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait()


def held(bucket, folder):
    """The bytes of all figures and results in a folder of the bucket."""
    import boto3

    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
    store = boto3.client("s3", endpoint_url=bucket, region_name="us-east-1", **keys)
    found = {}
    for page in store.get_paginator("list_objects_v2").paginate(
        Bucket="freewidth", Prefix=f"{folder}/"
    ):
        for key in (each["Key"] for each in page.get("Contents", ())):
            name = key.removeprefix(f"{folder}/")
            if name.startswith(("figures/", "results/")):
                with store.get_object(Bucket="freewidth", Key=key)["Body"] as body:
                    found[name] = body.read()
    store.close()
    return found


def into(bucket, folder):
    """Options that have everything lie in a folder of the bucket."""
    return [
        "--storage-s3-endpoint-url",
        bucket,
        "--storage-s3-access-key",
        "x",
        "--storage-s3-secret-key",
        "x",
        "--default-storage-prefix",
        f"s3://freewidth/{folder}",
    ]


def test_a_bucket_holds_the_same_bytes(here, bucket, tmp_path):
    """Made twice: the second run finds everything there, although nothing is on the disk."""
    where = into(bucket, "run")
    run(tmp_path / "copy", "s3", *where, "--", *TARGETS)
    assert held(bucket, "run") == here
    assert not any((tmp_path / "copy" / name).exists() for name in here)
    shutil.rmtree(tmp_path / "copy" / ".snakemake" / "storage", ignore_errors=True)
    assert "Nothing to be done" in run(tmp_path / "copy", "s3", *where, "--", *TARGETS)


@pytest.mark.slow
def test_a_whole_study_in_a_bucket_has_the_same_bytes_records_and_all(bucket, tmp_path):
    """That of spectra at the smallest sizes: no record says where what it was made from lay."""
    local, remote = Copy(tmp_path / "local"), Copy(tmp_path / "remote")
    local.snakemake(*STUDY)
    profile = ROOT / "workflow" / "profiles" / "s3"
    remote.snakemake(*STUDY, *into(bucket, "study"), "--workflow-profile", profile)
    stored, made = held(bucket, "study"), local.contents()
    assert {*STUDIED} - set(STUDY) <= stored.keys()
    assert stored == {name: made.get(name) for name in stored}
    for suffix in (".html", ".ipynb", ".json", ".npz", ".png"):  # of notebooks, records and all
        assert any(name.endswith(suffix) for name in stored)


SLURM = """ClusterName=one
SlurmctldHost={host}
AuthType=auth/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MinJobAge=300
ReturnToService=2
StateSaveLocation=/var/spool/slurmctld
SlurmdSpoolDir=/var/spool/slurmd
NodeName={host} CPUs={cpus} RealMemory=4000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES State=UP MaxTime=INFINITE
"""


@pytest.fixture(scope="module")
def slurm():
    """Slurm on this machine, if it is there or Debian's packages may be started by root."""
    if shutil.which("sinfo") and "idle" in _said("sinfo", "-h", "-o", "%T"):
        return
    if os.getuid() or not (shutil.which("slurmctld") and shutil.which("munged")):
        pytest.skip("needs slurmctld, slurmd and munge (Debian's), and root to start them")
    for folder in ("/etc/slurm", "/var/spool/slurmctld", "/var/spool/slurmd", "/run/munge"):
        Path(folder).mkdir(parents=True, exist_ok=True)
    shutil.chown("/run/munge", "munge", "munge")
    text = SLURM.format(host=socket.gethostname(), cpus=os.cpu_count())
    Path("/etc/slurm/slurm.conf").write_text(text)
    _said("runuser", "-u", "munge", "--", "/usr/sbin/munged")
    _said("slurmctld")
    _said("slurmd")
    for _ in range(60):
        if "idle" in _said("sinfo", "-h", "-o", "%T"):
            return
        time.sleep(0.5)
    pytest.fail("Slurm does not start: " + _said("sinfo"))


def _said(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["slurm", "cluster-generic"])
def test_jobs_of_a_queue_make_the_same_bytes(here, slurm, profile, tmp_path):
    said = run(tmp_path / "copy", profile, *TARGETS)
    assert "2 of 2 steps" in said
    for name, content in here.items():
        assert (tmp_path / "copy" / name).read_bytes() == content


@pytest.mark.slow
def test_a_job_that_the_queue_kills_is_named_and_tried_again(here, slurm, tmp_path):
    """Cancelled while it runs: the second try makes it."""
    copy_repository(tmp_path / "copy")
    name = TARGETS[0]
    words = [sys.executable, "-m", "snakemake", *QUICK, "--workflow-profile",
             ROOT / "workflow/profiles/cluster-generic", name]  # fmt: skip
    with (tmp_path / "said").open("w") as log:
        how = {"cwd": tmp_path / "copy", "stdout": log, "stderr": log}
        queued = subprocess.Popen(list(map(str, words)), **how)
    killed = False
    while queued.poll() is None:
        running = _said("squeue", "-h", "-n", "experiment", "-t", "RUNNING", "-o", "%A").split()
        if running and not killed:
            killed = not _said("scancel", running[0])
        time.sleep(0.5)
    said = (tmp_path / "said").read_text()
    assert killed
    assert queued.returncode == 0, said[-5000:]
    assert "Error in rule experiment" in said
    assert "Trying to restart" in said
    assert (tmp_path / "copy" / name).read_bytes() == here[name]


@pytest.mark.slow
def test_containers_without_a_common_disk_make_the_same_bytes(here, bucket, tmp_path):
    """The jobs that Kubernetes would get, each in an empty folder; sources come by the bucket."""
    keys = {"SNAKEMAKE_STORAGE_S3_ACCESS_KEY": "x", "SNAKEMAKE_STORAGE_S3_SECRET_KEY": "x"}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    copy = tmp_path / "copy"
    copy_repository(copy)
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@b")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "all")):
        subprocess.run([*git, *words], cwd=copy, check=True)
    with Pods({"PATH": path, "HOME": str(tmp_path)}) as pods:
        (tmp_path / "config").write_text(pods.config)
        where = [
            "--storage-s3-endpoint-url",
            bucket,
            "--default-storage-prefix",
            "s3://freewidth/pods",
            "--container-image",
            "freewidth",
        ]
        run(copy, "kubernetes", *where, "--", *TARGETS, KUBECONFIG=str(tmp_path / "config"), **keys)
    assert len(pods.jobs) == len(TARGETS)
    for job in pods.jobs.values():
        (container,) = job["spec"]["template"]["spec"]["containers"]
        assert container["image"] == "freewidth"
        asked = container["resources"]["requests"]
        assert (asked["cpu"], asked["memory"]) == ("950m", "1000M")
        assert "x" not in container["args"][1].split()  # keys are secrets
    assert held(bucket, "pods") == here


@pytest.fixture
def stored(bucket, monkeypatch):
    """A cache in the bucket."""
    import boto3

    from freewidth import cache

    for name, value in {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": bucket,
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="kept")
    return cache.opened("s3://kept/of/freewidth")


def test_a_bucket_keeps_entries_as_a_folder_does(stored):
    import numpy as np

    assert stored.get("laws", {"seed": 1}) is None
    for seed in range(3):
        stored.put("laws", {"seed": seed}, {"said": seed}, {"x": np.arange(seed)})
    found = stored.get("laws", {"seed": 2})
    assert (found.params, found.arrays["x"].tolist()) == ({"said": 2}, [0, 1])
    assert len(list(stored.items())) == 3
    assert list(stored.verify()) == []
    name = next(stored.items()).name
    stored.place.write(name, stored.place.read(name)[:-1])
    assert [wrong for wrong, _ in stored.verify()] == [name]
    assert len(stored.prune(0)) == 3
    assert list(stored.items()) == []
    with pytest.raises(FileNotFoundError):
        stored.place.read(name)


def test_a_bucket_that_cannot_be_reached_is_left_out(stored, monkeypatch):
    import numpy as np

    from freewidth import cache

    with socket.socket() as free:  # nobody listens there
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free.getsockname()[1]}")
        lost = cache.opened("s3://kept/of/freewidth")
        with pytest.warns(UserWarning, match="left out"):
            assert lost.get("laws", {"seed": 1}) is None
        lost.put("laws", {"seed": 1}, {}, {"x": np.zeros(1)})
    with pytest.warns(UserWarning, match="left out"):
        assert cache.opened("s3://no-such-bucket").get("laws", {}) is None


def test_a_run_takes_from_the_bucket_what_another_has_left(here, stored, tmp_path):
    """In the environment that steps have; the bytes are those of a run without a cache."""
    import boto3

    for name in ("first", "second"):
        said = run(tmp_path / name, "default", *TARGETS, FREEWIDTH_CACHE="s3://kept/of/freewidth")
        assert {each: (tmp_path / name / each).read_bytes() for each in TARGETS} == here
        assert ("pieces came from the cache" in said) == (name == "second")
    keys = boto3.client("s3").list_objects_v2(Bucket="kept")["Contents"]
    assert {each["Key"].split("/")[2] for each in keys} == {"experiments", "spectra"}
