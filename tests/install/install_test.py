# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed product, in a prefix of its own and without the checkout and its build."""
import configparser
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml

BUILD = pathlib.Path(os.environ["FOLIOSCOPE_BUILD"])
SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
DESKTOP_ID = "org.folioscope.Analyzer"


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True,
                          check=False, **options)


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="folioscope-install-"))
        cls.addClassCleanup(shutil.rmtree, cls.place)
        cls.prefix = cls.place / "usr"
        done = run("cmake", "--install", BUILD, "--prefix", cls.prefix)
        assert done.returncode == 0, done.stdout + done.stderr
        cls.share = cls.prefix / "share"


class Programs(Installed):
    def setUp(self):
        self.home = self.place / "home"
        self.home.mkdir(exist_ok=True)
        self.quickstart = self.share / "folioscope/configs/experiments/quickstart.yaml"

    def alone(self, *words):
        """Where checkout and build are empty directories."""
        return run(*self.hiding, self.prefix / "bin" / words[0], *words[1:], cwd=self.place,
                   env={"PATH": os.environ["PATH"], "HOME": str(self.home),
                        "QT_QPA_PLATFORM": "offscreen"})

    @property
    def hiding(self):
        # In a chroot there is no mount that a namespace of one's own could make private.
        mounts = pathlib.Path("/proc/self/mountinfo").read_text().splitlines()
        if "/" not in (line.split()[4] for line in mounts):
            return []
        user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        hide = 'mount -t tmpfs none "$1"; [ ! -d "$2" ] || mount -t tmpfs none "$2"; shift 2; exec "$@"'
        return ["unshare", "--mount", *user, "sh", "-ec", hide, "sh", SOURCE, BUILD]

    def test_the_checkout_cannot_be_seen(self):
        if hiding := self.hiding:
            self.assertEqual(run(*hiding, "ls", "-A", SOURCE).stdout, "")

    def test_the_quickstart_is_taken(self):
        done = self.alone("folioscope", "check", self.quickstart)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(": ok, 12 boots", done.stdout)

    def test_a_program_that_no_guest_has_is_refused(self):
        """The guest's programs are found, or this could not be known."""
        wrong = self.place / "wrong.yaml"
        wrong.write_text(self.quickstart.read_text().replace("cma-churn", "no-such-program"))
        done = self.alone("folioscope", "check", wrong)
        self.assertEqual(done.returncode, 2)
        self.assertIn("no-such-program", done.stderr)

    def test_the_quickstart_is_planned(self):
        done = self.alone("folioscope", "plan", self.quickstart)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("drain-only", done.stdout)

    def test_an_experiment_of_ones_own_takes_what_comes_along(self):
        own = self.home / "own.yaml"
        shutil.copy(self.quickstart, own)
        done = self.alone("folioscope", "check", own)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_runs_are_listed(self):
        (self.home / "runs").mkdir(exist_ok=True)
        done = self.alone("folioscope", "list", self.home / "runs")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_the_host_has_its_guest_programs(self):
        done = self.alone("folioscope", "doctor")
        self.assertIn(f"guest programs: {self.prefix}/libexec/folioscope", done.stdout)

    def test_the_analyzer_starts(self):
        done = self.alone("folioscope-analyzer", "--version")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_no_text_names_the_checkout(self):
        """Programs do, in their asserts."""
        for path in self.prefix.rglob("*"):
            if path.is_file() and not (content := path.read_bytes()).startswith(b"\x7fELF"):
                self.assertFalse(os.fsencode(SOURCE) + b"/" in content, path)

    def test_every_workload_is_installed(self):
        names = {path.name for path in (BUILD / "guest/workloads").iterdir()}
        there = {path.name for path in (self.prefix / "libexec/folioscope/workloads").iterdir()}
        self.assertEqual(names, there)
        self.assertIn("cma-churn", there)


class Desktop(Installed):
    def file(self, path):
        found = self.share / path
        self.assertTrue(found.is_file(), found)
        return found

    def test_the_menu_entry_is_valid_and_starts_what_is_there(self):
        entry = self.file(f"applications/{DESKTOP_ID}.desktop")
        done = run("desktop-file-validate", entry)
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        keys = configparser.ConfigParser(interpolation=None)
        keys.read(entry)
        program = keys["Desktop Entry"]["Exec"].split()[0]
        self.assertTrue(os.access(self.prefix / "bin" / program, os.X_OK))
        self.file(f"icons/hicolor/scalable/apps/{keys['Desktop Entry']['Icon']}.svg")

    def test_the_catalogue_entry_is_valid(self):
        entry = self.file(f"metainfo/{DESKTOP_ID}.metainfo.xml")
        done = run("appstreamcli", "validate", "--no-net", entry)
        # There is no home page, of which newer ones warn.
        wrong = [line for line in done.stdout.splitlines()
                 if line.startswith(("E:", "W:")) and "url-homepage-missing" not in line]
        self.assertEqual(wrong, [])
        self.assertIn("Validation", done.stdout)
        version = run(self.prefix / "bin/folioscope", "--version").stdout.split()[1]
        self.assertEqual(xml.parse(entry).find("releases/release").get("version"), version)

    def test_drawings_and_types_are_xml(self):
        for path in (f"icons/hicolor/scalable/apps/{DESKTOP_ID}.svg",
                     f"mime/packages/{DESKTOP_ID}.xml"):
            self.assertEqual(run("xmllint", "--noout", self.file(path)).stderr, "")

    def test_a_run_is_known_by_what_is_in_it(self):
        data = self.place / "data"
        shutil.copytree("/usr/share/mime/packages", data / "mime/packages", dirs_exist_ok=True)
        shutil.copy(self.file(f"mime/packages/{DESKTOP_ID}.xml"), data / "mime/packages")
        self.assertEqual(run("update-mime-database", data / "mime").returncode, 0)
        self.assertEqual(self.type_of("run.db", 0x666F6C69, data), "application/x-folioscope-run")
        self.assertEqual(self.type_of("other.db", 7, data), "application/vnd.sqlite3")

    def type_of(self, name, application_id, data):
        path = self.place / name
        with sqlite3.connect(path) as database:
            database.execute(f"PRAGMA application_id = {application_id}")
            database.execute("CREATE TABLE run(id)")
        database.close()
        done = run("gio", "info", "-a", "standard::content-type", path,
                   env={**os.environ, "XDG_DATA_DIRS": str(data), "XDG_DATA_HOME": str(data),
                        "LC_ALL": "C.UTF-8"})
        return done.stdout.split()[-1]


def packages_txt(*kinds):
    lines = (SOURCE / "docker/packages.txt").read_text().splitlines()
    return {words[1] for line in lines if (words := line.split()) and words[0] in kinds}


def debian_control():
    """Each paragraph of debian/control as a map of its fields."""
    for text in (SOURCE / "debian/control").read_text().split("\n\n"):
        yield dict(re.findall(r"(?ms)^([A-Z][A-Za-z-]*):(.*?)(?=^[A-Z]|\Z)", text))


def names_in(field):
    """Of each dependency the names that will do: [{"a"}, {"b", "c"}]."""
    wanted = [one for one in field.split(",") if one.strip() and "${" not in one.split("(")[0]]
    return [{re.match(r"\s*([a-z0-9][a-z0-9+.-]*)", way)[1] for way in one.split("|")}
            for one in wanted]


class Packages(unittest.TestCase):
    """debian/control asks for what docker/packages.txt lists."""
    @classmethod
    def setUpClass(cls):
        cls.source, *binaries = debian_control()
        cls.binaries = {one["Package"].strip(): one for one in binaries}

    def test_what_a_build_needs_is_listed(self):
        listed = packages_txt("run", "build")
        needed = names_in(self.source["Build-Depends"])
        self.assertGreater(len(needed), 30)
        for names in needed:
            # pkg-config is what Debian 12 has of pkgconf; debhelper is for packages alone.
            self.assertTrue(names & (listed | {"debhelper-compat"}), names)

    def test_what_runs_need_is_what_the_packages_depend_on(self):
        asked = set().union(*(names for package in self.binaries.values()
                              for field in ("Depends", "Recommends", "Suggests")
                              for names in names_in(package.get(field, ""))))
        # Libraries that programs are linked with are found by dpkg-shlibdeps.
        libraries = {name for name in packages_txt("run") if re.fullmatch(r"lib.*[0-9]|zlib1g", name)}
        self.assertGreater(len(packages_txt("run") - libraries), 20)
        self.assertLessEqual(packages_txt("run") - libraries, asked)
        self.assertLessEqual(asked, packages_txt("run", "build", "optional") | set(self.binaries)
                             | {"fonts-freefont-ttf", "linux-source"})


if __name__ == "__main__":
    unittest.main()
