"""The content of the usage page: figures as sentences, rows and a chart."""
