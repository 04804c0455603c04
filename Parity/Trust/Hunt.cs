using Parity.Comparison;
using Parity.Reference.Kernels;

namespace Parity.Trust;

/// <summary>Runs a kernel through the gate until it fails.</summary>
public static class Hunt
{
    /// <summary>The first trial that fails the gate, or null where all pass.</summary>
    /// <param name="kernel">The kernel under test.</param>
    /// <param name="trials">The trials in order; those of an element type that the kernel does not cover pass by.</param>
    public static Caught? Run(KernelEntry kernel, IEnumerable<AnsweredTrial> trials)
    {
        int cases = 0;
        foreach (AnsweredTrial answered in trials)
        {
            cases++;
            if (!KernelRun.Covers(kernel, answered.Trial.Case.DType))
                continue;
            CaseComparison comparison = answered.Check.Compare(kernel);
            if (!comparison.Passed)
                return new Caught(cases, comparison);
        }

        return null;
    }
}
