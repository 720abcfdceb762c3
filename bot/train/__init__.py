"""Teaching: datasets in their file formats, what a cloud asks of them, its trainings."""
