"""What the inner rooms need of the outer ones, as protocols, and what passes through the desk's door."""
