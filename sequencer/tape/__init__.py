"""What was played: bars made again from wishes, the journal, the files."""
