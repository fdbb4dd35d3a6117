"""What the page on studies says is what is: tables, examples, and what it prints."""

import json
import re

import pytest
import yaml
from jsonschema import Draft202012Validator

from scripts.fingerprint import ROOT
from tests.study import page
from workflow.study.schema import Study

EXAMPLES = sorted((ROOT / "config/examples").glob("*.yaml"))
TEXT = page.PAGE.read_text()


def test_the_tables_and_what_editors_are_told_are_current():
    """If this fails: ``python -m tests.study.page``."""
    assert page.written(TEXT) == TEXT
    assert page.SCHEMA.read_text() == page.schema()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_stand_on_the_page_and_fit_what_editors_are_told(path):
    text = path.read_text()
    blocks = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert text.partition("\n")[2] in blocks  # but for the comment at its head
    validator = Draft202012Validator(json.loads(page.schema()))
    assert not list(validator.iter_errors(yaml.safe_load(text)))
    assert list(validator.iter_errors({"architecture": {"depth": 0}}))
    assert list(validator.iter_errors({"titel": "x"}))


def test_every_key_has_a_meaning_and_every_number_limits():
    def visit(node):
        if isinstance(node, dict):
            if node.get("type") in ("integer", "number"):
                assert {"minimum", "exclusiveMinimum"} & set(node), node
                assert {"maximum", "exclusiveMaximum"} & set(node), node
            for name, value in node.get("properties", {}).items():
                assert value.get("description"), name
            for value in node.values():
                visit(value)
        elif isinstance(node, list):
            for value in node:
                visit(value)

    visit(Study.model_json_schema())
