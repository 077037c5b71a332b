"""Releases: publishing an audited build, the files of a release, its schema, and how to find and open one.

A release is an immutable folder below ``published``. Whatever reads a release (report, docs site, serving,
comparison) comes in through here.
"""
