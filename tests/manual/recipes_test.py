# SPDX-License-Identifier: GPL-3.0-or-later
"""The recipes of docs/ci.md are YAML and shell, with commands that there are."""
import pathlib
import re
import shlex
import subprocess
import unittest

import yaml

from manual_test import commands_in, help_of, options_in

DOCUMENT = pathlib.Path(__file__).parent.parent.parent / "docs/ci.md"
SHELL_ENDS = {">", ">>", "||", "&&", "|", ";", "}", "2>&1"}


def snippets(language):
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", DOCUMENT.read_text())


def scripts_in(value):
    """Everything that a CI's YAML gives to a shell."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("run", "script"):
                yield from [inner] if isinstance(inner, str) else inner
            else:
                yield from scripts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from scripts_in(inner)


def calls_in(script):
    """The words of each call of folioscope."""
    for line in script.splitlines():
        words = shlex.split(line, comments=True)
        while "folioscope" in words:
            words = words[words.index("folioscope") + 1:]
            ends = [i for i, word in enumerate(words) if word in SHELL_ENDS]
            yield words[:ends[0]] if ends else words


class Recipes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        prose = re.sub(r"(?ms)^```\w+\n.*?^```$", "", DOCUMENT.read_text())
        blocks = re.findall(r"(?m)^(?: {4}.*\n)+", prose)
        scripts = snippets("sh") + blocks
        for snippet in snippets("yaml"):
            scripts += scripts_in(yaml.safe_load(snippet))
        cls.scripts = scripts
        cls.calls = [call for script in scripts for call in calls_in(script)]

    def test_every_snippet_of_yaml_is_a_map(self):
        found = [yaml.safe_load(text) for text in snippets("yaml")]
        self.assertEqual([type(one) for one in found], [dict] * 3)

    def test_shell_reads_every_script(self):
        for script in snippets("sh"):
            done = subprocess.run(["sh", "-n"], input=script, text=True, capture_output=True,
                                  check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_every_command_and_option_is_there(self):
        self.assertGreater(len(self.calls), 15)
        known = commands_in(help_of("folioscope"))
        for call in self.calls:
            with self.subTest(" ".join(call)):
                self.assertIn(call[0], known)
                text = help_of("folioscope", call[0])
                for word in call[1:]:
                    if word.startswith("-"):
                        self.assertIn(word.split("=")[0], options_in(text))

    def test_every_format_is_one_of_reports(self):
        text = help_of("folioscope", "report")
        words = set(re.search(r"--format FORMAT:\{(.*?)\}", text)[1].split(","))
        used = {call[call.index("--format") + 1] for call in self.calls if "--format" in call}
        self.assertLessEqual({"junit", "ktap"}, used)
        self.assertLessEqual(used, words)

    def test_every_exit_code_is_in_the_table(self):
        header = (DOCUMENT.parent.parent / "orchestrator/app/cli.h").read_text()
        codes = set(re.findall(r"constexpr int kExit\w+ = (\d+);", header)) - {"130"}
        rows = set(re.findall(r"(?m)^\| (\d+) \|", DOCUMENT.read_text()))
        self.assertEqual(rows, codes)


if __name__ == "__main__":
    unittest.main()
