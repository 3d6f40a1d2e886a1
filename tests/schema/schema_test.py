# SPDX-License-Identifier: GPL-3.0-or-later
"""What is right is taken, what is wrong is refused where it stands.

unseen.txt has the mistakes of the readers' golden files that the schema cannot see, because they are
about files, sums, the range of a number with a unit, or two places at once. A new golden mistake is
either seen, or decided on: run with FOLIOSCOPE_UPDATE=1 and read the diff."""
import json
import os
import pathlib
import re
import unittest

import jsonschema

from yaml_values import Document, in_quotes, scalar

HERE = pathlib.Path(__file__).parent
CONFIGS = HERE.parent.parent / "configs"
GOLDEN = HERE.parent.parent / "orchestrator/spec/testdata"
UNSEEN = HERE / "unseen.txt"
# No YAML, or no document: editors say so themselves.
NO_DOCUMENT = {"alias_bomb", "alias_cycle", "empty", "key_that_is_a_list", "only_a_comment",
               "syntax_error", "tab", "two_documents"}


def validator(name):
    schema = json.loads((CONFIGS / f"{name}.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


EXPERIMENT = validator("experiment")
EVENT_GROUP = validator("event-group")


def mistakes_of(path):
    """Of a golden file: (line, column, message), of what is wrong in the file itself."""
    found = []
    for line in path.with_suffix(".expected").read_text().splitlines():
        if match := re.match(rf"{re.escape(path.name)}:(\d+):(\d+): (.*)", line):
            found.append((int(match[1]), int(match[2]), match[3]))
    return found


def golden_files():
    return [path for path in sorted(GOLDEN.glob("*.yaml")) if path.stem not in NO_DOCUMENT]


def innermost(error):
    """Of `anyOf`: what is wrong with the alternatives that the value is one of by its type."""
    branches = {}
    for inner in error.context or []:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    meant = [branch for branch in branches.values()
             if not any(e.validator in ("type", "enum") and not e.path for e in branch)]
    if error.validator != "anyOf" or not meant:
        return [error]
    return [leaf for branch in meant for inner in branch for leaf in innermost(inner)]


def related(error):
    """The keys that a relation between keys is about."""
    if error.validator == "dependencies":
        return set(error.validator_value)
    if error.validator == "not":
        return set(error.validator_value["required"])
    if error.validator == "oneOf":
        return {branch["required"][0] for branch in error.validator_value}
    return set()


def places_of_error(document, error):
    """A key that the schema does not know; else the value, and the keys in it that do not go
    together."""
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        unknown = set(error.instance) - set(error.schema["properties"])
        return {document.places[(path, key)] for key in unknown}
    if "propertyNames" in error.relative_schema_path:
        return {document.places[(path, error.instance)]}
    places = {document.places[path]}
    for key in related(error) & set(error.instance if isinstance(error.instance, dict) else ()):
        places |= {document.places[(path, key)], document.places[path + (key,)]}
    return places


def places_of(document, validation):
    places = set()
    for error in validation.iter_errors(document.value):
        for leaf in innermost(error):
            places |= places_of_error(document, leaf)
    return places


class Shipped(unittest.TestCase):
    def check(self, files, validation):
        self.assertTrue(files)
        for path in files:
            for read in (scalar, in_quotes):
                with self.subTest(path.name, read=read.__name__):
                    validation.validate(Document(path.read_text(), read).value)

    def test_experiments_are_taken(self):
        self.check(list(CONFIGS.glob("experiments/*.yaml")), EXPERIMENT)

    def test_event_groups_are_taken(self):
        self.check(list(CONFIGS.glob("events/*.yaml")), EVENT_GROUP)


class Golden(unittest.TestCase):
    def test_what_the_readers_take_is_taken(self):
        right = [path for path in golden_files() if not mistakes_of(path)]
        self.assertGreater(len(right), 10)
        for path in right:
            for read in (scalar, in_quotes):
                with self.subTest(path.name, read=read.__name__):
                    EXPERIMENT.validate(Document(path.read_text(), read).value)


class Mistakes(unittest.TestCase):
    maxDiff = None

    def test_those_that_a_schema_cannot_see_are_known(self):
        unseen, seen = [], 0
        for path in golden_files():
            places = places_of(Document(path.read_text()), EXPERIMENT)
            for line, column, message in mistakes_of(path):
                if (line, column) in places:
                    seen += 1
                else:
                    unseen.append(f"{path.name}:{line}:{column}: {message}")
        text = "\n".join(unseen) + "\n"
        if os.environ.get("FOLIOSCOPE_UPDATE"):
            UNSEEN.write_text(text)
        self.assertEqual(UNSEEN.read_text(), text)
        self.assertGreater(seen, 100)


if __name__ == "__main__":
    unittest.main()
