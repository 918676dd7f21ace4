"""Where the desk's records are kept: one writer, one trail, and the same books on SQLite and PostgreSQL."""
