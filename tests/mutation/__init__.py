"""The mutation harness: faults of many kinds, seeded one by one, and what finds each of them.

It is not part of the tests that must pass; it measures how much of what is published the gate's controls prove.
"""
