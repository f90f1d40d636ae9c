"""The API's documentation page. Tests run its examples unchanged."""
