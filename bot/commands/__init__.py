"""What can be asked of the desk: one frozen model per request. Everything about a request is derived from it."""
