"""The server side of the image API: reads requests and writes responses. Used by the sandbox and the studio's API."""
