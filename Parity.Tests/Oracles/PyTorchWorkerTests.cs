using System.Diagnostics;
using Parity.Cases;
using Parity.Oracles;

namespace Parity.Tests.Oracles;

public sealed class PyTorchWorkerTests
{
    const string PyTorch = "pytorch";

    // A worker that needs no torch: says hello, then does what a test plants. The hello is a safetensors file without
    // tensors.
    const string Hello =
        """
        import json, os, struct, sys, time
        def say(metadata):
            text = json.dumps({"__metadata__": metadata}).encode()
            sys.stdout.buffer.write(struct.pack("<IQ", 8 + len(text), len(text)) + text)
            sys.stdout.buffer.flush()
        def hear():
            sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(4), "little"))
        say({"protocol": "parity-worker/1", "torch": "0.0", "pid": str(os.getpid())})

        """;

    static readonly TimeSpan shortLimit = TimeSpan.FromMilliseconds(300);
    static readonly Trial small = CaseData.Generate(CaseDescriptor.Parse("bn1d/5x3/seed=1"));
    static readonly Trial large = CaseData.Generate(CaseDescriptor.Parse("bn2d/8x16x32x32/seed=1"));

    [LiveFact(PyTorch)]
    public void A_killed_worker_fails_its_case_by_name_and_the_next_case_gets_a_new_one()
    {
        using var oracle = new PyTorchOracle(new PyTorchOptions { Python = LivePython() });
        int first = oracle.WorkerId!.Value;
        using (var process = Process.GetProcessById(first))
        {
            process.Kill();
            process.WaitForExit();
        }

        var e = Assert.Throws<OracleFailureException>(() => oracle.Run(small));
        Assert.StartsWith("no answer to bn1d/5x3/seed=1: the pytorch worker ended with exit code ", e.Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Contains("137 (SIGKILL)", e.Message, StringComparison.Ordinal);
        Assert.NotNull(oracle.Run(small)[Quantity.Output]);
        Assert.NotEqual(first, oracle.WorkerId);
    }

    [LiveFact(PyTorch)]
    public void A_worker_that_hangs_is_ended_at_the_time_limit_and_replaced()
    {
        using PyTorchOracle oracle = Planted("hear()\ntime.sleep(600)", shortLimit);
        using var process = Process.GetProcessById(oracle.WorkerId!.Value);
        var e = Assert.Throws<OracleFailureException>(() => oracle.Run(small));
        Assert.StartsWith(
            "no answer to bn1d/5x3/seed=1: the pytorch worker did not answer within 0.3 s and was ended", e.Message, StringComparison.Ordinal);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.Throws<OracleFailureException>(() => oracle.Run(small));
    }

    [LiveFact(PyTorch)]
    public void A_worker_that_does_not_read_a_large_tensor_is_ended_at_the_time_limit()
    {
        using PyTorchOracle oracle = Planted("time.sleep(600)", shortLimit);
        var e = Assert.Throws<OracleFailureException>(() => oracle.Run(large));
        Assert.Contains("did not answer within 0.3 s", e.Message, StringComparison.Ordinal);
    }

    [LiveFact(PyTorch)]
    public void A_worker_that_fails_is_quoted()
    {
        using PyTorchOracle oracle = Planted("hear()\nsys.exit('the disk is full')");
        var e = Assert.Throws<OracleFailureException>(() => oracle.Run(small));
        Assert.Contains("ended with exit code 1; its standard error ended with: the disk is full", e.Message, StringComparison.Ordinal);
    }

    [LiveFact(PyTorch)]
    public void A_worker_that_answers_nonsense_fails_the_case()
    {
        using PyTorchOracle oracle = Planted("hear()\nsys.stdout.buffer.write(bytes([3, 0, 0, 0, 1, 2, 3]))\nsys.stdout.buffer.flush()\nhear()");
        var e = Assert.Throws<OracleFailureException>(() => oracle.Run(small));
        Assert.Contains("broke the protocol: the frame: 3 bytes are too few", e.Message, StringComparison.Ordinal);
    }

    [LiveFact(PyTorch)]
    public void A_worker_that_lacks_a_quantity_fails_the_case()
    {
        using PyTorchOracle oracle = Planted("hear()\nsay({})\nhear()");
        var e = Assert.Throws<OracleFailureException>(() => oracle.Run(small));
        Assert.Contains("broke the protocol: the answer has no output", e.Message, StringComparison.Ordinal);
    }

    [LiveFact(PyTorch)]
    public void What_torch_prints_never_enters_the_frames()
    {
        const string Step = "output = module(seen)";
        string program = PyTorchOracle.WorkerProgram.Replace(
            Step, $"print('by python'); os.system('echo by a child'); os.write(1, b'by the system'); {Step}", StringComparison.Ordinal);
        Assert.NotEqual(PyTorchOracle.WorkerProgram, program);
        using var oracle = new PyTorchOracle(new PyTorchOptions { Python = LivePython(), Program = program });
        Assert.NotNull(oracle.Run(small)[Quantity.Output]);
        Assert.NotNull(oracle.Run(large)[Quantity.Output]);
    }

    [LiveFact(PyTorch)]
    public void A_disposed_oracle_leaves_no_process()
    {
        var oracle = Planted("hear()");
        using var process = Process.GetProcessById(oracle.WorkerId!.Value);
        oracle.Dispose();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_python_that_does_not_exist_is_named_with_what_helps()
    {
        var e = Assert.Throws<OracleUnavailableException>(() => new PyTorchOracle(new PyTorchOptions { Python = "/nonexistent/python" }));
        Assert.Contains("/nonexistent/python cannot be started", e.Message, StringComparison.Ordinal);
        Assert.Contains("PARITY_PYTHON", e.Message, StringComparison.Ordinal);
        Assert.Contains("pip install torch", e.Message, StringComparison.Ordinal);
    }

    [LiveFact(PyTorch)]
    public void A_python_without_torch_is_named_with_its_error()
    {
        string program = "import sys\nsys.modules['torch'] = None\n" + PyTorchOracle.WorkerProgram;
        var e = Assert.Throws<OracleUnavailableException>(() => new PyTorchOracle(new PyTorchOptions { Python = LivePython(), Program = program }));
        Assert.Contains("ended with exit code 1; its standard error ended with: ModuleNotFoundError: ", e.Message, StringComparison.Ordinal);
    }

    [LiveFact(PyTorch)]
    public void A_python_that_says_nothing_is_given_up_after_the_start_limit()
    {
        var options = new PyTorchOptions { Python = LivePython(), Program = "import time\ntime.sleep(600)", StartLimit = shortLimit };
        var e = Assert.Throws<OracleUnavailableException>(() => new PyTorchOracle(options));
        Assert.Contains("did not start within 0.3 s and was ended", e.Message, StringComparison.Ordinal);
    }

    static PyTorchOracle Planted(string behaviour, TimeSpan? limit = null) => new(new PyTorchOptions
    {
        Python = LivePython(),
        Program = Hello + behaviour,
        TimeLimit = limit ?? TimeSpan.FromSeconds(60),
    });

    static string LivePython() => LiveOracle.Use(oracle => ((PyTorchOracle)oracle).Python, PyTorch);
}
