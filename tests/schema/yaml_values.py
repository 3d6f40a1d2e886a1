# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML text as an editor's language server reads it: YAML 1.2, its core schema. PyYAML's own
resolver is one of 1.1, where the key `on` is a truth and 12:30 a number."""
import re

import yaml

CORE = [
    (re.compile(r"(|~|null|Null|NULL)$"), lambda text: None),
    (re.compile(r"(true|True|TRUE)$"), lambda text: True),
    (re.compile(r"(false|False|FALSE)$"), lambda text: False),
    (re.compile(r"[-+]?[0-9]+$"), int),
    (re.compile(r"0x[0-9a-fA-F]+$"), lambda text: int(text, 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"), float),
]


def scalar(node):
    if node.style is None:
        for pattern, make in CORE:
            if pattern.match(node.value):
                return make(node.value)
    return node.value


def in_quotes(node):
    """As if every value but an empty one had been written in quotes."""
    return None if scalar(node) is None else node.value


class Document:
    """The value, and where its parts stand: line and column, from 1."""

    def __init__(self, text, read_scalar=scalar):
        self._text = text
        self._read_scalar = read_scalar
        self.places = {}  # by path; a key's own by (path, key)
        self.value = self._value(yaml.compose(text, Loader=yaml.BaseLoader), ())

    def _value(self, node, path):
        self.places[path] = self._place(node)
        if isinstance(node, yaml.ScalarNode):
            return self._read_scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, path + (i,)) for i, item in enumerate(node.value)]
        value = {}
        for key, item in node.value:
            self.places[(path, key.value)] = self._place(key)
            value[key.value] = self._value(item, path + (key.value,))
        return value

    def _place(self, node):
        """Of a value that is not there, where what follows begins."""
        if node.start_mark.index != node.end_mark.index:
            return node.start_mark.line + 1, node.start_mark.column + 1
        rest = self._text[node.start_mark.index:]
        before = self._text[:len(self._text) - len(rest.lstrip())]
        return before.count("\n") + 1, len(before) - before.rfind("\n")
