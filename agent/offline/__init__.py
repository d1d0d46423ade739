"""What does an English sentence ask of the music? Understood by rules, without a network."""
