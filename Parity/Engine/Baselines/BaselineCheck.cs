using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;

namespace Parity.Baselines;

/// <summary>Compares what kernels do now with what is on record.</summary>
static class BaselineCheck
{
    /// <summary>Measures kernels, and compares them with a baseline.</summary>
    /// <param name="file">The baseline.</param>
    /// <param name="kernels">The kernels under test.</param>
    /// <param name="inPlaceOf">The baseline's kernel that the only one under test is compared with; null for its own.</param>
    /// <param name="oracle">Who is asked about agreement.</param>
    /// <param name="isolated">Where kernels are run; null for this process.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    /// <exception cref="UnusableException">Several kernels cannot take one's place, or the baseline has no such kernel or cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    public static BaselineComparison Measure(
        string file, IReadOnlyList<KernelEntry> kernels, string? inPlaceOf, IOracle oracle, IsolatedKernels? isolated = null,
        CancellationToken cancellation = default)
    {
        Baseline recorded = Renamed(BaselineFile.Read(file), kernels, inPlaceOf);
        return Compare(file, recorded, BaselineRun.Measure(kernels, oracle, recorded.Seed, recorded.Cases, isolated, cancellation));
    }

    /// <summary>The comparison.</summary>
    /// <param name="file">Where the record is from, for messages.</param>
    /// <param name="recorded">The record; its rows are only those of the kernels under test.</param>
    /// <param name="now">What was measured now, over the same cases.</param>
    /// <exception cref="UnusableException">The two are not over the same cases.</exception>
    public static BaselineComparison Compare(string file, Baseline recorded, Baseline now)
    {
        if (recorded.Drawn != now.Drawn)
            throw new UnusableException(
                $"'{file}' is over other cases than this version draws from seed {recorded.Seed}; make it again with 'parity baseline --update'");
        bool sameEnvironment = recorded.Environment == now.Environment;
        var rows = now.Rows.ToDictionary(row => row.Key());
        var known = recorded.Rows.ToDictionary(row => row.Key());
        string[] measured = [.. now.Rows.Select(row => row.Kernel).Distinct()];
        // A kernel of another assembly promises nothing about other machines.
        bool Portable(string kernel) => KernelCatalog.All.Any(entry => entry.Name == kernel);
        BaselineChange?[] changes =
        [
            .. now.Rows.Where(row => sameEnvironment || Portable(row.Kernel)).Select(row => Change(known.GetValueOrDefault(row.Key()), row, sameEnvironment)),
            .. recorded.Rows.Where(row => measured.Contains(row.Kernel) && !rows.ContainsKey(row.Key())).Select(row => Change(row, null, sameEnvironment)),
        ];
        BaselineChange[] told = [.. changes.OfType<BaselineChange>().OrderByDescending(change => change.Level).ThenByDescending(change => change.Gravity)];
        return new BaselineComparison
        {
            File = file,
            Level = told.Select(change => change.Level).DefaultIfEmpty(BaselineLevel.Same).Max(),
            RecordedIn = recorded.Environment.ToString(),
            MeasuredIn = now.Environment.ToString(),
            AgreementCompared = sameEnvironment,
            NotCompared = [.. NotCompared(recorded, now, sameEnvironment, measured.Where(kernel => !Portable(kernel)))],
            Changes = told,
            Same = changes.Count(change => change is null),
        };
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

    static IEnumerable<string> NotCompared(Baseline recorded, Baseline now, bool sameEnvironment, IEnumerable<string> unportable)
    {
        if (sameEnvironment)
            yield break;
        yield return $"agreement with the oracle was NOT compared: it is on record for {recorded.Environment}, this is {now.Environment}";
        foreach (string kernel in unportable)
            yield return $"{kernel} was NOT compared: only kernels of the catalog promise the same bits in every environment";
    }

    static BaselineChange? Change(BaselineRow? recorded, BaselineRow? now, bool sameEnvironment)
    {
        BaselineRow row = (now ?? recorded)!;
        if (recorded is null || now is null)
            return new BaselineChange(row.Kernel, row.Quantity, row.Dtype, row.Mode, now is null ? BaselineLevel.Broken : BaselineLevel.New,
                [new DiffNumber("tensors", recorded?.Tensors, now?.Tensors, now is null ? Movement.Worse : Movement.Changed)]);
        DiffNumber[] numbers =
        [
            .. Numbers(recorded, now, sameEnvironment).Where(number => !number.Before.Equals(number.After)),
        ];
        bool broken = now.WorstError > 1 || (sameEnvironment && now.Passed < now.Answered);
        BaselineLevel level = broken ? BaselineLevel.Broken
            : numbers.Any(number => number.Change == Movement.Worse) ? BaselineLevel.Drifted
            : numbers.Any(number => number.Change == Movement.Better) ? BaselineLevel.Improved
            : recorded.Bits != now.Bits || numbers.Length > 0 ? BaselineLevel.BitsChanged
            : BaselineLevel.Same;
        return level == BaselineLevel.Same ? null : new BaselineChange(row.Kernel, row.Quantity, row.Dtype, row.Mode, level, numbers)
        {
            Gravity = new[]
            {
                now.WorstError / Math.Max(recorded.WorstError, 0.01),
                now.LongError / Math.Max(recorded.LongError, 0.01),
                now.TypicalError / Math.Max(recorded.TypicalError, 0.001),
            }.Max(),
        };
    }

    static IEnumerable<DiffNumber> Numbers(BaselineRow recorded, BaselineRow now, bool sameEnvironment)
    {
        yield return Judged("worst error/bound", recorded.WorstError, now.WorstError, Margin.WorstGrew);
        yield return Judged("typical error/bound", recorded.TypicalError, now.TypicalError, Margin.TypicalGrew);
        yield return Judged("long error/bound", recorded.LongError, now.LongError, Margin.WorstGrew);
        yield return new DiffNumber("worst ULP to exact", recorded.WorstUlp, now.WorstUlp, Movement.Changed);
        if (!sameEnvironment)
            yield break;
        yield return Rate("allclose", recorded.Allclose, now.Allclose);
        yield return Rate("assert_close", recorded.AssertClose, now.AssertClose);
        yield return Rate("passed", recorded.Passed, now.Passed);

        DiffNumber Rate(string name, int before, int after)
        {
            double Part(int count, BaselineRow row) => row.Answered > 0 ? (double)count / row.Answered : 0;
            return new DiffNumber(name, before, after,
                Margin.RateFell(Part(before, recorded), Part(after, now), now.Answered) ? Movement.Worse
                : Margin.RateFell(Part(after, now), Part(before, recorded), now.Answered) ? Movement.Better
                : Movement.Changed);
        }
    }

    static DiffNumber Judged(string name, double before, double after, Func<double, double, bool> grew) => new(
        name, before, after,
        grew(before, after) ? Movement.Worse : grew(after, before) ? Movement.Better : Movement.Changed);
}
