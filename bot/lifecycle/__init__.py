"""The model's life: status, start, stop. The rules about who and when are in the core."""
