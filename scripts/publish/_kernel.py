"""One Python kernel for several notebooks: this very interpreter, cut off from the user's set-up.

Kernel specifications, Jupyter's search paths and IPython's start-up files do not matter. The
kernel is reached through sockets in a private folder, not through ports that others could take.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync

SOCKET = 90  # characters; the system's limit for a socket's path is about 107
SPEC = KernelSpec(
    argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    display_name="Python 3",
    language="python",
)


class Client(AsyncKernelClient):
    """A client that is kept: it connects, and waits for the kernel to be ready, once."""

    ready = False

    def start_channels(self, *args, **kwargs):
        """Open the sockets that are not open."""
        if not self.ready:
            super().start_channels(*args, **kwargs)

    async def wait_for_ready(self, timeout=None):
        """A kernel that has answered is ready; asking again takes a fifth of a second each time."""
        if not self.ready:
            await super().wait_for_ready(timeout)
            self.ready = True


class Kernel(AsyncKernelManager):
    """A kernel that needs no specification on disk and talks to one client."""

    current = None

    @property
    def kernel_spec(self):
        """The one specification there is."""
        return SPEC

    def client(self, **kwargs):
        """The client, of all notebooks."""
        if self.current is None:
            self.client_factory = Client
            self.current = super().client(**kwargs)
        return self.current

    def hang_up(self):
        """Close the sockets of the client."""
        if self.current is not None:
            self.current.stop_channels()
            self.current = None


@contextmanager
def kernel() -> Iterator[Kernel]:
    """A kernel that starts when first used, and stops at the end."""
    with tempfile.TemporaryDirectory(prefix="fw") as folder:
        os.environ |= {"IPYTHONDIR": folder, "JUPYTER_CONFIG_DIR": folder}
        manager = Kernel(connection_file=f"{folder}/kernel.json")
        if len(folder) < SOCKET:
            manager.transport, manager.ip = "ipc", f"{folder}/s"
        try:
            yield manager
        finally:
            manager.hang_up()
            if manager.has_kernel:
                run_sync(manager.shutdown_kernel)(now=True)
