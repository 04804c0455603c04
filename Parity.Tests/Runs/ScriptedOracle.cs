using Parity.Cases;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;

namespace Parity.Tests.Runs;

/// <summary>An oracle that answers as the manual kernel does, unless the test scripts something else.</summary>
/// <param name="answer">Changes the answer, or throws.</param>
sealed class ScriptedOracle(Func<Trial, BatchNormResult, BatchNormResult> answer) : IOracle
{
    public string Name => "scripted";

    public string Version => "1";

    public bool Live => true;

    public string? WhyNot(BatchNormCase c) => null;

    public BatchNormResult Run(Trial trial) => answer(trial, KernelRun.Run(KernelCatalog.All[0], trial));

    public void Dispose()
    {
    }
}
