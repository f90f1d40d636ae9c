"""A package, so that its studios stop after its last test: idle studios would slow down the tests that follow."""
