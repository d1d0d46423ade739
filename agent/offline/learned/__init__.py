"""The second reader of the offline agent: learnt from labelled lines, asked only where the grammar is at its end."""
