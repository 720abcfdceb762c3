"""The words, the ports and the rules. Imports no vendor, and nothing else of the bot."""
