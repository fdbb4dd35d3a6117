"""The list of checksums is one that sha256sum checks."""

import hashlib
import subprocess

from scripts.publish import manifest


def test_the_manifest_is_what_sha256sum_checks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["b.npz", "a file.txt"]
    for name in names:
        (tmp_path / name).write_text(name)
    manifest.main(["sums", *names, "b.npz"])
    digest = hashlib.sha256(b"a file.txt").hexdigest()
    lines = (tmp_path / "sums").read_text().splitlines()
    assert lines[0] == f"{digest}  a file.txt"
    assert len(lines) == 2
    check = ["sha256sum", "--check", "--strict", "sums"]
    subprocess.run(check, check=True, capture_output=True)
    (tmp_path / "b.npz").write_text("other")
    assert subprocess.run(check, capture_output=True).returncode == 1
