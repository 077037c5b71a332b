"""The verbs that answer questions about an installation: inspect, trace, diff, status and the history of runs.

A verb belongs here when it only reads. What changes the installation is in ``operations``.
"""
