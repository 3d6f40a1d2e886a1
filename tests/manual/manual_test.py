# SPDX-License-Identifier: GPL-3.0-or-later
"""What --help says is on the pages and is completed, by man(1), bash, zsh and fish as they are."""
import json
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time
import unittest

BUILD = pathlib.Path(os.environ["FOLIOSCOPE_BUILD"])
MANUAL = BUILD / "manual"
CONFIGS = pathlib.Path(__file__).parent.parent.parent / "configs"
PROGRAMS = ("folioscope", "folioscope-analyzer")


def output_of(*words, **options):
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stderr}"
    return done.stdout


def help_of(*words):
    return output_of(BUILD / "bin" / words[0], *words[1:], "--help",
                     env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})


def commands_in(text):
    """Names under "Subcommands:"."""
    found = re.search(r"^Subcommands:\n((?:  .*\n)+)", text, re.MULTILINE)
    return re.findall(r"^  ([a-z]\S*)", found[1], re.MULTILINE) if found else []


def options_in(text):
    """Every name of an option at the beginning of a line."""
    names = set()
    for line in re.findall(r"^ +(-[^\s,]+(?:, ?-[^\s,]+)*)", text, re.MULTILINE):
        names |= set(re.split(r", ?", line))
    return names


def positionals_in(text):
    usage = re.search(r"^Usage: (.*)", text, re.MULTILINE)[1]
    return set(re.findall(r"\b[A-Z][A-Z0-9]+\b", usage)) - {"OPTIONS", "SUBCOMMAND"}


def lines_of_commands():
    """Each command as the words to call it by, programs included, with its help."""
    lines = []
    todo = [(program,) for program in PROGRAMS]
    while todo:
        words = todo.pop()
        text = help_of(*words)
        lines.append((words, text))
        todo += [words + (name,) for name in commands_in(text)]
    return lines


def page_of(words):
    """`folioscope cache prune` stands on the page of `folioscope cache`."""
    return MANUAL / words[0] / "man/man1" / ("-".join(words[:2]) + ".1")


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pages = sorted(MANUAL.glob("*/man/man?/*"))
        cls.shown, cls.warnings = {}, {}
        for page in cls.pages:
            done = subprocess.run(
                ["man", "--warnings", "-E", "UTF-8", "-l", page], check=True, capture_output=True,
                text=True, env={**os.environ, "MANWIDTH": "100", "MANPAGER": "cat",
                                "LC_ALL": "C.UTF-8"})
            cls.shown[page], cls.warnings[page.name] = done.stdout, done.stderr

    def test_groff_has_nothing_to_say(self):
        self.assertGreater(len(self.pages), 25)
        self.assertEqual({name: text for name, text in self.warnings.items() if text}, {})

    def test_whatis_reads_each_name(self):
        lines = output_of("lexgrog", *self.pages).splitlines()
        self.assertEqual(len(lines), len(self.pages))
        for page, line in zip(self.pages, lines):
            self.assertRegex(line, rf': "{re.escape(page.stem)} - [^"]+"$')

    def test_every_command_and_option_of_help_is_on_its_page(self):
        lines = lines_of_commands()
        self.assertGreater(len(lines), 25)
        for words, text in lines:
            shown = self.shown[page_of(words)]
            for name in options_in(text) | positionals_in(text):
                with self.subTest(" ".join(words), name=name):
                    self.assertRegex(shown, rf"(?m)(^|[ ,\[]){re.escape(name)}\b")
            for name in commands_in(text):
                with self.subTest(" ".join(words), name=name):
                    self.assertIn(name, shown)

    def test_every_key_of_an_experiment_is_on_its_page(self):
        page = (MANUAL / "folioscope/man/man5/folioscope-experiment.5").read_text()
        schema = json.loads((CONFIGS / "experiment.schema.json").read_text())
        maps = [schema, *schema["definitions"].values()]
        keys = [key for one in maps for key in one.get("properties", {})]
        self.assertGreater(len(keys), 80)
        for key in keys:
            self.assertIn(f".TP\n\\fB{key}\\fR", page)

    def test_what_the_documents_say_of_experiments_is_on_its_page(self):
        page = (MANUAL / "folioscope/man/man5/folioscope-experiment.5").read_text()
        headings = re.findall(r"(?m)^## (.*)$", (CONFIGS / "README.md").read_text())
        self.assertGreater(len(headings), 8)
        for heading in headings:
            self.assertIn(f'.SH "{heading.upper()}"', page)


class Shell(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="folioscope-shell-")
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)
        (self.place / "fix.patch").write_text("")
        (self.place / "with blank.yaml").write_text("")


def bash_words(line):
    """As readline cuts a line: = is a word of its own."""
    return [word for word in re.split(r"(=)| ", line) if word is not None and word != ""] + (
        [""] if line.endswith(" ") else [])


class Bash(Shell):
    def complete(self, line):
        program = line.split()[0]
        words = bash_words(line)
        script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  f"_{program.replace('-', '_')}; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
        out = output_of("bash", "--norc", "-u", "-c", script, "bash", MANUAL / program / "bash",
                        *words, cwd=self.place)
        return set(out.splitlines()) - {""}

    def test_every_command_and_option_of_help_is_completed(self):
        for words, text in lines_of_commands():
            line = " ".join(words)
            with self.subTest(line):
                self.assertEqual(self.complete(line + " -"), options_in(text))
                if commands_in(text):
                    self.assertEqual(self.complete(line + " "), set(commands_in(text)))

    def test_words_of_an_option(self):
        self.assertEqual(self.complete("folioscope run --accel "), {"auto", "kvm", "tcg"})
        self.assertEqual(self.complete("folioscope run --accel=k"), {"kvm"})
        self.assertEqual(self.complete("folioscope-analyzer --theme l"), {"light"})

    def test_files_where_they_are_meant(self):
        files = {"fix.patch", "with blank.yaml"}
        self.assertEqual(self.complete("folioscope try "), files)
        self.assertEqual(self.complete("folioscope run --out=w"), {"with blank.yaml"})
        self.assertEqual(self.complete("folioscope run --guests "), set())
        self.assertEqual(self.complete("folioscope try --force "), files)

    def test_the_name_of_a_file_is_no_command(self):
        self.assertEqual(self.complete("folioscope check cache pr"), set())


class Zsh(unittest.TestCase):
    """One interactive zsh, in which the programs are functions that print their words."""
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="folioscope-zsh-"))
        cls.addClassCleanup(shutil.rmtree, cls.place)
        (cls.place / "fix.patch").write_text("")
        functions = cls.place / ".functions"
        functions.mkdir()
        for program in PROGRAMS:
            (functions / f"_{program}").write_bytes((MANUAL / program / "zsh").read_bytes())
        pid, cls.terminal = pty.fork()
        if pid == 0:
            os.chdir(cls.place)
            os.execvpe("zsh", ["zsh", "-f", "-i"], {**os.environ, "TERM": "dumb", "PS1": "$ "})
        cls.addClassCleanup(os.waitpid, pid, 0)
        cls.addClassCleanup(os.close, cls.terminal)
        setup = [f"fpath=({functions} $fpath)", "autoload -Uz compinit", "compinit -D -u"]
        setup += [f'{program}() {{ print -r "<<$*>>" }}' for program in PROGRAMS]
        os.write(cls.terminal, ("; ".join(setup) + "; print rea''dy\n").encode())
        cls.read(r"ready\r?\n")

    @classmethod
    def complete(cls, line):
        """What `line` and a tab become, as words behind the program's name."""
        os.write(cls.terminal, (line + "\t").encode())
        os.write(cls.terminal, b"\n")
        return cls.read(r"<<([^$].*?)>>")[1]

    @classmethod
    def read(cls, pattern):
        seen, deadline = "", time.monotonic() + 60
        while not (found := re.search(pattern, seen)):
            ready, _, _ = select.select([cls.terminal], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"zsh did not get to {pattern}: {seen}"
            seen += os.read(cls.terminal, 4096).decode(errors="replace")
        return found

    def test_it_reads_the_files(self):
        for program in PROGRAMS:
            output_of("zsh", "-n", MANUAL / program / "zsh")

    def test_commands(self):
        self.assertEqual(self.complete("folioscope cal"), "calibrate")
        self.assertEqual(self.complete("folioscope cache pr"), "cache prune")

    def test_options_and_their_words(self):
        self.assertEqual(self.complete("folioscope run --acc"), "run --accel")
        self.assertEqual(self.complete("folioscope run --accel=k"), "run --accel=kvm")
        self.assertEqual(self.complete("folioscope-analyzer --theme=li"), "--theme=light")

    def test_files_where_they_are_meant(self):
        self.assertEqual(self.complete("folioscope try fix"), "try fix.patch")
        self.assertEqual(self.complete("folioscope try --force fix"), "try --force fix.patch")

    def test_every_option_of_help_is_in_its_function(self):
        text = (MANUAL / "folioscope/zsh").read_text()
        for words, help_text in lines_of_commands():
            if words[0] != "folioscope":
                continue
            function = re.search(rf"(?ms)^_{'_'.join(words)}\(\) \{{$(.*?)^\}}$", text)
            self.assertIsNotNone(function, words)
            for name in options_in(help_text):
                self.assertRegex(function[1], rf"\){re.escape(name)}[=+]?\[|'\*{re.escape(name)}[=+]")


class Fish(Shell):
    def complete(self, line):
        program = line.split()[0]
        out = output_of("fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]",
                        MANUAL / program / "fish", line, cwd=self.place,
                        env={**os.environ, "HOME": str(self.place)})
        return {one.split("\t")[0] for one in out.splitlines()}

    def test_every_command_and_option_of_help_is_completed(self):
        for words, text in lines_of_commands():
            line = " ".join(words)
            with self.subTest(line):
                long = {name for name in options_in(text) if name.startswith("--")}
                self.assertEqual(self.complete(line + " --"), long)
                if commands_in(text):
                    self.assertEqual(self.complete(line + " "), set(commands_in(text)))

    def test_words_of_an_option(self):
        self.assertEqual(self.complete("folioscope run --accel "), {"auto", "kvm", "tcg"})
        self.assertEqual(self.complete("folioscope-analyzer --theme l"), {"light"})

    def test_files_where_they_are_meant(self):
        self.assertIn("fix.patch", self.complete("folioscope try "))
        self.assertIn("fix.patch", self.complete("folioscope try --force "))
        self.assertEqual(self.complete("folioscope run --guests "), set())


if __name__ == "__main__":
    unittest.main()
