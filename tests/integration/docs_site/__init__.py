"""What the docs site tells, read from its files: its pages, and the rows behind its values."""
