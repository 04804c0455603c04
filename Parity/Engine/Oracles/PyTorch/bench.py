class Bench:
    """One batch that is kept in torch's memory and timed there: metadata["bench"] is load, answer, time or close.

    Timed are the cheapest calls that torch offers for the work, without module or graph around them. Runs inside
    worker.py, whose torch and tables it uses.
    """

    def answer(self, metadata, tensors):
        try:
            return getattr(self, "do_" + metadata["bench"])(metadata, tensors)
        except Exception as raised:  # whatever torch raises is its answer
            return error_of(raised), {}

    def do_load(self, metadata, tensors):
        if metadata["memory"] == "kept":
            keep_memory()
        case = {
            "transposed": metadata["transposed"] == "true",
            "placement": {name: [int(n) for n in metadata[name + "_placement"].split()] for name in ("input", "grad_output")},
        }
        self.input = placed(tensors["input"], case, "input")
        self.grad_output = placed(tensors["grad_output"], case, "grad_output")
        self.weight, self.bias = tensors["weight"], tensors["bias"]
        self.running = tensors["running_mean"], tensors["running_var"]
        self.eps = float(metadata["eps"])
        return {}, {}

    def do_answer(self, metadata, tensors):
        made = self.prepared(metadata)()
        names = ("grad_input", "grad_weight", "grad_bias") if metadata["mode"] == "backward" else ("output",)
        return {}, dict(zip(names, made))

    def do_time(self, metadata, tensors):
        call = self.prepared(metadata)
        times = []
        for _ in range(int(metadata["calls"])):
            made = None  # frees the last result before the clock starts, so its memory is there for the next
            begun = time.perf_counter_ns()
            made = call()
            times.append(time.perf_counter_ns() - begun)
        return {"ns": " ".join(map(str, times))}, {}

    def do_close(self, metadata, tensors):
        self.__dict__.clear()
        return {}, {}

    def prepared(self, metadata):
        """The call to time; what it needs beforehand is computed here."""
        torch.set_num_threads(int(metadata["threads"]))
        train = lambda: torch.native_batch_norm(self.input, self.weight, self.bias, None, None, True, 0.0, self.eps)
        if metadata["mode"] == "train":
            return train
        if metadata["mode"] == "eval":
            return lambda: torch.native_batch_norm(self.input, self.weight, self.bias, *self.running, False, 0.0, self.eps)
        _, mean, invstd = train()
        backward = torch.ops.aten.native_batch_norm_backward
        return lambda: backward(
            self.grad_output, self.input, self.weight, None, None, mean, invstd, True, self.eps, [True, True, True]
        )


def keep_memory():
    """Lets the allocator keep what is freed, so that no timed call waits for the system to clear fresh pages."""
    trim_threshold, mmap_max = -1, -4  # glibc's numbers; elsewhere memory stays as the system manages it
    if platform.libc_ver()[0] == "glibc":
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(mmap_max, 0)
        mallopt(trim_threshold, 2**31 - 1)
