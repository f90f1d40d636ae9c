"""The administrators' pages: overview, settings, audit."""
