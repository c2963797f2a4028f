"""One web process: ``python -m config.serve [CERTIFICATE KEY]``; descriptor 0 is its socket.

The supervisor owns the socket and hands it to each copy; see ``config.supervise``.
"""

from __future__ import annotations

import logging
import socket
import sys

import uvicorn

from config import env

GRACE_SECONDS = 4  # open event streams are cut off after this when the platform stops


def main(arguments: list[str]) -> None:
    """Serve until told to stop. Forwarded addresses are believed from BAILIWICK_PROXY only."""
    listener = socket.socket(fileno=0)
    certificate, key = arguments if arguments else (None, None)
    proxies = env.words("BAILIWICK_PROXY")
    config = uvicorn.Config(
        "config.asgi:application",
        loop="uvloop",
        http="httptools",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(sys.argv[1:])
