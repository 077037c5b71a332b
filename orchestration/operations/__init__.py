"""What people do to an installation beside its runs: deliver, accept, close periods, back up and restore.

A verb belongs here when it writes to the landing folder, the board or the warehouse and is not part of a run. What only
reads is in ``diagnostics``.
"""
