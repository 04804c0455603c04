using Parity.Tensors;

namespace Parity.Cases;

/// <summary>
/// Zeros and NaN that the numbers of a trial explain: what a pattern declares of drawn numbers, found in recorded ones. A sum that is zero because its
/// terms happen to cancel is not explained.
/// </summary>
sealed class ExplainedZeros
{
    readonly BatchNormCase c;
    readonly Channel[] channels;

    /// <summary>Looks at a trial's numbers, channel by channel.</summary>
    public ExplainedZeros(Trial trial)
    {
        c = trial.Case;
        channels = [.. Enumerable.Range(0, c.Channels).Select(channel => new Channel(c, trial.Inputs, channel))];
        for (int i = 0; i < trial.Inputs.Input.Count; i++)
            channels[c.Place(i).Channel].Add(trial.Inputs.Input[i], trial.Inputs.GradOutput[i]);
    }

    /// <summary>Whether every channel of a quantity is zero, or NaN, by what it is computed from.</summary>
    /// <param name="quantity">The quantity.</param>
    /// <param name="expected">What is expected of it: all zero or all NaN.</param>
    /// <param name="exact">The exact values; what is less than the type can tell from zero is zero.</param>
    public bool Explains(Quantity quantity, DenseTensor expected, DenseTensor exact)
    {
        if (expected.Count == 0 || channels.Length == 0)
            return false;
        return double.IsNaN(expected[0]) ? channels.All(channel => IsNan(quantity, channel))
            : channels.All(channel => IsZero(quantity, channel)) || Underflows(expected.DType, exact);
    }

    // Nothing that cancels leaves so little.
    static bool Underflows(DType dtype, DenseTensor exact)
    {
        DenseTensor rounded = exact.As(dtype);
        for (int i = 0; i < exact.Count; i++)
            if (exact[i] == 0 || rounded[i] != 0)
                return false;
        return true;
    }

    bool IsZero(Quantity quantity, Channel channel) => quantity switch
    {
        Quantity.Output => channel.Bias == 0 && (channel.Weight == 0 || IsCentre(channel)),
        Quantity.BatchMean => channel.X.IsZero,
        Quantity.BatchVar => channel.X.IsConstant,
        Quantity.RunningMean => channel.X.IsZero && (IsReplaced || channel.RunningMean == 0),
        Quantity.RunningVar => channel.X.IsConstant && (IsReplaced || channel.RunningVar == 0),
        Quantity.GradInput => channel.Dy.IsZero || channel.Weight == 0 || (c.UsesBatchStatistics && channel.Dy.IsConstant),
        // Deviations from a channel's own mean add up to zero, whatever number multiplies them all.
        Quantity.GradWeight => channel.Dy.IsZero || IsCentre(channel) || (c.UsesBatchStatistics && channel.Dy.IsConstant),
        Quantity.GradBias => channel.Dy.IsZero,
        _ => false,
    };

    // Nothing is left of the running statistics before the step.
    bool IsReplaced => (c.Momentum ?? 1.0 / (c.NumBatchesTracked + 1)) == 1;

    // A channel that is its own mean everywhere, or that of its running statistics.
    bool IsCentre(Channel channel) => channel.X.IsConstant && (c.UsesBatchStatistics || channel.X.First == channel.RunningMean);

    bool IsNan(Quantity quantity, Channel channel) => quantity switch
    {
        Quantity.BatchMean or Quantity.BatchVar => !channel.X.IsFinite,
        Quantity.RunningMean => !channel.X.IsFinite || !double.IsFinite(channel.RunningMean),
        Quantity.RunningVar => !channel.X.IsFinite || !double.IsFinite(channel.RunningVar),
        Quantity.Output => HasNoOutput(channel) || !double.IsFinite(channel.Bias),
        Quantity.GradInput or Quantity.GradWeight => HasNoOutput(channel) || !channel.Dy.IsFinite,
        Quantity.GradBias => !channel.Dy.IsFinite,
        _ => false,
    };

    bool HasNoOutput(Channel channel) => !channel.X.IsFinite || !double.IsFinite(channel.Weight)
        || (c.UsesBatchStatistics
            ? channel.X.IsConstant && c.Eps <= 0
            : !double.IsFinite(channel.RunningMean) || !double.IsFinite(channel.RunningVar) || channel.RunningVar + c.Eps <= 0);

    // What goes into one channel. A missing weight is 1 and a missing bias 0; without running statistics there is none to be zero.
    sealed class Channel(BatchNormCase c, BatchNormInputs inputs, int channel)
    {
        public double Weight { get; } = c.HasWeight ? inputs.Weight![channel] : 1;

        public double Bias { get; } = c.HasBias ? inputs.Bias![channel] : 0;

        public double RunningMean { get; } = inputs.RunningMean?[channel] ?? 0;

        public double RunningVar { get; } = inputs.RunningVar?[channel] ?? 1;

        public Numbers X { get; } = new();

        public Numbers Dy { get; } = new();

        public void Add(double x, double dy)
        {
            X.Add(x);
            Dy.Add(dy);
        }
    }

    // What is to know of one channel's values, or of their gradients.
    sealed class Numbers
    {
        double? first;

        public double First => first ?? double.NaN;

        public bool IsConstant { get; private set; } = true;

        public bool IsFinite { get; private set; } = true;

        public bool IsZero => IsConstant && first == 0;

        public void Add(double value)
        {
            first ??= value;
            IsConstant &= value == first;
            IsFinite &= double.IsFinite(value);
        }
    }
}
