"""What an operator does to an installation: backup, restore, and closing periods.

A verb belongs here when it changes the warehouse folder and is not part of a run. What only reads is in
``diagnostics``.
"""
