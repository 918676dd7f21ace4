"""What the terminal's commands do: starting, looking, importing, exporting, copying, talking."""
