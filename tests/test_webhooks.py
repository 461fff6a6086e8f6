"""Webhooks as a receiver sees them: the official package of Standard Webhooks verifies what `demarche alerts` sends."""

import base64
import json
import subprocess
import tempfile
import threading
import unittest
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from unittest import mock

from program import ENVIRONMENT, binary

try:
    from standardwebhooks import webhooks
except ImportError:
    webhooks = None

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it is sent."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append((dict(self.headers.items()), body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


@unittest.skipIf(webhooks is None, "the package standardwebhooks is not installed")
class Signatures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        program = binary()
        with tempfile.TemporaryDirectory() as folder, HTTPServer(("127.0.0.1", 0), Receiver) as server:
            server.got = []
            threading.Thread(target=server.serve_forever, daemon=True).start()
            config = Path(folder) / "watch.toml"
            config.write_text(
                f'[[channel]]\nname = "hook"\nwebhook = {{ url = "http://127.0.0.1:{server.server_port}/hook", secret_env = "HOOK_SECRET", allow_private = true }}\n'
            )
            command = [program, "alerts", "test", "--config", config, "--channel", "hook"]
            subprocess.run(command, env={**ENVIRONMENT, "HOOK_SECRET": SECRET}, check=True, capture_output=True, timeout=60)
            server.shutdown()
        (cls.headers, cls.body), = server.got

    def verify(self, body=None, secret=SECRET, **changed):
        headers = {k.lower(): v for k, v in self.headers.items()} | {k.replace("_", "-"): v for k, v in changed.items()}
        return webhooks.Webhook(secret).verify(self.body if body is None else body, headers)

    def refused(self, *args, **kwargs):
        with self.assertRaises(webhooks.WebhookVerificationError):
            self.verify(*args, **kwargs)

    def test_a_signature_is_verified(self):
        told = self.verify()
        self.assertEqual((told["schema"], told["type"], told["repeat"]), ("demarche-alert/1", "alert.test", False))
        self.assertEqual(told["id"], {k.lower(): v for k, v in self.headers.items()}["webhook-id"])
        self.assertEqual(told, json.loads(self.body))

    def test_what_was_tampered_with_is_refused(self):
        self.refused(self.body.replace(b'"repeat":false', b'"repeat":true'))
        self.refused(self.body + b" ")
        self.refused(webhook_id="msg_other")
        self.refused(secret="whsec_" + base64.b64encode(bytes(32)).decode())
        headers = {k.lower(): v for k, v in self.headers.items()}
        self.refused(webhook_timestamp=str(int(headers["webhook-timestamp"]) + 1))

    def test_what_is_stale_is_refused(self):
        for minutes, is_refused in ((4, False), (6, True), (-6, True)):
            class Later(datetime):
                @classmethod
                def now(cls, tz=None):
                    return datetime.now(tz) + timedelta(minutes=minutes)

            with self.subTest(minutes=minutes), mock.patch.object(webhooks, "datetime", Later):
                if is_refused:
                    self.refused()
                else:
                    self.verify()


if __name__ == "__main__":
    unittest.main()
