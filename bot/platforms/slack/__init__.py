"""Slack: what comes from it, how answers look there, and how letters are carried to it."""
