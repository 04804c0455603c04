using System.Globalization;
using System.Numerics;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>Counts cases by data pattern, size and option, one aspect at a time.</summary>
public sealed class AspectTally
{
    const int SizeBuckets = 13;

    static readonly (string Name, Func<BatchNormCase, bool> Has)[] options =
    [
        ("no weight or no bias", c => !c.HasWeight || !c.HasBias),
        ("no running statistics", c => !c.TrackRunningStats),
        ("momentum null", c => c.Momentum is null),
        ("momentum other than 0.1", c => c.Momentum is { } momentum && momentum != 0.1),
        ("eps other than 1e-5", c => c.Eps != 1e-5),
        ("not all gradients", c => c.Requires != GradientRequest.All),
        ("grad_output in another layout", c => c.GradOutputLayout != c.Layout),
    ];

    readonly int[] patterns = new int[Enum.GetValues<DataPattern>().Length];
    readonly int[] channels = new int[SizeBuckets], values = new int[SizeBuckets], chosen = new int[options.Length];

    /// <summary>Counts one case; of a recorded one only that it is.</summary>
    /// <param name="descriptor">Its descriptor.</param>
    public void Add(string descriptor)
    {
        if (descriptor.StartsWith(Fixture.DescriptorOf(""), StringComparison.Ordinal))
        {
            patterns[(int)DataPattern.Recorded]++;
            return;
        }

        BatchNormCase c = CaseDescriptor.Parse(descriptor);
        patterns[(int)c.Pattern]++;
        channels[Bucket(c.Channels)]++;
        values[Bucket(c.ValuesPerChannel)]++;
        for (int i = 0; i < options.Length; i++)
            chosen[i] += options[i].Has(c) ? 1 : 0;
    }

    /// <summary>The rows, those without a case too: what was never met should be seen.</summary>
    public IReadOnlyList<CoverageAspect> Rows() =>
    [
        .. patterns.Select((cases, i) => new CoverageAspect("pattern", ((DataPattern)i).Name(), cases)),
        .. channels.Select((cases, i) => new CoverageAspect("channels", Label(i), cases)),
        .. values.Select((cases, i) => new CoverageAspect("values per channel", Label(i), cases)),
        .. chosen.Select((cases, i) => new CoverageAspect("option", options[i].Name, cases)),
    ];

    // 0, 1, 2, 3-4, 5-8, and on by powers of two; the last is open.
    static int Bucket(int size) => size == 0 ? 0 : Math.Min(33 - BitOperations.LeadingZeroCount((uint)size - 1), SizeBuckets - 1);

    static string Label(int bucket) => bucket switch
    {
        < 3 => Text(bucket),
        SizeBuckets - 1 => $"over {Text(1 << (bucket - 2))}",
        _ => $"{Text((1 << (bucket - 2)) + 1)}–{Text(1 << (bucket - 1))}",
    };

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
