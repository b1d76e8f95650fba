"""Jupyter's side of the warm kernel: a provisioner that asks the fork server, and a manager that uses it."""

import contextlib
import os
import signal
import threading
from typing import Any

import psutil
from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis.runs.forkserver import ForkServer


class WarmProcess(psutil.Process):
    """A kernel that is somebody else's child, with what Jupyter asks of a `subprocess.Popen` besides."""

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        return None if self.is_running() else 0


class Kernels(contextlib.AbstractContextManager["Kernels"]):
    """Where the kernels of a run come from, and how to end them all at once. Safe to use from several threads."""

    def __init__(self, *, warm: bool = True) -> None:
        self.server = ForkServer() if warm and ForkServer.available() else None
        self.stopped = False
        self._running: set[LocalProvisioner] = set()
        self._lock = threading.Lock()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def manager(self, *, warm: bool = True) -> type[AsyncKernelManager]:
        """Return a kernel manager class whose kernels are ours; a new process each unless `warm`."""
        return type("RunnerKernelManager", (_Manager,), {"kernels": self, "warm": warm})

    def provisioner(self, manager: KernelManager, *, warm: bool = True) -> LocalProvisioner:
        """Return what starts the kernel of a manager as one of ours."""
        found = _Provisioner(kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager)
        found.kernels, found.server = self, self.server if warm else None
        return found

    def started(self, kernel: LocalProvisioner) -> None:
        """Take note of a kernel; end it again when the run was stopped meanwhile."""
        with self._lock:
            self._running.add(kernel)
            if self.stopped:
                _kill(kernel)

    def ended(self, kernel: LocalProvisioner) -> None:
        with self._lock:
            self._running.discard(kernel)

    def stop(self) -> None:
        """End every kernel and the fork server; no kernel that is asked for afterwards stays."""
        with self._lock:
            self.stopped = True
            for kernel in self._running:
                _kill(kernel)
        if self.server is not None:
            self.server.close()


def _kill(kernel: LocalProvisioner) -> None:
    with contextlib.suppress(OSError):
        if kernel.pgid:
            os.killpg(kernel.pgid, signal.SIGKILL)
        elif kernel.process is not None:
            kernel.process.kill()


class _Provisioner(LocalProvisioner):
    """Launch kernels by forking; fall back to a new process when the server gives none."""

    kernels: Kernels
    server: ForkServer | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch one kernel."""
        environment = kwargs.get("env") or dict(os.environ)
        pid = self.server.start_kernel(cmd, kwargs.get("cwd"), environment) if self.server else None
        if pid is None:
            await super().launch_kernel(cmd, **kwargs)
        else:
            try:
                self.process = WarmProcess(pid)
            except psutil.NoSuchProcess as error:
                raise RuntimeError("it ended at once") from error
            self.pid = self.pgid = pid
        self.kernels.started(self)
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Forget the kernel, which has ended."""
        self.kernels.ended(self)
        await super().cleanup(restart)


class _Manager(AsyncKernelManager):
    kernels: Kernels
    warm = True
    provisioner: Any = None

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        if self.provisioner is None:
            self.provisioner = self.kernels.provisioner(self, warm=self.warm)
        return await super()._async_pre_start_kernel(**kwargs)

    pre_start_kernel = _async_pre_start_kernel
