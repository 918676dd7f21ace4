"""The web pages of the desk: what one would rather look at than read, and the way in."""
