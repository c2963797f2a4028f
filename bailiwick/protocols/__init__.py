"""Device protocols: sans-IO codecs and sessions. Bytes and times are arguments; nothing here has a socket."""
