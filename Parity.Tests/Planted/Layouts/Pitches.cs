using System.Numerics;

namespace Parity.Tests.Planted.Layouts;

/// <summary>Takes rows of a plane to lie one after the other wherever their elements do: a crop's pitch is lost.</summary>
sealed class PitchOfRowsLost<T> : MisreadStrides<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Misread(ReadOnlySpan<nint> lengths, nint[] strides)
    {
        if (lengths.Length == 4 && strides[3] == 1 && strides[2] > lengths[3] && strides[2] < 2 * lengths[3])
            strides[2] = lengths[3];
    }
}

/// <summary>Takes every second row for rows that follow one another.</summary>
sealed class EveryOtherRowAsAllRows<T> : MisreadStrides<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Misread(ReadOnlySpan<nint> lengths, nint[] strides)
    {
        if (lengths.Length == 4 && strides[3] == 1 && strides[2] == 2 * lengths[3])
            strides[2] = lengths[3];
    }
}

/// <summary>Copies rows whole, whatever the stride of their elements.</summary>
sealed class EveryOtherColumnAsAllColumns<T> : MisreadStrides<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Misread(ReadOnlySpan<nint> lengths, nint[] strides)
    {
        if (lengths.Length > 2 && strides[^1] == 2)
            strides[^1] = 1;
    }
}

/// <summary>Takes the elements of (N, C) to lie side by side, with a stride of two between them too.</summary>
sealed class EveryOtherFeatureAsAllFeatures<T> : MisreadStrides<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Misread(ReadOnlySpan<nint> lengths, nint[] strides)
    {
        if (lengths.Length == 2 && strides[1] == 2 && lengths[1] > 1)
            strides[1] = 1;
    }
}

/// <summary>Takes rows of (N, C) to lie one after the other.</summary>
sealed class PitchOfFeaturesLost<T> : MisreadStrides<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Misread(ReadOnlySpan<nint> lengths, nint[] strides)
    {
        if (lengths.Length == 2 && strides[1] == 1 && strides[0] > lengths[1])
            strides[0] = lengths[1];
    }
}

/// <summary>Takes the rows of (N, C, L) to lie one after the other.</summary>
sealed class PitchOfSequencesLost<T> : MisreadStrides<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Misread(ReadOnlySpan<nint> lengths, nint[] strides)
    {
        if (lengths.Length == 3 && strides[2] == 1 && strides[1] > lengths[2])
            strides[1] = lengths[2];
    }
}

/// <summary>Takes planes to follow one another from one batch entry to the next: a slice of channels is lost.</summary>
sealed class SomeChannelsAsAllChannels<T> : MisreadStrides<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Misread(ReadOnlySpan<nint> lengths, nint[] strides)
    {
        if (lengths.Length > 2 && strides[1] > 1 && strides[0] > lengths[1] * strides[1] && strides[0] != 2 * lengths[1] * strides[1])
            strides[0] = lengths[1] * strides[1];
    }
}

/// <summary>Takes a slice of the batch for the batch.</summary>
sealed class SomeEntriesAsAllEntries<T> : MisreadStrides<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Misread(ReadOnlySpan<nint> lengths, nint[] strides)
    {
        nint entry = 1;
        foreach (nint length in lengths[1..])
            entry *= length;
        if (strides[0] == 2 * entry)
            strides[0] = entry;
    }
}

/// <summary>Takes a plane stored with H and W exchanged for one that is not.</summary>
sealed class ExchangedPlanesAsRows<T> : MisreadStrides<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Misread(ReadOnlySpan<nint> lengths, nint[] strides)
    {
        if (lengths.Length == 4 && lengths[2] > 1 && lengths[3] > 1 && strides[2] == 1 && strides[3] == lengths[2])
            (strides[2], strides[3]) = (lengths[3], 1);
    }
}

/// <summary>Takes channels-last memory to be dense as soon as channels lie side by side: the pitch of a crop is lost.</summary>
sealed class ChannelsLastPitchOfRowsLost<T> : MisreadStrides<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Misread(ReadOnlySpan<nint> lengths, nint[] strides)
    {
        if (lengths.Length == 4 && lengths[1] > 1 && strides[1] == 1 && strides[3] == lengths[1] && lengths[2] > 1)
            strides[2] = lengths[3] * lengths[1];
    }
}

/// <summary>Takes channels-last memory to hold no other channels.</summary>
sealed class ChannelsLastPitchOfChannelsLost<T> : MisreadStrides<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Misread(ReadOnlySpan<nint> lengths, nint[] strides)
    {
        if (lengths.Length == 4 && lengths[1] > 1 && strides[1] == 1 && strides[3] > lengths[1])
            strides[3] = lengths[1];
    }
}
