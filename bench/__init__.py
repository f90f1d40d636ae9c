"""Side-by-side measurements, printed as one table: `make bench`, or `python -m bench event thumbnail` for some."""
