"""What the browser and the command line do with records, without widgets and without URLs."""
