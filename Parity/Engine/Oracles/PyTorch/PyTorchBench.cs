using System.Globalization;
using Parity.Benchmarks;
using Parity.Cases;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Oracles;

/// <summary>A batch that lies in the PyTorch worker, which times itself.</summary>
sealed class PyTorchBench : IBenchSession
{
    const string Verb = "bench";

    static readonly Dictionary<string, DenseTensor> nothing = [];

    readonly PyTorchOracle oracle;
    readonly Trial trial;
    readonly int workerId;

    /// <summary>Sends the batch, once.</summary>
    /// <exception cref="OracleFailureException">The worker gave no answer, or torch an error.</exception>
    public PyTorchBench(PyTorchOracle oracle, Trial trial, OracleMemory memory)
    {
        (this.oracle, this.trial) = (oracle, trial);
        SafetensorsContent request = PyTorchOracle.Request(trial);
        var metadata = new Dictionary<string, string>(request.Metadata, StringComparer.Ordinal)
        {
            [Verb] = "load",
            ["memory"] = memory == OracleMemory.Kept ? "kept" : "own",
        };
        Exchange(request with { Metadata = metadata }, null);
        workerId = oracle.WorkerId!.Value;
    }

    /// <inheritdoc/>
    public BatchNormResult Answer(BenchMode mode, int threads)
    {
        SafetensorsContent answer = Ask("answer", mode, threads, 1);
        var result = new BatchNormResult();
        foreach (Quantity quantity in mode.Makes())
            result[quantity] = answer.Tensors.TryGetValue(quantity.TorchName(), out DenseTensor? tensor)
                ? tensor
                : throw new OracleFailureException($"{trial.Descriptor}: the pytorch worker's answer has no {quantity.TorchName()}");
        return result;
    }

    /// <inheritdoc/>
    public IReadOnlyList<double> Time(BenchMode mode, int threads, int calls) =>
        [.. Ask("time", mode, threads, calls).Metadata["ns"].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

    /// <summary>Frees the batch. A worker that is gone has freed it.</summary>
    public void Dispose()
    {
        if (oracle.WorkerId == workerId)
            Exchange(new(new Dictionary<string, string> { [Verb] = "close" }, nothing), workerId);
    }

    SafetensorsContent Ask(string what, BenchMode mode, int threads, int calls) => Exchange(
        new(
            new Dictionary<string, string>
            {
                [Verb] = what,
                ["mode"] = mode.Word(),
                ["threads"] = threads.ToString(CultureInfo.InvariantCulture),
                ["calls"] = calls.ToString(CultureInfo.InvariantCulture),
            },
            nothing),
        workerId);

    SafetensorsContent Exchange(SafetensorsContent request, int? openedIn)
    {
        SafetensorsContent answer = oracle.Exchange(request, trial.Descriptor, openedIn);
        return answer.Metadata.TryGetValue("error_type", out string? type)
            ? throw new OracleFailureException($"{trial.Descriptor}: torch raised {type}: {answer.Metadata.GetValueOrDefault("error_message", "")}")
            : answer;
    }
}
