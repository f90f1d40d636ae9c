"""What the usage page says: figures as sentences, rows and a chart."""
