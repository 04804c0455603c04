using System.Globalization;
using System.Text;
using Parity.Bounds;
using Parity.Cases;
using Parity.Tensors;

namespace Parity.Tests.Bounds;

/// <summary>The bounds themselves, over data of every kind: none becomes looser or tighter without a change that is read.</summary>
public sealed class BoundsTableTests
{
    // Every layout, mode and option that a bound depends on, at lengths on both sides of each step in a depth.
    static readonly string[] options =
    [
        "bn1d/2x3", "bn1d/33x3/seed=2", "bn1d/65x2/eps=0", "bn1d/300x2", "bn1d/4x3x17", "bn1d/7x2x5/features_last", "bn1d/1x4x33/features_last/eps=0",
        "bn2d/2x3x4x8/channels_last", "bn2d/32x1x3x3/eps=0", "bn2d/5x3x2x3/channels_last/momentum=0.9", "bn2d/2x1x20x20", "bn2d/2x1x5x4/channels_last",
        "bn1d/9x3/eval", "bn2d/2x3x3x3/eval/eps=0.001", "bn2d/2x3x3x3/channels_last/eval/eps=0.1", "bn1d/4x3x3/eval/notrack",
        "bn1d/3x4x2/noaffine/notrack", "bn2d/3x2x5x6/grad=sliced", "bn2d/3x2x5x6/sliced", "bn2d/40x2x3x70/permuted", "bn1d/1200x2/sliced",
        "bn2d/3x2x2x3/momentum=null/tracked=3", "bn2d/3x2x2x3/momentum=-0.5/stats=large", "bn2d/3x2x2x3/momentum=1.5/stats=tiny/nobias",
        "bn2d/3x2x2x3/f64", "bn1d/70x2/f64", "bn2d/2x2x9x20/f64/channels_last", "bn1d/5x2x3/f64/features_last/noweight", "bn2d/3x2x2x3/f64/eval",
        "bn1d/9x3/f64/eval/eps=0.001/grad=sliced", "bn2d/3x2x2x3/momentum=null/f64/tracked=3", "bn2d/4x1x5x5/f64/noaffine",
    ];

    // Where a product underflows, a sum or a normalised value overflows, and what has half the bits.
    static readonly string[] extremes =
    [
        "bn2d/2x3x2x3/sliced/underflow", "bn2d/2x3x2x3/sliced/subnormal", "bn2d/2x3x2x3/sliced/huge", "bn2d/2x3x2x3/sliced/overflow/eps=0",
        "bn2d/2x3x2x3/sliced/tiny/eps=0", "bn1d/9x3/eval/underflow", "bn1d/9x3/eval/stats=zero/huge", "bn2d/2x3x2x3/eval/stats=tiny/overflow",
        "bn2d/2x3x2x3/eval/sliced/stats=tiny/huge", "bn1d/9x3/f64/eval/underflow", "bn2d/2x3x2x3/f64/underflow", "bn2d/2x3x2x3/f64/sliced/huge",
        "bn1d/9x3/f64/overflow", "bn2d/2x3x2x3/momentum=0.3/mean1e8", "bn2d/2x3x2x3/sliced/mean1e8", "bn2d/3x2x2x3/bf16", "bn1d/33x3/bf16", "bn2d/3x2x2x3/f16",
        // Counts that half the bits do not hold, statistics of half the bits and of float32, and data that are exact in part.
        "bn1d/257x2/bf16/sliced", "bn1d/257x2/bf16/sliced/f32params", "bn1d/257x2/bf16", "bn1d/2049x1/f16/sliced", "bn1d/257x2/bf16/sliced/eval",
        "bn2d/3x2x2x3/f16/f32params/sliced", "bn2d/3x2x2x3/bf16/f32params", "bn2d/3x2x2x3/f16/f32params/eval", "bn2d/5x2x4x7/f16/sliced/offset4",
        "bn2d/2x3x2x3/bf16/eval", "bn2d/2x3x2x3/f16/sliced", "bn2d/2x3x2x3/bf16/sliced/mean1e4", "bn1d/200x2/bf16/offset4", "bn2d/2x3x2x3/bf16/huge",
    ];

    static readonly string[] shapes = ["bn2d/3x4x2x3", "bn1d/33x4/noaffine", "bn1d/9x4/f64/eps=0"];

    static readonly IEnumerable<string> descriptors = options.Concat(extremes).Concat(
        from shape in shapes
        from pattern in DataPatterns.Drawn
        where pattern != DataPattern.Normal
        select $"{shape}/{pattern.Word()}");

    [Fact]
    public void The_bounds_are_those_that_were_approved()
    {
        var table = new StringBuilder();
        foreach (string descriptor in descriptors)
        {
            Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
            ChannelSummary[] channels = ChannelSummary.Of(trial);
            (Arithmetic forward, Arithmetic backward) = (LibtorchArithmetic.OfForward(trial.Case), LibtorchArithmetic.OfBackward(trial.Case));
            table.Append(descriptor).Append('\n');
            Row(table, "chain", trial, new ErrorBounds(trial.Case, channels, Arithmetic.DoubleThroughout));
            Row(table, "lanes", trial, new ErrorBounds(trial.Case, channels, Arithmetic.DoubleSums));
            if (trial.Case.DType == DType.Float64)
                Row(table, "compensated", trial, new ErrorBounds(trial.Case, channels, Arithmetic.CompensatedStatistics));
            Row(table, $"{forward} {backward}", trial, new ErrorBounds(trial.Case, channels, forward, 1, backward));
            if (forward == Arithmetic.LibtorchRows)
                Row(table, "three threads", trial, new ErrorBounds(trial.Case, channels, forward, 3, backward));
        }

        ApprovedText.Matches("error-bounds.txt", table.ToString());
    }

    // For each quantity, in the order of reports: the sum of its finite bounds, and how many are infinite.
    static void Row(StringBuilder table, string name, Trial trial, ErrorBounds bounds)
    {
        table.Append("  ").Append(name.Replace("Libtorch", "", StringComparison.Ordinal)).Append(':');
        foreach (Quantity quantity in QuantityNames.All.Where(quantity => quantity != Quantity.NumBatchesTracked))
        {
            bool perElement = quantity is Quantity.Output or Quantity.GradInput;
            double[] all = bounds.All(quantity, perElement ? trial.Inputs.Input.Count : trial.Case.Channels);
            Assert.DoesNotContain(all, double.IsNaN);
            int infinite = all.Count(double.IsInfinity);
            table.Append(' ').Append(all.Where(double.IsFinite).Sum().ToString("0.########E+0", CultureInfo.InvariantCulture));
            if (infinite > 0)
                table.Append(CultureInfo.InvariantCulture, $"+{infinite}∞");
        }

        table.Append('\n');
    }
}
