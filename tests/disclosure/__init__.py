"""What a reader could work out of withheld groups from everything that is published, found by linear programming."""
