"""One Python kernel for several notebooks: this very interpreter, cut off from the user's set-up.

Kernel specifications, Jupyter's search paths and IPython's start-up files do not matter. The
kernel is reached through sockets in a private folder, not through ports that others could take.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync

SOCKET = 90  # characters; the system's limit for a socket's path is about 107
SPEC = KernelSpec(
    argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    display_name="Python 3",
    language="python",
)


class Kernel(AsyncKernelManager):
    """A kernel that needs no specification on disk and talks to one client at a time."""

    current = None

    @property
    def kernel_spec(self):
        """The one specification there is."""
        return SPEC

    def client(self, **kwargs):
        """A new client; the one before is hung up."""
        self.hang_up()
        self.current = super().client(**kwargs)
        return self.current

    def hang_up(self):
        """Close the sockets of the current client."""
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
