"""What all tests share: nothing phones home, and no test sees this machine's own settings."""

from __future__ import annotations

import os

for name in ("BOKSLUT_LANDING", "BOKSLUT_WAREHOUSE", "DAGSTER_HOME"):
    os.environ.pop(name, None)
os.environ.update(
    DO_NOT_TRACK="1",
    GX_ANALYTICS_ENABLED="false",
    DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    DAGSTER_DISABLE_TELEMETRY="yes",
)
