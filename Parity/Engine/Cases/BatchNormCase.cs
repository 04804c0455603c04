using System.Collections.Immutable;
using Parity.Tensors;

namespace Parity.Cases;

/// <summary>One input of a comparison as a value: module, shape, options, data pattern and seed.</summary>
sealed record BatchNormCase
{
    /// <summary>Which torch module.</summary>
    public required BatchNormModule Module { get; init; }

    /// <summary>
    /// (N, C), (N, C, L) or (N, C, H, W); (B, S, D) where <see cref="Layout"/> is <see cref="Layout.FeaturesLast"/>.
    /// </summary>
    public required ImmutableArray<int> Shape { get; init; }

    /// <summary>Memory order of the input.</summary>
    public Layout Layout { get; init; }

    /// <summary>Memory order of grad_output where it differs from the input's; null for the same.</summary>
    public Layout? GradLayout { get; init; }

    /// <summary>Element type of the batch, and of parameters and buffers unless they are <see cref="Float32Parameters"/> in.</summary>
    public DType DType { get; init; } = DType.Float32;

    /// <summary>Whether parameters and buffers are float32 beside a batch of half the bits.</summary>
    public bool Float32Parameters { get; init; }

    /// <summary>Training mode, or eval mode.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Added to the variance under the root.</summary>
    public double Eps { get; init; } = 1e-5;

    /// <summary>Share of the new batch in the running statistics; null for the cumulative average.</summary>
    public double? Momentum { get; init; } = 0.1;

    /// <summary>Whether the module is made with a weight and a bias.</summary>
    public bool Affine { get; init; } = true;

    /// <summary>Whether an affine module's weight is taken away.</summary>
    public bool NoWeight { get; init; }

    /// <summary>Whether an affine module's bias is taken away.</summary>
    public bool NoBias { get; init; }

    /// <summary>Which gradients are asked for.</summary>
    public GradientRequest Requires { get; init; } = GradientRequest.All;

    /// <summary>Whether the module keeps running statistics.</summary>
    public bool TrackRunningStats { get; init; } = true;

    /// <summary>What the running statistics are before the step, where they are kept.</summary>
    public StatisticsPreset Statistics { get; init; }

    /// <summary>Batches counted before the step.</summary>
    public long NumBatchesTracked { get; init; }

    /// <summary>Values of the weight.</summary>
    public ParameterPattern WeightPattern { get; init; }

    /// <summary>Values of the bias.</summary>
    public ParameterPattern BiasPattern { get; init; }

    /// <summary>Values of the running mean before the step, beside their preset.</summary>
    public ParameterPattern RunningMeanPattern { get; init; }

    /// <summary>Values of the running variance before the step, beside their preset.</summary>
    public ParameterPattern RunningVarPattern { get; init; }

    /// <summary>Values of grad_output.</summary>
    public GradientPattern GradPattern { get; init; }

    /// <summary>How many threads a kernel may use at least, whatever the run gives it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether a kernel that takes other ways with large batches takes them with this one, whatever its size.</summary>
    public bool AsLarge { get; init; }

    /// <summary>Whether module, kernel and memory have been through a step with other numbers before this one.</summary>
    public bool Used { get; init; }

    /// <summary>How the values are distributed.</summary>
    public DataPattern Pattern { get; init; }

    /// <summary>Seed of the values.</summary>
    public int Seed { get; init; }

    /// <summary>Memory order of grad_output.</summary>
    public Layout GradOutputLayout => GradLayout ?? Layout;

    /// <summary>Whether <see cref="Shape"/> is (B, S, D) where torch sees (B, D, S).</summary>
    public bool IsTransposed => Layout == Layout.FeaturesLast;

    /// <summary>The shape in torch's order of dimensions.</summary>
    public ImmutableArray<int> TorchShape => IsTransposed ? [Shape[0], Shape[2], Shape[1]] : Shape;

    /// <summary>The module that the case runs through.</summary>
    public ModuleSpec Spec => new(Module, Channels)
    {
        DType = ParameterDType,
        Eps = Eps,
        Momentum = Momentum,
        Affine = Affine,
        NoWeight = NoWeight,
        NoBias = NoBias,
        TrackRunningStats = TrackRunningStats,
    };

    /// <summary>Where the elements of the input lie.</summary>
    public Placement InputPlacement => Placement.Of(TorchShape, Layout);

    /// <summary>Where the elements of grad_output lie.</summary>
    public Placement GradOutputPlacement => Placement.Of(TorchShape, GradOutputLayout);

    /// <summary>Where a kernel's results go: as the input lies, but never where memory is read again and again.</summary>
    public Placement ResultPlacement => Layout.Repeats() ? Placement.Of(TorchShape, Layout.Contiguous) : InputPlacement;

    /// <summary>Whether parameters, buffers and gradients are what they are by default.</summary>
    public bool HasPlainParameters =>
        (WeightPattern, BiasPattern, RunningMeanPattern, RunningVarPattern, GradPattern) == default;

    /// <summary>Element type of parameters and buffers; without any, that of the batch.</summary>
    public DType ParameterDType => Float32Parameters && (HasWeight || HasBias || TrackRunningStats) ? DType.Float32 : DType;

    /// <summary>Whether there is a weight.</summary>
    public bool HasWeight => Affine && !NoWeight;

    /// <summary>Whether there is a bias.</summary>
    public bool HasBias => Affine && !NoBias;

    /// <summary>Whether the batch has no entries.</summary>
    public bool IsEmpty => Shape[0] == 0;

    /// <summary>C, the number of channels.</summary>
    public int Channels => IsTransposed ? Shape[^1] : Shape[1];

    /// <summary>Number of values of one channel.</summary>
    public int ValuesPerChannel
    {
        get
        {
            int product = 1;
            foreach (int length in Shape)
                product *= length;
            return product / Channels;
        }
    }

    /// <summary>How many values of one channel lie side by side in <see cref="Shape"/>.</summary>
    public int Plane
    {
        get
        {
            int plane = 1;
            for (int d = 2; d < Shape.Length && !IsTransposed; d++)
                plane *= Shape[d];
            return plane;
        }
    }

    /// <summary>Whether the forward pass normalises by the batch's own statistics.</summary>
    public bool UsesBatchStatistics => Training || !TrackRunningStats;

    /// <summary>Whether data, parameters and buffers are as people have them; reports tell such cases apart from harsh ones.</summary>
    public bool IsOrdinary =>
        !IsEmpty && HasPlainParameters && DataPatterns.Ordinary.Contains(Pattern) && (!TrackRunningStats || Statistics is StatisticsPreset.Ordinary or StatisticsPreset.Fresh);

    /// <summary>Channel of a row-major position in <see cref="Shape"/>, and its place among that channel's values.</summary>
    public (int Channel, int Index) Place(int position)
    {
        if (IsTransposed)
            return (position % Channels, position / Channels);
        int plane = Plane;
        (int row, int inRow) = Math.DivRem(position, plane * Channels);
        return (inRow / plane, row * plane + inRow % plane);
    }

    /// <summary>Why the case is an error, or null: such a case is not drawn.</summary>
    public string? WhyUndefined =>
        UsesBatchStatistics && ValuesPerChannel == 1 ? "one value per channel is an error where the batch's own statistics are used" : null;

    /// <summary>Whether a comparison of this quantity cannot fail by the nature of the case.</summary>
    public bool DeclaresVacuous(Quantity quantity)
    {
        bool statisticsStay = !Training || IsEmpty || Momentum == 0;
        bool byOptions = quantity switch
        {
            Quantity.NumBatchesTracked => false,
            // What stays is compared exactly with what was given, zeros too.
            Quantity.RunningMean or Quantity.RunningVar => statisticsStay,
            // Two values a channel become +1 and -1, and only eps keeps their gradient from being exactly zero.
            Quantity.GradInput => IsEmpty || (UsesBatchStatistics && DistinctValuesPerChannel == 2),
            _ => IsEmpty,
        };
        return byOptions || (quantity != Quantity.NumBatchesTracked && (Pattern.DeclareVacuous() || IsCoarse || !HasPlainParameters || DividesByZero || IsConstant))
            || (quantity is Quantity.GradInput or Quantity.GradWeight && UsesBatchStatistics && GradIsConstant)
            || (quantity is Quantity.GradWeight && UsesBatchStatistics && GradMeetsSums)
            || (quantity is Quantity.BatchMean or Quantity.GradWeight or Quantity.GradBias && DType.IsHalf() && Channels == 1);
    }

    bool IsConstant => !IsEmpty && Varied(InputPlacement).Length == 0;

    // Such a gradient does not get through the batch's own statistics.
    bool GradIsConstant => !IsEmpty && Varied(GradOutputPlacement).Length == 0;

    // Σdy·(x - mean) is a product of two sums where no dimension changes both, and the second is 0.
    bool GradMeetsSums => !Varied(InputPlacement).Intersect(Varied(GradOutputPlacement)).Any();

    // The dimensions along which a channel has more than one number.
    static int[] Varied(Placement placement) =>
        [.. Enumerable.Range(0, placement.Lengths.Length).Where(d => d != 1 && placement.Lengths[d] > 1 && placement.Strides[d] != 0)];

    bool DividesByZero => !UsesBatchStatistics && Statistics == StatisticsPreset.Zero && Eps == 0;

    // Half the bits are few: 10⁴ and its neighbours are one number, and in one channel a handful of values may well add
    // up to zero. The one sum of a longer channel does so now and then, once in some hundred thousand cases.
    bool IsCoarse => DType.IsHalf() && !IsEmpty && (Pattern == DataPattern.Mean1e4
        || (DistinctValuesPerChannel <= 8 && (Channels == 1 || Layout.Repeats() || GradOutputLayout.Repeats())));

    int DistinctValuesPerChannel => GradLayout is not null ? ValuesPerChannel : Layout switch
    {
        Layout.Expanded when Placement.ExpandedDimension(Shape) == 0 => ValuesPerChannel / Shape[0],
        Layout.Pooled => Shape[0],
        _ => ValuesPerChannel,
    };

    /// <inheritdoc/>
    /// <remarks>A descriptor has no word for recorded numbers: no generator makes them, so such a case is never a generated one.</remarks>
    public bool Equals(BatchNormCase? other) =>
        other is not null && Pattern == other.Pattern && CaseDescriptor.Format(this) == CaseDescriptor.Format(other);

    /// <inheritdoc/>
    public override int GetHashCode() => CaseDescriptor.Format(this).GetHashCode(StringComparison.Ordinal);

    /// <summary>The case's descriptor.</summary>
    public override string ToString() => CaseDescriptor.Format(this);
}

/// <summary>Which torch module a case is about.</summary>
enum BatchNormModule
{
    /// <summary><c>nn.BatchNorm1d</c>.</summary>
    BatchNorm1d,

    /// <summary><c>nn.BatchNorm2d</c>.</summary>
    BatchNorm2d,
}

/// <summary>torch's words for the two modes of a module.</summary>
static class Mode
{
    /// <summary><c>train</c> or <c>eval</c>, as descriptors, files and reports write it.</summary>
    public static string Word(bool training) => training ? "train" : "eval";
}
