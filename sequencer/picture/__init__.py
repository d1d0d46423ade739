"""The room of pictures: a session as a sheet, drawn by a process of its own that may be missing its library."""
