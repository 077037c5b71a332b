"""The dbt project as Python sees it: its manifest, how to run it, and what a build was made from.

Every transformation of data lives in ``dbt_project``. What is here prepares the project, names its parts and
explains its failures. Nothing here decides what is published.
"""
