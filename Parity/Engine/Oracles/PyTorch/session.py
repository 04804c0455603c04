class Session:
    """One module that is kept alive over several frames: metadata["session"] is open, apply, put, load or close.

    Every answer is all that can be seen of the module: parameters, buffers, gradients, options, and the error if there
    was one. Runs inside worker.py, whose torch, tables and placed() it uses.
    """

    def __init__(self):
        self.module = None

    def answer(self, metadata, tensors):
        try:
            made = getattr(self, metadata["session"])(metadata, tensors) or {}
            error = {}
        except Exception as raised:  # whatever torch raises is its answer
            made, error = {}, error_of(raised)
        if self.module is None:
            return error, {}
        return {**error, **self.options()}, {**made, **self.state()}

    def open(self, metadata, tensors):
        self.module = None
        self.start = metadata
        self.dtype = DTYPES[metadata["dtype"]]
        self.module = self.fresh(float(metadata["eps"]), momentum_of(metadata["momentum"]))

    def close(self, metadata, tensors):
        self.module = None

    def apply(self, metadata, tensors):
        argument = metadata.get("argument")
        return getattr(self, "do_" + metadata["action"])(argument, metadata, tensors)

    def put(self, metadata, tensors):
        """Replaces parameters and buffers, whatever their sizes; what is named in "none" goes."""
        for name, tensor in tensors.items():
            parameter = name in ("weight", "bias")
            setattr(self.module, name, torch.nn.Parameter(tensor) if parameter else tensor)
        for name in metadata["none"].split():
            setattr(self.module, name, None)

    def load(self, metadata, tensors):
        """A new module that loads a state_dict."""
        self.module = self.fresh(self.module.eps, self.module.momentum)
        self.module.load_state_dict(dict(tensors))

    def fresh(self, eps, momentum):
        start = self.start
        module = MODULES[start["module"]](
            int(start["num_features"]),
            eps=eps,
            momentum=momentum,
            affine=start["affine"] == "true",
            track_running_stats=start["track_running_stats"] == "true",
            dtype=self.dtype,
        )
        for name in start["none"].split():
            setattr(module, name, None)
        return module

    def options(self):
        module = self.module
        return {
            "training": "true" if module.training else "false",
            "eps": repr(module.eps),
            "momentum": "null" if module.momentum is None else repr(module.momentum),
        }

    def state(self):
        module = self.module
        named = {name: getattr(module, name) for name in BUFFERS}
        for name in ("weight", "bias"):
            parameter = getattr(module, name)
            named[name] = parameter
            named["grad_" + name] = None if parameter is None else parameter.grad
        return {name: tensor for name, tensor in named.items() if tensor is not None}

    def do_step(self, argument, metadata, tensors):
        return self.run(metadata, tensors, "")

    def do_twice(self, argument, metadata, tensors):
        self.run(metadata, tensors, "")
        return self.run(metadata, tensors, "2")

    def do_infer(self, argument, metadata, tensors):
        case = places(metadata)
        with torch.no_grad():
            output = self.module(placed(tensors["input"], case, "input"))
        return {"output": in_case_order(output, case)}

    def run(self, metadata, tensors, which):
        case = places(metadata)
        leaf = placed(tensors["input" + which], case, "input").requires_grad_()
        output = self.module(leaf)
        output.backward(placed(tensors["grad_output" + which], case, "grad_output"))
        return {"output": in_case_order(output, case), "grad_input": in_case_order(leaf.grad, case)}

    def do_train(self, argument, metadata, tensors):
        self.module.train()

    def do_eval(self, argument, metadata, tensors):
        self.module.eval()

    def do_momentum(self, argument, metadata, tensors):
        self.module.momentum = momentum_of(argument)

    def do_eps(self, argument, metadata, tensors):
        self.module.eps = float(argument)

    def do_reset_stats(self, argument, metadata, tensors):
        self.module.reset_running_stats()

    def do_reset_parameters(self, argument, metadata, tensors):
        self.module.reset_parameters()

    def do_zero_grad(self, argument, metadata, tensors):
        self.module.zero_grad(set_to_none=True)

    def do_update(self, argument, metadata, tensors):
        with torch.no_grad():
            for parameter in self.module.parameters():
                if parameter.grad is not None:
                    parameter -= float(argument) * parameter.grad

    def do_reload(self, argument, metadata, tensors):
        old = self.module
        self.module = self.fresh(old.eps, old.momentum)
        self.module.load_state_dict(old.state_dict())

    def do_f32(self, argument, metadata, tensors):
        self.convert(torch.float32)

    def do_f64(self, argument, metadata, tensors):
        self.convert(torch.float64)

    def convert(self, dtype):
        self.dtype = dtype
        self.module.to(dtype)


BUFFERS = ("running_mean", "running_var", "num_batches_tracked")


def momentum_of(text):
    return None if text == "null" else float(text)


def error_of(raised):
    lines = str(raised).splitlines()
    return {"error_type": type(raised).__name__, "error_message": lines[0] if lines else ""}
