"""Superset's settings for Bokslut: numbers as Swedes write them, and no file database of a user's own.

Superset finds it by SUPERSET_CONFIG_PATH. Its own data is in SQLite in SUPERSET_HOME, which is enough for one server
and few users; for more, set SQLALCHEMY_DATABASE_URI to a PostgreSQL database, as Superset's manual says.
"""

import os

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['SUPERSET_HOME']}/superset.db"
# Nobody who may make connections can make one to a SQLite file of the server, Superset's own among them.
PREVENT_UNSAFE_DB_CONNECTIONS = True
# 1 756 993,5: groups of three by a space that does not break, and a decimal comma.
D3_FORMAT = {
    "decimal": ",",
    "thousands": "\u00a0",
    "grouping": [3],
    "currency": ["", "\u00a0kr"],
}
