using Parity.Cases;
using Parity.Comparison;
using Parity.Fixtures;
using Parity.Oracles;
using Parity.Reference.Kernels;

namespace Parity.Runs;

/// <summary>Makes a failing case as small and plain as it can be while it still fails in the same way.</summary>
/// <param name="request">The run that found it; its oracle must be idle.</param>
public sealed class Counterexample(RunRequest request)
{
    /// <summary>The smallest comparison near a failing case that fails in the same way; null where nothing smaller does.</summary>
    /// <remarks>A recorded case has only the shape that was recorded, so it is not shrunk.</remarks>
    public CaseComparison? Shrink(string descriptor, string kernelName, Quantity quantity, Verdict verdict)
    {
        if (descriptor.StartsWith(Fixture.DescriptorOf(""), StringComparison.Ordinal))
            return null;
        KernelEntry kernel = request.Kernels.Single(entry => entry.Name == kernelName);
        CaseComparison? smallest = null;
        CaseShrinker.Shrink(CaseDescriptor.Parse(descriptor), candidate =>
        {
            if (Compare(kernel, candidate) is not { } comparison || !comparison.Quantities.Any(q => q.Quantity == quantity && q.Verdict == verdict))
                return false;
            smallest = comparison;
            return true;
        });
        return smallest;
    }

    CaseComparison? Compare(KernelEntry kernel, BatchNormCase candidate)
    {
        if (request.Oracle.WhyNot(candidate) is not null)
            return null;
        Trial trial = CaseData.Generate(candidate);
        try
        {
            return KernelRun.Covers(kernel, candidate.DType)
                ? ParityCheck.Compare(kernel, trial, request.Oracle.Run(trial), request.Threads)
                : null;
        }
        catch (OracleFailureException)
        {
            // A candidate that the oracle does not survive is no counterexample; the original stays.
            return null;
        }
    }
}
