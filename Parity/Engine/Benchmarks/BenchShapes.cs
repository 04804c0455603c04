using Parity.Cases;
using Parity.Tensors;

namespace Parity.Benchmarks;

/// <summary>The shapes that are timed, and their spelling: a descriptor without its module.</summary>
static class BenchShapes
{
    /// <summary>How a shape is written.</summary>
    public const string Spelling = "NxC, NxCxL or NxCxHxW, then /channels_last and /f64 as wanted, such as 32x64x56x56/channels_last";

    /// <summary>Those of ResNet-50, and smaller and flatter ones.</summary>
    public static IReadOnlyList<BatchNormCase> Standard { get; } =
    [
        .. new[]
        {
            "32x64x56x56", "32x256x56x56", "32x128x28x28", "32x256x14x14", "32x512x7x7", "8x64x112x112",
            "64x128x100", "256x512", "4096x256", "4x3x32x32", "32x64x56x56/channels_last", "32x256x14x14/channels_last",
        }.Select(Parse),
    ];

    /// <summary>The case behind a shape.</summary>
    /// <exception cref="FormatException">The text is no shape; the message says what is allowed.</exception>
    public static BatchNormCase Parse(string text)
    {
        BatchNormCase? parsed = null;
        string reason = "";
        try
        {
            int rank = text.Split('/')[0].Split('x').Length;
            parsed = CaseDescriptor.Parse($"{(rank == 4 ? "bn2d" : "bn1d")}/{text}");
        }
        catch (FormatException e)
        {
            reason = $" ({e.Message})";
        }

        return parsed is { IsEmpty: false, WhyUndefined: null, DType: DType.Float32 or DType.Float64, Layout: Layout.Contiguous or Layout.ChannelsLast } && parsed == Plain(parsed)
            ? parsed
            : throw new FormatException($"'{text}' is no shape to time{reason}; allowed are {Spelling}");
    }

    /// <summary>The shape as it is written.</summary>
    public static string Format(BatchNormCase c)
    {
        string descriptor = CaseDescriptor.Format(c);
        return descriptor[(descriptor.IndexOf('/', StringComparison.Ordinal) + 1)..];
    }

    static BatchNormCase Plain(BatchNormCase c) => new() { Module = c.Module, Shape = c.Shape, Layout = c.Layout, DType = c.DType };
}
