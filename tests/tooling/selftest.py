# SPDX-License-Identifier: GPL-3.0-or-later
"""Each checker is shown something bad and must say so, and something good and must keep quiet."""
import pathlib
import tempfile
import unittest

import hazards
import layering
import sizes
import spdx
import toplevel


class Checkers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.qt = self.root / "qt6"
        for header in ("QtCore/QString", "QtGui/QImage", "QtSql/QSqlQuery", "QtCore/QtCore", "QtWidgets/QWidget",
                       "QtHttpServer/QHttpServerRequest"):
            self.write("qt6/" + header, "")

    def write(self, name, content):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def includes(self, name, *headers):
        self.write(name, "".join(f"#include {header}\n" for header in headers))
        return layering.check(self.root, self.qt)

    def test_layering_accepts_arrows_that_point_down(self):
        self.assertEqual([], self.includes("core/store/A.cpp", '"core/base/Ids.h"', "<QSqlQuery>", "<vector>", '"A.moc"'))
        self.assertEqual([], self.includes("dicom/A.cpp", '"core/study/Study.h"', "<dcmtk/dcmdata/dctk.h>"))
        self.assertEqual([], self.includes("ui/A.cpp", "<QWidget>", "<QtCore>", "<QString>"))
        self.assertEqual([], self.includes("dicom/net/Transport.cpp", "<sys/socket.h>"))
        self.assertEqual([], self.includes("core/base/platform/A.cpp", "<unistd.h>"))
        self.assertEqual([], self.includes("app/A.cpp", '"dicom/Dicom.h"', '"ui/MainWindow.h"'))
        self.assertEqual([], self.includes("app/page/A.cpp", '"app/page/Html.h"', '"core/base/Ids.h"', "<QHttpServerRequest>"))

    def test_layering_refuses_each_wrong_arrow(self):
        for name, header in (("core/study/A.h", '"dicom/Dicom.h"'), ("core/base/A.h", '"core/study/Study.h"'),
                             ("dicom/A.cpp", '"ui/MainWindow.h"'), ("ui/A.cpp", '"dicom/Dicom.h"'),
                             ("app/A.cpp", '"dicom/net/Finder.h"'), ("app/page/A.cpp", '"dicom/Dicom.h"'),
                             ("app/page/A.cpp", '"app/Application.h"'), ("core/A.cpp", '"tests/support/Support.h"')):
            with self.subTest(name=name, header=header):
                self.assertEqual(1, len(self.includes(name, header)))
                (self.root / name).unlink()

    def test_layering_refuses_each_foreign_library(self):
        for name, header in (("core/study/A.h", "<QImage>"), ("core/sync/A.h", "<QSqlQuery>"), ("core/A.h", "<QWidget>"),
                             ("core/A.h", "<dcmtk/dcmdata/dctk.h>"), ("ui/A.cpp", "<libpq-fe.h>"), ("ui/A.h", "<QtSql>"),
                             ("dicom/A.cpp", "<QtGui/QImage>"), ("core/study/A.h", "<libpq-fe.h>"),
                             ("core/A.cpp", "<boost/any.hpp>"), ("app/A.cpp", "<QHttpServerRequest>"),
                             ("core/notify/A.cpp", "<QHttpServerRequest>")):
            with self.subTest(name=name, header=header):
                self.assertEqual(1, len(self.includes(name, header)))
                (self.root / name).unlink()

    def test_layering_refuses_the_operating_system(self):
        for header in ("<unistd.h>", "<sys/stat.h>", "<fcntl.h>", "<poll.h>", "<csignal>", "<windows.h>"):
            with self.subTest(header=header):
                self.assertEqual(1, len(self.includes("core/sync/A.cpp", header)))

    def hazards(self, *rows, heading=None):
        self.write("tests/core/KnownTest.cpp", "void aFact() {}\n")
        self.write("tests/tooling/layering.py", "")
        self.write("resources/safety/hazards.tsv",
                   "\n".join([heading or "\t".join(hazards.COLUMNS)] + ["\t".join(row) for row in rows]) + "\n")
        return hazards.check(self.root)

    def row(self, **changes):
        row = dict(zip(hazards.COLUMNS, ("H1", "hazard", "cause", "effect", "control", "KnownTest::aFact", "4", "2")))
        return list((row | changes).values())

    def test_hazards_accepts_tests_that_exist(self):
        self.assertEqual([], self.hazards(self.row()))
        self.assertEqual([], self.hazards(self.row(proving_test="KnownTest, tooling_layering")))

    def test_hazards_refuses_tests_that_do_not_exist(self):
        for test in ("KnownTest::another", "UnknownTest", "UnknownTest::aFact", "tooling_nothing", "KnownTest, Other"):
            with self.subTest(test=test):
                self.assertEqual(1, len(self.hazards(self.row(proving_test=test))))

    def test_hazards_refuses_incomplete_rows(self):
        self.assertTrue(self.hazards(self.row()[:-1]))
        self.assertTrue(self.hazards(self.row(control="")))
        self.assertTrue(self.hazards(self.row(proving_test="")))
        self.assertTrue(self.hazards(self.row(initial_risk="high")))
        self.assertTrue(self.hazards(self.row(initial_risk="1", residual_risk="3")))
        self.assertTrue(self.hazards(self.row(), self.row()))
        self.assertTrue(self.hazards(self.row(), heading="id\thazard"))
        self.assertTrue(self.hazards())

    def test_spdx_wants_a_line_in_each_source(self):
        self.write("core/A.cpp", "// SPDX-License-Identifier: GPL-3.0-or-later\n")
        self.write("tests/run", "#!/bin/sh\n# SPDX-License-Identifier: GPL-3.0-or-later\n")
        self.write("resources/safety/hazards.tsv", "id\n")
        self.assertEqual([], spdx.check(self.root))
        for name, content in (("core/B.cpp", "int x;\n"), ("tests/other", "#!/bin/sh\n"), ("ui/C.h", "\n\n\n" + spdx.LINE)):
            with self.subTest(name=name):
                self.write(name, content)
                self.assertEqual(1, len(spdx.check(self.root)))
                (self.root / name).unlink()

    def test_sizes_refuses_what_is_too_long_unfinished_or_vague(self):
        for n in range(3):
            self.write(f"core/Short{n}.cpp", "int x;\n")
        self.write("core/A.cpp", "class Outbox {};\nvoid f(const char* name = \"/tmp/XXXXXX\");\n" + "\n" * 598)
        self.assertEqual([], sizes.check(self.root))
        for name, content in (("core/B.cpp", "\n" * 601), ("core/B.cpp", "// TO" "DO\n"), ("core/B.h", "struct ReportManager {\n"),
                              ("core/B.h", "class Utils;\n"), ("core/B.h", "friend class OutboxTest;\n"), ("ui/UiHelper.h", ""),
                              ("tests/run", "# FIX" "ME\n")):
            with self.subTest(content=content[:20]):
                self.write(name, content)
                self.assertEqual(1, len(sizes.check(self.root)))
                (self.root / name).unlink()

    def test_sizes_counts_the_lines_of_functions(self):
        body = "\n".join(f"    if (x{n}) {{ call([&] {{ return \"}}\"; }}); }}" for n in range(60))
        long = f"int A::f(const B& b) const {{\n{body}\n}}\n"
        short = "namespace n {\nA::A(int b) : m_b(b), m_c{b} {}\nauto g() -> int {\n    return 1; // }\n}\nstruct S { int a = 0; };\n}\n"
        self.assertEqual([(1, 62)], sizes.functions(long))
        self.assertEqual(2, len(sizes.functions(short)))
        self.assertEqual(3, max(length for _, length in sizes.functions(short)))
        for n in range(49):
            self.write(f"core/S{n}.cpp", "int f() {\n    return 1;\n}\n")
        self.write("core/L.cpp", long)
        self.assertEqual([], sizes.check(self.root))  # one of 50
        self.write("core/M.cpp", long)
        self.assertEqual(3, len(sizes.check(self.root)))

    def test_sizes_refuses_a_high_median(self):
        for n in range(3):
            self.write(f"core/A{n}.cpp", "int x;\n" * (151 if n < 2 else 10))
        self.assertEqual(1, len(sizes.check(self.root)))

    def test_toplevel_refuses_strangers_and_misses_the_agreed(self):
        for name in toplevel.REQUIRED - {".gitignore"}:
            self.write(f"{name}/x" if "." not in name and name != "LICENSE" else name, "")
        self.write(".gitignore", "/build*/\n__pycache__/\n")
        self.write("build-asan/x", "")
        (self.qt.rename(self.root / "build-qt"))
        self.assertEqual([], toplevel.check(self.root))
        self.write("docs/x", "")
        self.assertEqual(1, len(toplevel.check(self.root)))
        (self.root / "LICENSE").unlink()
        self.assertEqual(2, len(toplevel.check(self.root)))


if __name__ == "__main__":
    unittest.main()
