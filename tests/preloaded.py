"""What ``bokslut run`` imports while it runs, for ``tests.commands``."""

from orchestration.gate import import_great_expectations

import_great_expectations()
