"""How fast the desk is, beside what the same work costs without it."""
