using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Outputs;

/// <summary>Ends the loop over channels one early; the memory keeps what it held.</summary>
sealed class LastChannelUnwritten<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        for (int i = 0; c == y.C - 1 && i < y.ValuesPerChannel; i++)
            At(y, c, i) = T.NaN;
    }
}

/// <summary>Hands the last channel through.</summary>
sealed class LastChannelCopied<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        for (int i = 0; c == y.C - 1 && i < y.ValuesPerChannel; i++)
            At(y, c, i) = At(x, c, i);
    }
}

/// <summary>Never writes the very last element; the memory held a zero.</summary>
sealed class LastElementUnwritten<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        if (c == y.C - 1)
            At(y, c, (int)y.ValuesPerChannel - 1) = T.Zero;
    }
}

/// <summary>Works in pairs, and hands the last element of an odd number through.</summary>
sealed class OddElementCopied<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        int last = (int)y.ValuesPerChannel - 1;
        if (last % 2 == 0)
            At(y, c, last) = At(x, c, last);
    }
}

/// <summary>Works in whole vectors of eight, and hands the rest through.</summary>
sealed class TailCopied<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        int count = (int)y.ValuesPerChannel;
        for (int i = count & ~7; i < count; i++)
            At(y, c, i) = At(x, c, i);
    }
}

/// <summary>The sixth of eight lanes is that of the vector before.</summary>
sealed class LaneOfPreviousVector<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        for (int i = ((int)y.ValuesPerChannel & ~7) - 3; i >= 8; i -= 8)
            At(y, c, i) = At(y, c, i - 8);
    }
}

/// <summary>Reverses the lanes of the last whole vector, as a wrong shuffle does.</summary>
sealed class LanesReversed<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        int first = ((int)y.ValuesPerChannel & ~7) - 8;
        for (int lane = 0; first >= 0 && lane < 4; lane++)
            (At(y, c, first + lane), At(y, c, first + 7 - lane)) = (At(y, c, first + 7 - lane), At(y, c, first + lane));
    }
}

/// <summary>Writes the first sample's result for every sample.</summary>
sealed class BatchZeroRepeated<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        int plane = (int)(y.H * y.W);
        for (int i = plane; i < y.ValuesPerChannel; i++)
            At(y, c, i) = At(y, c, i - plane);
    }
}

/// <summary>Writes each plane by columns where rows are meant.</summary>
sealed class PlaneTransposed<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        double[] right = Values(y, c);
        int height = (int)y.H, width = (int)y.W, plane = height * width;
        for (int i = 0; i < right.Length; i++)
            At(y, c, i) = T.CreateChecked(right[i - i % plane + i % plane % height * width + i % plane / height]);
    }
}

/// <summary>Adds to the output where it should write, and so the second of two passes doubles it.</summary>
sealed class OutputAccumulated<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        for (int i = 0; i < y.ValuesPerChannel; i++)
            At(y, c, i) += At(y, c, i);
    }
}

/// <summary>Normalises the last sample's first plane twice.</summary>
sealed class LastSampleTwice<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        int count = (int)y.ValuesPerChannel;
        double[] values = Values(x, c);
        double mean = values.Average(), std = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / count + 1e-5);
        for (int i = count - (int)(y.H * y.W); c == 0 && i < count; i++)
            At(y, c, i) = T.CreateChecked((double.CreateChecked(At(y, c, i)) - mean) / std);
    }
}

/// <summary>One element in ten thousand is one ULP too far from zero.</summary>
sealed class OneUlpInTenThousand<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        for (int i = 0; i < y.ValuesPerChannel; i++)
            if ((c * (long)y.ValuesPerChannel + i) % 10_000 == 7)
                At(y, c, i) = T.IsNegative(At(y, c, i)) ? T.BitDecrement(At(y, c, i)) : T.BitIncrement(At(y, c, i));
    }
}
