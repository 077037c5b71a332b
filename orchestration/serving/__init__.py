"""Serving: a published release, put into a PostgreSQL database for those who read it there.

``serve`` is all that others need. A release alone is served, never a build; nothing is computed here.
"""

from orchestration.serving.publisher import Served, serve

__all__ = ["Served", "serve"]
