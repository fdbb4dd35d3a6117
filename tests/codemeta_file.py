"""codemeta.json, of what pyproject.toml and CITATION.cff say: ``python -m tests.codemeta_file``."""

import json
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
FILE = ROOT / "codemeta.json"


def text() -> str:
    """The file as it should be (CodeMeta 3.0, JSON-LD)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return json.dumps(described(project, citation), indent=2, ensure_ascii=False) + "\n"


def described(project, citation) -> dict:
    """What there is to say of the software, by CodeMeta's names."""
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": project["name"],
        "description": project["description"],
        "version": project["version"],
        "license": f"https://spdx.org/licenses/{project['license']}",
        "author": [{"@type": "Organization", "name": a["name"]} for a in project["authors"]],
        "keywords": project["keywords"],
        "programmingLanguage": {"@type": "ComputerLanguage", "name": "Python"},
        "runtimePlatform": f"Python {project['requires-python']}",
        "operatingSystem": ["Linux", "macOS"],
        "softwareRequirements": project["dependencies"],
        "applicationCategory": "Mathematics",
        "readme": "README.md",
        "buildInstructions": "README.md",
        "referencePublication": [article(entry) for entry in citation["references"]],
    }


def article(entry) -> dict:
    """A paper of CITATION.cff."""
    names = [{"@type": "Person", "familyName": a["family-names"], "givenName": a["given-names"]}
             for a in entry["authors"]]  # fmt: skip
    where = [identified(each["value"]) for each in entry["identifiers"]]
    year = {"datePublished": str(entry["year"])} if "year" in entry else {}
    return (
        {"@type": "ScholarlyArticle", "name": entry["title"], "author": names}
        | year
        | {"identifier": where}
    )


def identified(value: str) -> str:
    """An identifier as an address."""
    return value.replace("arXiv:", "https://arxiv.org/abs/")


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
