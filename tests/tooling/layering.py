# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the #include lines and refuses arrows that point the wrong way.

usage: layering.py ROOT QT_HEADERS   (QT_HEADERS holds QtCore, QtGui …)
"""
import pathlib
import re

import sources

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)

# Who may include whose headers. `core/base` stands below everything.
MAY_SEE = {
    "core/base/": ("core/base/",),
    "core/": ("core/",),
    "dicom/": ("dicom/", "core/"),
    "ui/": ("ui/", "core/"),
    "app/page/": ("app/page/", "core/"),
    "app/": ("app/", "dicom/Dicom.h", "ui/", "core/"),
}

# Outside libraries: folder -> Qt modules, other header prefixes. The longest matching folder and all above it count.
QT = {
    "core/": {"QtCore", "QtNetwork"},
    "core/store/": {"QtSql"},
    "dicom/": {"QtCore", "QtNetwork"},
    "ui/": {"QtCore", "QtGui", "QtWidgets", "QtSvg", "QtSvgWidgets"},
    "app/": {"QtCore", "QtGui", "QtWidgets", "QtNetwork"},
    "app/page/": {"QtHttpServer"},
}
LIBRARIES = {
    "core/": ("spdlog/", "sodium.h", "yaml-cpp/"),
    "core/sync/": ("libpq-fe.h",),
    "core/notify/": ("curl/",),
    "dicom/": ("dcmtk/", "openjpeg", "openssl/", "spdlog/", "zlib"),
    "app/": ("spdlog/",),
}

OPERATING_SYSTEM = re.compile(
    r"^(unistd|fcntl|poll|signal|pthread|dlfcn|termios|pwd|grp|sched|dirent|netdb|syslog|ifaddrs|windows|winsock2|io|direct)\.h$"
    r"|^(sys|netinet|arpa|net|linux|asm)/|^csignal$")
MAY_CALL_SYSTEM = ("core/base/platform/", "dicom/net/Transport")


def standard(header):
    """C++ and C standard headers: lower case without a dot, or one of C's own."""
    return bool(re.fullmatch(r"[a-z_0-9]+", header)) or header in (
        "assert.h", "errno.h", "limits.h", "math.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "time.h")


def qt_module(header, qt_headers):
    """The Qt module a header belongs to, by where the installation keeps it; None when it is not Qt's."""
    if "/" in header:
        return header.split("/")[0] if header.startswith("Qt") else None
    if header.startswith("Qt") and (qt_headers / header / header).is_file():
        return header
    if header.startswith(("Q", "q")):
        for module in sorted(qt_headers.glob("Qt*")):
            if (module / header).is_file():
                return module.name
    return None


def allowed(table, name, union):
    return union(values for folder, values in table.items() if name.startswith(folder))


def check_include(name, kind, header, qt_headers):
    if kind == '"':
        for folder, seen in MAY_SEE.items():
            if name.startswith(folder):
                if header.endswith(".moc") or header.startswith(seen):
                    return None
                return f"{name}: {folder} must not include \"{header}\""
        return None
    if OPERATING_SYSTEM.search(header):
        if name.startswith(MAY_CALL_SYSTEM):
            return None
        return f"{name}: <{header}> belongs to core/base/platform"
    if standard(header):
        return None
    module = qt_module(header, qt_headers)
    if module:
        if module in allowed(QT, name, lambda sets: set().union(*sets)):
            return None
        return f"{name}: <{header}> is of {module}, which this folder must not use"
    if header.startswith(allowed(LIBRARIES, name, lambda tuples: sum(tuples, ()))):
        return None
    return f"{name}: <{header}> is not among the libraries of this folder"


def check(root, qt_headers):
    problems = []
    for name, path in sources.files(root, ("app", "core", "dicom", "ui")):
        if path.suffix not in (".h", ".cpp"):
            continue
        for kind, header in INCLUDE.findall(sources.text(path)):
            problem = check_include(name, kind, header, pathlib.Path(qt_headers))
            if problem:
                problems.append(problem)
    return problems


if __name__ == "__main__":
    sources.main(check)
