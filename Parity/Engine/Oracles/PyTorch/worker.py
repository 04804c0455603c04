"""Answers parity's cases with torch.nn.BatchNorm1d and BatchNorm2d.

Reads one frame per case from standard input and writes one frame per answer to standard output. A frame is a length
(4 bytes, little-endian) and a safetensors file of that length. The first frame out says which torch this is. Argument:
the number of threads. Ends when standard input does.
"""
import os
import sys

# Frames own the real standard output; whatever else prints, in Python or in C, goes to standard error.
frames_in = sys.stdin.buffer
frames_out = open(os.dup(1), "wb")
os.dup2(2, 1)
sys.stdout = sys.stderr

import collections
import ctypes
import json
import math
import platform
import signal
import struct
import threading
import time

if os.name == "nt":
    import msvcrt

    msvcrt.setmode(frames_in.fileno(), os.O_BINARY)
    msvcrt.setmode(frames_out.fileno(), os.O_BINARY)

# Ctrl-C reaches the whole process group; parity decides when its worker ends.
signal.signal(signal.SIGINT, signal.SIG_IGN)

# On Windows a process keeps the name of a parent that is gone; there this one ends when it next reads.
PARENT = os.getppid()

try:
    import torch
except Exception as error:  # a broken installation raises OSError and others
    sys.exit(f"{type(error).__name__}: {error}")

DTYPES = {
    "F32": torch.float32,
    "F64": torch.float64,
    "BF16": torch.bfloat16,
    "F16": torch.float16,
    "I64": torch.int64,
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
MODULES = {"BatchNorm1d": torch.nn.BatchNorm1d, "BatchNorm2d": torch.nn.BatchNorm2d}


def read_exactly(count):
    """A buffer of count bytes, or None when standard input has ended."""
    buffer = bytearray(count)
    view = memoryview(buffer)
    while len(view) > 0:
        got = frames_in.readinto(view)
        if not got:
            return None
        view = view[got:]
    return buffer


def read_frame():
    """Metadata and tensors of the next frame, or None at the end."""
    prefix = read_exactly(4)
    frame = read_exactly(int.from_bytes(prefix, "little")) if prefix is not None else None
    if frame is None:
        return None
    data = 8 + int.from_bytes(frame[:8], "little")
    header = json.loads(frame[8:data])
    metadata = header.pop("__metadata__")
    return metadata, {name: tensor_of(frame, data, entry) for name, entry in header.items()}


def tensor_of(frame, data, entry):
    dtype, shape = DTYPES[entry["dtype"]], entry["shape"]
    begin, end = entry["data_offsets"]
    if begin == end:
        return torch.empty(shape, dtype=dtype)
    # Cloned, so that torch works on memory of its own, aligned as it likes.
    flat = torch.frombuffer(frame, dtype=dtype, count=(end - begin) // dtype_size(dtype), offset=data + begin)
    return flat.clone().view(shape)


def dtype_size(dtype):
    return torch.empty((), dtype=dtype).element_size()


def write_frame(metadata, tensors):
    header = {"__metadata__": metadata}
    chunks = []
    offset = 0
    for name in sorted(tensors):
        tensor = tensors[name].detach().contiguous()
        size = tensor.numel() * tensor.element_size()
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        # The quick way to a tensor's bytes where numpy is not installed.
        chunks.append(ctypes.string_at(tensor.data_ptr(), size) if size else b"")
        offset += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    frames_out.write(b"".join([struct.pack("<IQ", 8 + len(text) + offset, len(text)), text, *chunks]))
    frames_out.flush()


def places(metadata):
    """Where the elements of input and grad_output lie; nothing for a tensor that is to be as it comes."""
    return {
        "transposed": metadata.get("transposed") == "true",
        "placement": {
            name: [int(n) for n in metadata[name + "_placement"].split()]
            for name in ("input", "grad_output")
            if name + "_placement" in metadata
        },
    }


def in_case_order(tensor, case):
    """The transposed view for features-last data; its own inverse."""
    return tensor.transpose(1, 2) if case["transposed"] else tensor


def placed(values, case, name):
    """The values in memory as the case lays them out; what lies between them is NaN."""
    if name not in case["placement"]:
        return values
    values = in_case_order(values, case)
    storage, offset, *strides = case["placement"][name]
    tensor = torch.full((storage,), math.nan, dtype=values.dtype).as_strided(values.shape, strides, offset)
    target = tensor
    for dimension, stride in enumerate(strides):
        if stride == 0 and values.shape[dimension] > 1:  # torch writes to no element twice
            values, target = values.narrow(dimension, 0, 1), target.narrow(dimension, 0, 1)
    target.copy_(values)
    return tensor


def step(case, tensors):
    """One step of the module, forward and backward: every quantity of the case."""
    module = case["make"](
        case["num_features"],
        eps=case["eps"],
        momentum=case["momentum"],
        affine=case["affine"],
        track_running_stats="running_mean" in tensors,
        dtype=case["dtype"],
    )
    for name in ("weight", "bias"):
        if name not in tensors:
            module.register_parameter(name, None)
    parameters = {"grad_" + name: parameter for name, parameter in module.named_parameters()}
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(tensors[name])
            parameter.requires_grad_(name in case["requires"])
        if module.track_running_stats:
            module.running_mean.copy_(tensors["running_mean"])
            module.running_var.copy_(tensors["running_var"])
            module.num_batches_tracked.fill_(case["num_batches_tracked"])
    module.train(case["training"])

    seen = placed(tensors["input"], case, "input").requires_grad_("input" in case["requires"])
    output = module(seen)
    if output.requires_grad:
        output.backward(placed(tensors["grad_output"], case, "grad_output"))

    # In plain order whatever the layout, as the fixtures were recorded: a mean's last bits follow the memory order.
    batch = seen.detach().contiguous()
    dims = [d for d in range(batch.dim()) if d != 1]
    results = {
        "output": output,
        "batch_mean": batch.mean(dims),
        "batch_var": batch.var(dims, unbiased=False),
        "grad_input": seen.grad,
        **{name: parameter.grad for name, parameter in parameters.items()},
    }
    results = {name: result for name, result in results.items() if result is not None}
    for name in {"output", "grad_input"} & results.keys():
        results[name] = in_case_order(results[name], case)
    if module.track_running_stats:
        results["running_mean"] = module.running_mean
        results["running_var"] = module.running_var
        results["num_batches_tracked"] = module.num_batches_tracked
    return results


def answer(metadata, tensors):
    case = {
        "make": MODULES[metadata["module"]],
        "num_features": int(metadata["num_features"]),
        "dtype": DTYPES[metadata["dtype"]],
        **places(metadata),
        "training": metadata["training"] == "true",
        "affine": metadata["affine"] == "true",
        "requires": metadata["requires"].split("+"),
        "eps": float(metadata["eps"]),
        "momentum": momentum_of(metadata["momentum"]),
        "num_batches_tracked": int(metadata["num_batches_tracked"]),
    }
    try:
        return {}, step(case, tensors)
    except Exception as error:  # whatever torch raises is its answer
        return error_of(error), {}


def attempt(metadata, tensors):
    """What a fresh module makes of a bad use: tensors but the input replace its own, whatever their sizes."""
    module = MODULES[metadata["module"]](
        int(metadata["num_features"]),
        affine=metadata["affine"] == "true",
        track_running_stats=metadata["track_running_stats"] == "true",
        dtype=DTYPES[metadata["dtype"]],
    )
    if "state" in metadata:
        return load(module, metadata, tensors)
    for name in metadata["none"].split():
        setattr(module, name, None)
    for name in tensors.keys() - {"input"}:
        parameter = name in ("weight", "bias")
        setattr(module, name, torch.nn.Parameter(tensors[name]) if parameter else tensors[name])
    module.train(metadata["training"] == "true")
    error = {}
    try:
        with torch.no_grad():
            module(tensors["input"])
    except Exception as raised:
        error = error_of(raised)
    counter = module.num_batches_tracked
    return error, {} if counter is None else {"num_batches_tracked": counter}


def load(module, metadata, tensors):
    """What a fresh module makes of a state, and what it holds afterwards; of an error the whole text."""
    if module.num_batches_tracked is not None:
        module.num_batches_tracked.fill_(int(metadata["counted"]))
    state = collections.OrderedDict((name, tensors[name]) for name in metadata["state"].split())
    if "version" in metadata:
        state._metadata = {"": {"version": int(metadata["version"])}}
    error = {}
    try:
        module.load_state_dict(state, strict=metadata["strict"] == "true")
    except Exception as raised:
        error = {"error_type": type(raised).__name__, "error_message": str(raised)}
    return error, module.state_dict()


def momentum_of(text):
    return None if text == "null" else float(text)


def error_of(raised):
    lines = str(raised).splitlines()
    return {"error_type": type(raised).__name__, "error_message": lines[0] if lines else ""}


def capability():
    """Which of its kernels torch uses on this processor, such as AVX2."""
    for line in torch.__config__.show().splitlines():
        if "CPU capability usage:" in line:
            return line.split(":", 1)[1].strip()
    return "default"


def refusals():
    """Why this torch cannot run a batch of one type with parameters of another, by both names."""
    found = {}
    for batch in ("F32", "F64", "BF16", "F16"):
        for parameters in {batch, "F32"} if batch != "F64" else {batch}:
            try:
                module = torch.nn.BatchNorm1d(2, dtype=DTYPES[parameters])
                x = torch.tensor([[0.0, 1.0], [1.0, 0.0]], dtype=DTYPES[batch], requires_grad=True)
                module(x).backward(x.detach())
            except Exception as error:  # an answer like any other
                found[f"refuses {batch} {parameters}"] = str(error).splitlines()[0]
    return found


def end_with_parent():
    """Ends the process once the one that started it is gone, whatever torch is computing."""
    while os.getppid() == PARENT:
        time.sleep(0.5)
    os._exit(1)


def serve():
    if os.name != "nt":
        threading.Thread(target=end_with_parent, daemon=True).start()
    torch.set_num_threads(int(sys.argv[1]))
    hello = {
        "protocol": "parity-worker/1",
        "torch": torch.__version__,
        "python": platform.python_version(),
        "threads": str(torch.get_num_threads()),
        "capability": capability(),
        **refusals(),
    }
    write_frame(hello, {})
    while True:
        frame = read_frame()
        if frame is None:
            return
        taken_by = attempt if "use" in frame[0] else answer
        write_frame(*taken_by(*frame))


try:
    serve()
except BrokenPipeError:
    pass  # parity is gone

# Nothing is left to tidy up, and torch's own teardown takes its time.
sys.stderr.flush()
os._exit(0)
