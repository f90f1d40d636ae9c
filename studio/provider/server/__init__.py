"""The API's own side of the contract: reads requests and writes answers. The sandbox and the studio's API serve it."""
