"""Jupyter's side of the warm kernel: a provisioner that asks the fork server, and a manager that uses it."""

import os
import signal
import time
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis.runs.forkserver import ForkServer


class WarmProcess:
    """A kernel that is somebody else's child, with the methods of `subprocess.Popen` that Jupyter calls."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._ended = False

    def poll(self) -> int | None:
        """Return None while it runs."""
        if not self._ended:
            try:
                os.kill(self.pid, 0)
            except ProcessLookupError:
                self._ended = True
        return 0 if self._ended else None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""
        until = time.monotonic() + (60 if timeout is None else timeout)
        while self.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        return 0

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel's process group."""
        if self.poll() is None:
            os.killpg(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Launch kernels by forking; fall back to a new process when the server gives none."""

    server: ForkServer | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch one kernel."""
        pid = (
            self.server.start_kernel(cmd, kwargs.get("cwd"), kwargs.get("env") or dict(os.environ))
            if self.server
            else None
        )
        if pid is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = WarmProcess(pid)
        self.pid = self.pgid = pid
        return self.connection_info


def warm_manager(server: ForkServer) -> type[AsyncKernelManager]:
    """Return a kernel manager class whose kernels come from a fork server."""

    class WarmKernelManager(AsyncKernelManager):
        provisioner: Any = None

        async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
            if self.provisioner is None:
                provisioner = WarmProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
                provisioner.server = server
                self.provisioner = provisioner
            return await super()._async_pre_start_kernel(**kwargs)

        pre_start_kernel = _async_pre_start_kernel

    return WarmKernelManager
