using System.Collections.Immutable;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>In which order the library visits the elements of tensors of any strides: <c>TensorIterator</c>.</summary>
static class StridedLoop
{
    /// <summary>
    /// The dimensions, innermost first: those of small strides inward, where strides do not tell the last dimension.
    /// </summary>
    /// <remarks>
    /// An insertion sort that a comparison without answer neither ends nor moves, so that strides of 0 make it no total
    /// order: what it leaves is to be had by this procedure only.
    /// </remarks>
    /// <param name="lengths">Lengths of the dimensions.</param>
    /// <param name="operands">Strides of every tensor, the deciding one first.</param>
    /// <param name="reduces">Whether the first tensor is a sum, whose summed dimensions have stride 0 and go inward.</param>
    public static int[] Order(ImmutableArray<int> lengths, ReadOnlySpan<ImmutableArray<int>> operands, bool reduces = false)
    {
        int[] order = [.. Enumerable.Range(0, lengths.Length).Reverse()];
        for (int i = 1; i < order.Length; i++)
        {
            int moving = i;
            for (int other = i - 1; other >= 0; other--)
            {
                int comparison = Compare(order[other], order[moving], lengths, operands, reduces);
                if (comparison < 0)
                    break;
                if (comparison == 0)
                    continue;
                (order[other], order[moving]) = (order[moving], order[other]);
                moving = other;
            }
        }

        return order;
    }

    /// <summary>
    /// Where the values of one channel lie in each tensor's storage, in the order of a loop over them, as distances from
    /// the channel's first element.
    /// </summary>
    /// <remarks>The loop runs over one channel, and yet the channel's stride takes part in the sort.</remarks>
    public static int[][] OverChannel(ImmutableArray<int> lengths, params ReadOnlySpan<ImmutableArray<int>> operands)
    {
        ImmutableArray<int> ofChannel = lengths.SetItem(1, 1);
        int[] order = Order(ofChannel, operands);
        var found = new int[operands.Length][];
        for (int k = 0; k < found.Length; k++)
            found[k] = Distances(ofChannel, operands[k], order);
        return found;
    }

    /// <summary>Strides of a dense tensor whose dimensions are in the order of another's.</summary>
    public static ImmutableArray<int> DenseStrides(ImmutableArray<int> lengths, ImmutableArray<int> strides)
    {
        var dense = new int[lengths.Length];
        int stride = 1;
        foreach (int d in Order(lengths, [strides]))
        {
            dense[d] = stride;
            stride *= Math.Max(lengths[d], 1);
        }

        return [.. dense];
    }

    /// <summary>Whether the elements fill their memory without gap or overlap, whatever the order of the dimensions.</summary>
    public static bool IsDense(ImmutableArray<int> lengths, ImmutableArray<int> strides)
    {
        int covered = 1;
        foreach (int d in Enumerable.Range(0, lengths.Length).Where(d => lengths[d] > 1).OrderBy(d => strides[d]))
        {
            if (strides[d] != covered)
                return false;
            covered *= lengths[d];
        }

        return true;
    }

    // 1 if the first of the two goes outward, -1 if it is where it belongs, 0 if no tensor tells.
    static int Compare(int first, int second, ImmutableArray<int> lengths, ReadOnlySpan<ImmutableArray<int>> operands, bool reduces)
    {
        for (int k = 0; k < operands.Length; k++)
        {
            (int a, int b) = (operands[k][first], operands[k][second]);
            if (reduces && k == 0 && (a == 0) != (b == 0))
                return b == 0 ? 1 : -1;
            if (a == 0 || b == 0)
                continue;
            if (a != b)
                return a < b ? -1 : 1;
            if (lengths[first] > lengths[second])
                return 1;
        }

        return 0;
    }

    static int[] Distances(ImmutableArray<int> lengths, ImmutableArray<int> strides, int[] order)
    {
        var distances = new int[lengths.Aggregate(1, (count, length) => count * length)];
        int covered = 1;
        foreach (int d in order)
        {
            for (int i = covered; i < covered * lengths[d]; i++)
                distances[i] = distances[i - covered] + strides[d];
            covered *= lengths[d];
        }

        return distances;
    }
}
