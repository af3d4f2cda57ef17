"""The plugin as a .difypkg, and a release folder with the workflows that name it.

Workflows are not inside the package: nobody can get at them there, and they name the package by its own checksum.
"""

from plugin_host.package.archive import Package, PackageError, build

__all__ = ["Package", "PackageError", "build"]
