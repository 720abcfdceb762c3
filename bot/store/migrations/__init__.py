"""How the tables came to be what they are. Never change one that was released."""
