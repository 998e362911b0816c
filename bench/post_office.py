"""A mail server on this machine, for letters to nobody: it counts who got what, and can refuse, or hold its breath.

It speaks as much SMTP as Django's sender asks for.
"""

import socketserver
import threading
from collections import Counter

REFUSES, TAKES, HOLDS = "refuses", "takes", "holds"


class PostOffice:
    """Started with `with`; `got` is how many letters each address was sent, as far as this server took them."""

    def __init__(self) -> None:
        self.got: Counter[str] = Counter()
        self.manner = TAKES
        self.hold_after = 0  # in the manner `HOLDS`: takes so many, and leaves the next without an answer
        self.held = threading.Event()
        self._lock = threading.Lock()
        office = self

        class Sender(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                office.serve(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sender)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    def __enter__(self) -> "PostOffice":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve(self, line: socketserver.StreamRequestHandler) -> None:
        """One sender's line, until it says goodbye or breaks."""

        def say(words: str) -> None:
            line.wfile.write(f"{words}\r\n".encode())

        to = ""
        say("220 ready")
        while word := line.rfile.readline().decode(errors="replace").strip():
            verb = word.upper()
            if verb.startswith("QUIT"):
                say("221 bye")
                return
            if verb.startswith("RCPT"):
                to = word.partition("<")[2].partition(">")[0]
                say("451 later, please" if self.manner == REFUSES else "250 ok")
            elif verb.startswith("DATA"):
                say("354 go on")
                while line.rfile.readline().strip() != b".":
                    pass
                if not self._take(to):
                    return  # taken, and no word of it
                say("250 taken")
            else:
                say("250 ok")

    def _take(self, to: str) -> bool:
        with self._lock:
            self.got[to] += 1
            holds = self.manner == HOLDS and sum(self.got.values()) > self.hold_after
        if holds:
            self.held.set()
            threading.Event().wait(60)
        return not holds
