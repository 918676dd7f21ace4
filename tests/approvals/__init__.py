"""Requests for a written yes, asked and decided through the desk."""
