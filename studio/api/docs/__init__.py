"""The page that tells programmers how to use the API. Tests run its examples as they are."""
