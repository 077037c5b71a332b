"""What ``bokslut run`` and ``bokslut report`` import while they run, for ``tests.commands``."""

import gc
import importlib

import __main__

# DuckDB draws bars of progress in a program without a file, as if a person typed it; it looks when it is imported.
__main__.__file__ = __file__

for name in ("orchestration.cli.run", "orchestration.definitions", "orchestration.simulator"):
    importlib.import_module(name)
importlib.import_module("orchestration.gate").import_great_expectations()
# Cut down once, they are the same in every report and site.
importlib.import_module("orchestration.report.fonts").font_faces_css()
# It lives as long as each command that is forked, and need not be searched for garbage.
gc.collect()
gc.freeze()
