"""A package, so that its studios end with its last test: what they do idle costs the tests after them."""
