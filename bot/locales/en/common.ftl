# Said everywhere.
words = { $text }
list-comma = {", "}
