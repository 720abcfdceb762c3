"""The database: what is kept, and whatever a second process needs. Ports: `bot.core.records`."""
