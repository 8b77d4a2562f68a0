# SPDX-License-Identifier: GPL-3.0-or-later
"""The top level holds the agreed entries and nothing else (what git ignores apart).

usage: toplevel.py ROOT
"""
import fnmatch
import pathlib

import sources

AGREED = {"CMakeLists.txt", "README.md", "LICENSE", "app", "core", "dicom", "ui", "resources", "tests",
          ".ci", ".clang-format", ".clang-tidy", ".git", ".gitignore"}
REQUIRED = AGREED - {".git"}


def ignored(root):
    path = root / ".gitignore"
    lines = sources.text(path).splitlines() if path.is_file() else []
    return [line.strip().strip("/") for line in lines if line.strip() and not line.startswith("#")]


def check(root):
    root = pathlib.Path(root)
    patterns = ignored(root)
    entries = {path.name for path in root.iterdir()}
    extra = [name for name in sorted(entries - AGREED)
             if not any(fnmatch.fnmatch(name, pattern) for pattern in patterns)]
    return ([f"{name}: does not belong to the top level" for name in extra]
            + [f"{name}: is missing" for name in sorted(REQUIRED - entries)])


if __name__ == "__main__":
    sources.main(check)
