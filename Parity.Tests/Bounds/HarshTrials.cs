using Parity.Cases;
using Parity.Tensors;

namespace Parity.Tests.Bounds;

/// <summary>Trials whose data are hard on floating point: what error bounds have to hold for.</summary>
static class HarshTrials
{
    static readonly string[] descriptors =
    [
        "bn1d/2x3", "bn1d/33x5", "bn1d/65x3/eps=0", "bn1d/4x3x17", "bn1d/7x2x5/features_last", "bn1d/1x4x33/features_last/eps=0",
        "bn2d/2x3x4x8/channels_last", "bn2d/32x1x3x3/eps=0", "bn2d/5x8x2x3/channels_last/momentum=0.9", "bn1d/9x7/eval",
        "bn2d/2x5x3x3/eval", "bn2d/2x5x3x3/channels_last/eval/eps=0.001", "bn1d/4x6x3/features_last/eval",
        "bn2d/2x1x20x20", "bn1d/3x4x2/noaffine/notrack",
    ];

    public static IReadOnlyList<string> Patterns { get; } =
    [
        "normal", "mean 1e4", "mean 1e8", "tiny", "huge", "overflow", "subnormal", "constant", "constant 1e10", "outlier",
        "alternating", "sorted", "relu", "zeros", "mixed", "nan", "infinite",
    ];

    /// <summary>Drawn trials whose parameters, buffers or gradients are not plain.</summary>
    public static IEnumerable<Trial> Parameters =>
        from number in Enumerable.Range(0, 600)
        let drawn = CaseGenerator.Draw(5, number)
        where !drawn.HasPlainParameters && !drawn.DType.IsHalf() && !drawn.IsEmpty
        select CaseData.Generate(drawn);

    public static IEnumerable<Trial> All(string pattern) =>
        from descriptor in descriptors
        from dtype in new[] { DType.Float32, DType.Float64 }
        select Make(CaseDescriptor.Parse(descriptor) with { DType = dtype, Seed = descriptor.Length }, pattern);

    public static Trial Make(BatchNormCase c, string pattern)
    {
        Trial ordinary = CaseData.Generate(c);
        bool single = c.DType == DType.Float32;
        var random = new CounterRandom(c.Seed, stream: 99);
        double[] values = new double[ordinary.Inputs.Input.Count];
        for (int position = 0; position < values.Length; position++)
        {
            (int channel, int i) = c.Place(position);
            double normal = random.Normal(position);
            values[position] = pattern switch
            {
                "mean 1e4" => 1e4 + normal,
                "mean 1e8" => 1e8 + normal,
                "tiny" => normal * (single ? 1e-30 : 1e-140),
                "huge" => normal * (single ? 1e37 : 1e140),
                "overflow" => normal * (single ? 1e20 : 1e140),
                "subnormal" => normal * (single ? 1e-42 : 1e-310),
                "constant" => channel + 0.1,
                "constant 1e10" => 1e10,
                "outlier" => i == 1 ? 1e6 : normal,
                "alternating" => (i % 2 == 0 ? 1 : -1) * (1e5 + 1e-3 * normal),
                "sorted" => i * 0.37 - 3,
                "relu" => Math.Max(0, normal),
                "zeros" => i % 3 == 0 ? 0 : -0.0,
                "mixed" => normal * Math.ScaleB(1, (int)(random.Bits(position) % 60) - 30),
                "nan" => i == 0 && channel == 0 ? double.NaN : normal,
                "infinite" => i == 0 && channel == 0 ? double.NegativeInfinity : normal,
                _ => normal,
            };
        }

        DenseTensor input = single
            ? DenseTensor.From<float>([.. values.Select(v => (float)v)], [.. c.Shape])
            : DenseTensor.From<double>(values, [.. c.Shape]);
        return new Trial($"{c}: {pattern}", c, ordinary.Inputs with { Input = input });
    }
}
