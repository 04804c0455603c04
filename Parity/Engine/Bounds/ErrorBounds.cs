using Parity.Cases;

namespace Parity.Bounds;

/// <summary>How far a correct computation of a trial may be from the exact result, element by element.</summary>
/// <remarks>
/// A bound of infinity says that an intermediate result may overflow or a square root meet 0: then any value is
/// explained, NaN too. Where the exact result is itself infinite or NaN the bound is 0: such values agree or do not.
/// </remarks>
sealed class ErrorBounds
{
    readonly BatchNormCase testCase;
    readonly IChannelBounds[] channels;

    /// <summary>Bounds of one trial.</summary>
    /// <param name="testCase">The case.</param>
    /// <param name="summaries">Its channels, by <see cref="ChannelSummary.Of"/>.</param>
    /// <param name="arithmetic">Whose rounding is bounded.</param>
    /// <param name="threads">Threads of the computation; matters for <see cref="Arithmetic.LibtorchRows"/> only.</param>
    /// <param name="backward">Whose rounding is bounded in backward's sums, where that is another.</param>
    public ErrorBounds(
        BatchNormCase testCase, IReadOnlyList<ChannelSummary> summaries, Arithmetic arithmetic, int threads = 1, Arithmetic? backward = null)
    {
        this.testCase = testCase;
        var types = RoundingTypes.Of(testCase, arithmetic);
        channels = new IChannelBounds[summaries.Count];
        for (int channel = 0; channel < channels.Length; channel++)
            channels[channel] = arithmetic == Arithmetic.ElementThroughout
                ? new ElementBounds(summaries[channel], testCase)
                : new ChannelBounds(summaries[channel], testCase, (arithmetic, backward ?? arithmetic), types, threads);
    }

    /// <summary>The bound for one element of a quantity, by its row-major position.</summary>
    public double Bound(Quantity quantity, int position)
    {
        // Nothing is computed of an empty batch.
        if (testCase.IsEmpty)
            return 0;
        switch (quantity)
        {
            case Quantity.Output:
                (int channel, int index) = testCase.Place(position);
                return channels[channel].Output(index);
            case Quantity.GradInput:
                (channel, index) = testCase.Place(position);
                return channels[channel].GradInput(index);
            case Quantity.BatchMean:
                return channels[position].BatchMean();
            case Quantity.BatchVar:
                return channels[position].BatchVar();
            case Quantity.RunningMean:
                return testCase.Training ? channels[position].RunningMean(Momentum) : 0;
            case Quantity.RunningVar:
                return testCase.Training ? channels[position].RunningVar(Momentum) : 0;
            case Quantity.GradWeight:
                return channels[position].GradWeight();
            case Quantity.GradBias:
                return channels[position].GradBias();
            default:
                return 0;
        }
    }

    /// <summary>The bounds for all elements of a quantity, in row-major order.</summary>
    /// <param name="quantity">The quantity.</param>
    /// <param name="count">Number of its elements.</param>
    public double[] All(Quantity quantity, int count)
    {
        double[] bounds = GC.AllocateUninitializedArray<double>(count);
        if (quantity is Quantity.Output or Quantity.GradInput && !testCase.IsEmpty)
            OfElements(quantity, bounds);
        else
            for (int i = 0; i < bounds.Length; i++)
                bounds[i] = Bound(quantity, i);
        return bounds;
    }

    // Channel by channel, in the order of BatchNormCase.Place.
    void OfElements(Quantity quantity, Span<double> bounds)
    {
        int plane = testCase.Plane;
        double[] own = GC.AllocateUninitializedArray<double>(testCase.ValuesPerChannel);
        for (int channel = 0; channel < channels.Length; channel++)
        {
            channels[channel].Elements(quantity, own);
            for (int row = 0; row * plane < own.Length; row++)
                own.AsSpan(row * plane, plane).CopyTo(bounds[((row * channels.Length + channel) * plane)..]);
        }
    }

    double Momentum => testCase.Momentum ?? 1.0 / (testCase.NumBatchesTracked + 1);
}
