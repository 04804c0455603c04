using Parity.Cases;
using Parity.Tensors;

namespace Parity.Bounds;

/// <summary>How far a correct computation of a trial may be from the exact result, element by element.</summary>
/// <remarks>
/// A bound of infinity says that an intermediate result may overflow or a square root meet 0: then any value is
/// explained, NaN too. Where the exact result is itself infinite or NaN the bound is 0: such values agree or do not.
/// </remarks>
/// <param name="testCase">The case.</param>
/// <param name="summaries">Its channels, by <see cref="ChannelSummary.Of"/>.</param>
/// <param name="arithmetic">Whose rounding is bounded.</param>
/// <param name="threads">Threads of the computation; matters for <see cref="Arithmetic.LibtorchRows"/> only.</param>
/// <param name="backward">Whose rounding is bounded in backward's sums, where that is another.</param>
sealed class ErrorBounds(
    BatchNormCase testCase, IReadOnlyList<ChannelSummary> summaries, Arithmetic arithmetic, int threads = 1, Arithmetic? backward = null)
{
    // Shorter rows are found together and moved to their places: few of them are whole vectors.
    const int ShortestRow = 32;

    const int ShortestCopied = 8;

    readonly CaseArithmetic by = new(testCase, arithmetic, backward ?? arithmetic, threads);

    /// <summary>The bound for one element of a quantity, by its row-major position.</summary>
    public double Bound(Quantity quantity, int position)
    {
        // Nothing is computed of an empty batch.
        if (testCase.IsEmpty)
            return 0;
        bool ofElement = quantity is Quantity.Output or Quantity.GradInput;
        (int channel, int index) = ofElement ? testCase.Place(position) : quantity == Quantity.NumBatchesTracked ? default : (position, 0);
        if (arithmetic == Arithmetic.ElementThroughout)
        {
            var own = new ElementBounds(summaries[channel], testCase);
            return One(ref own, quantity, index);
        }
        else
        {
            var own = new ChannelBounds(summaries[channel], by);
            return One(ref own, quantity, index);
        }
    }

    /// <summary>The bounds for all elements of a quantity, in row-major order.</summary>
    /// <param name="quantity">The quantity.</param>
    /// <param name="count">Number of its elements.</param>
    public double[] All(Quantity quantity, int count) => All(one => one == quantity ? count : null)[(int)quantity]!;

    /// <summary>The bounds for all elements of quantities, in row-major order, by quantity; null for the others.</summary>
    /// <param name="countOf">Number of a quantity's elements; null where no bounds are asked for.</param>
    public double[]?[] All(Func<Quantity, int?> countOf)
    {
        double[]?[] bounds = [.. QuantityNames.All.Select(quantity => countOf(quantity) is { } count ? new double[count] : null)];
        if (testCase.IsEmpty)
            return bounds;
        // Channel by channel, so that nothing of one is kept for long.
        double[] row = Scratch<double>.Rent(testCase.Plane < ShortestRow ? testCase.ValuesPerChannel : 0);
        for (int channel = 0; channel < summaries.Count; channel++)
        {
            if (arithmetic == Arithmetic.ElementThroughout)
            {
                var own = new ElementBounds(summaries[channel], testCase);
                Write(bounds, channel, ref own, row);
            }
            else
            {
                var own = new ChannelBounds(summaries[channel], by);
                Write(bounds, channel, ref own, row);
            }
        }

        Scratch<double>.Return(row);
        return bounds;
    }

    double One<TBounds>(ref TBounds of, Quantity quantity, int index)
        where TBounds : IChannelBounds, allows ref struct => quantity switch
        {
            Quantity.Output => of.Output(index),
            Quantity.GradInput => of.GradInput(index),
            _ => OfChannel(ref of, quantity),
        };

    void Write<TBounds>(double[]?[] all, int channel, ref TBounds of, double[] row)
        where TBounds : IChannelBounds, allows ref struct
    {
        for (int i = 0; i < all.Length; i++)
        {
            var quantity = (Quantity)i;
            if (all[i] is not { } bounds || quantity == Quantity.NumBatchesTracked)
                continue;
            if (quantity is Quantity.Output or Quantity.GradInput)
                WriteElements(bounds, channel, quantity, ref of, row);
            else
                bounds[channel] = OfChannel(ref of, quantity);
        }
    }

    // In the order of BatchNormCase.Place.
    void WriteElements<TBounds>(Span<double> bounds, int channel, Quantity quantity, ref TBounds of, double[] row)
        where TBounds : IChannelBounds, allows ref struct
    {
        int plane = testCase.Plane, channels = summaries.Count, count = summaries[channel].Count;
        if (plane >= ShortestRow)
        {
            for (int from = 0; from < count; from += plane)
                of.Elements(quantity, from, bounds.Slice(from * channels + channel * plane, plane));
            return;
        }

        of.Elements(quantity, 0, row.AsSpan(0, count));
        for (int from = 0, at = channel * plane; from < count; from += plane, at += channels * plane)
            if (plane >= ShortestCopied)
                row.AsSpan(from, plane).CopyTo(bounds[at..]);
            else
                for (int i = 0; i < plane; i++)
                    bounds[at + i] = row[from + i];
    }

    double OfChannel<TBounds>(ref TBounds bounds, Quantity quantity)
        where TBounds : IChannelBounds, allows ref struct => quantity switch
        {
            Quantity.BatchMean => bounds.BatchMean(),
            Quantity.BatchVar => bounds.BatchVar(),
            Quantity.RunningMean => testCase.Training ? bounds.RunningMean(Momentum) : 0,
            Quantity.RunningVar => testCase.Training ? bounds.RunningVar(Momentum) : 0,
            Quantity.GradWeight => bounds.GradWeight(),
            Quantity.GradBias => bounds.GradBias(),
            _ => 0,
        };

    double Momentum => testCase.Momentum ?? 1.0 / (testCase.NumBatchesTracked + 1);
}
