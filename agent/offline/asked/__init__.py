"""What do questions about the music ask for, and what is so?"""
