"""A server that answers Snakemake like Kubernetes, and runs jobs here, each in an empty folder."""

import json
import subprocess
import tempfile
import threading
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONFIG = {
    "apiVersion": "v1", "kind": "Config", "current-context": "here",
    "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
    "users": [{"name": "me", "user": {}}],
}  # fmt: skip


class Pods:
    """What was asked for: ``jobs`` as they came; each runs in an empty folder, with ``env`` alone.

    Use as a context; ``config`` is the text of a kubeconfig that leads here.
    """

    def __init__(self, env):
        self.env, self.jobs, self.secrets, self.running = env, {}, {}, {}
        pods = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                kind = self.path.rpartition("/")[2]
                {"jobs": pods.start, "secrets": pods.keep}[kind](body)
                self.say(body, 201)

            def do_GET(self):
                *_, name, last = self.path.split("/")
                self.say({"items": []} if last.startswith("pods") else pods.state(name))

            def do_DELETE(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.say({})

            def say(self, body, code=200):
                text = json.dumps(body).encode()
                self.send_response(code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @property
    def config(self):
        host, port = self.server.server_address[:2]
        server = {"name": "here", "cluster": {"server": f"http://{host}:{port}"}}
        return json.dumps(CONFIG | {"clusters": [server]})

    def keep(self, secret):
        """Remember what jobs refer to."""
        values = {key: b64decode(text).decode() for key, text in secret["data"].items()}
        self.secrets[secret["metadata"]["name"]] = values

    def start(self, job):
        """Run the command of its one container."""
        (container,) = job["spec"]["template"]["spec"]["containers"]
        env = dict(self.env)
        for each in container["env"]:
            of = each["valueFrom"]["secretKeyRef"]
            env[each["name"]] = self.secrets[of["name"]][of["key"]]
        folder = tempfile.mkdtemp()
        name = job["metadata"]["name"]
        self.jobs[name] = job
        command = [*container["command"], *container["args"]]
        with open(f"{folder}.log", "w") as log:
            how = {"cwd": folder, "env": env, "stdout": log, "stderr": log}
            self.running[name] = subprocess.Popen(command, **how)

    def state(self, name):
        """As Kubernetes says it."""
        code = self.running[name].poll()
        status = {} if code is None else {"failed": 1} if code else {"succeeded": 1}
        return {"metadata": {"name": name}, "status": status}
