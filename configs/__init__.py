"""Which grooves come with the program? Bundled configs as JSON, shipped as package data; nothing here is code."""
