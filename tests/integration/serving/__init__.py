"""A release served from a real PostgreSQL: what is served, to whom, and what happens when serving fails."""
