# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source says its licence in one of its first two lines.

usage: spdx.py ROOT
"""
import sources

LINE = "SPDX-License-Identifier: GPL-3.0-or-later"
SUFFIXES = (".cpp", ".h", ".py", ".sql", ".cmake", ".yaml", ".yml", ".qss")


def is_source(path):
    if path.name in ("CMakeLists.txt", "packages.txt"):
        return True
    if path.suffix in SUFFIXES:
        return True
    return path.suffix == "" and path.read_bytes()[:2] == b"#!"


def check(root):
    return [f"{name}: no \"{LINE}\" in the first two lines"
            for name, path in sources.files(root, sources.FOLDERS + (".ci",))
            if not name.startswith("tests/data/") and is_source(path)
            and not any(LINE in line for line in sources.text(path).splitlines()[:2])]


if __name__ == "__main__":
    sources.main(check)
