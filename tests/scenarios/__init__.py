"""The shipped scenarios: sound, and true to their sources."""
