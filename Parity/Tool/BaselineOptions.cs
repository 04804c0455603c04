using System.CommandLine;
using Parity.Baselines;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;

namespace Parity.Tool;

/// <summary>What <c>check --baseline</c> and <c>baseline</c> share.</summary>
static class BaselineOptions
{
    public static Option<string?> InPlaceOf() => new("--in-place-of")
    {
        Description = "The baseline's kernel whose place the one under test takes; without it, kernels are compared by name.",
    };

    /// <summary>Compares kernels with a baseline.</summary>
    /// <param name="file">The baseline.</param>
    /// <param name="kernels">The kernels under test.</param>
    /// <param name="inPlaceOf">The baseline's kernel that the only one under test is compared with; null for its own.</param>
    /// <param name="oracle">The oracle of the run.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    /// <param name="isolated">Where kernels are run; null for this process.</param>
    /// <exception cref="UnusableException">Several kernels cannot take one's place, or the baseline has no such kernel.</exception>
    /// <exception cref="UnusableException">The baseline cannot be used.</exception>
    public static BaselineComparison Compare(
        string file, IReadOnlyList<KernelEntry> kernels, string? inPlaceOf, IOracle oracle, CancellationToken cancellation,
        IsolatedKernels? isolated = null)
    {
        Baseline recorded = Renamed(BaselineFile.Read(file), kernels, inPlaceOf);
        Baseline now = BaselineRun.Measure(kernels, oracle, recorded.Seed, recorded.Cases, isolated, cancellation);
        return BaselineCheck.Compare(file, recorded, now);
    }

    static Baseline Renamed(Baseline recorded, IReadOnlyList<KernelEntry> kernels, string? inPlaceOf)
    {
        if (inPlaceOf is null)
            return recorded;
        if (kernels.Count != 1)
            throw new UnusableException($"--in-place-of takes one kernel under test, named with --kernel; there are {kernels.Count}");
        BaselineRow[] rows = [.. recorded.Rows.Where(row => row.Kernel == inPlaceOf).Select(row => row with { Kernel = kernels[0].Name })];
        return rows.Length > 0 ? recorded with { Rows = rows } : throw new UnusableException(
            $"the baseline has no kernel '{inPlaceOf}'; it has {string.Join(", ", recorded.Rows.Select(row => row.Kernel).Distinct())}");
    }
}
