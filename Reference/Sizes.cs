namespace Parity.Reference;

/// <summary>Lengths of tensors and parameters, and what torch says of those that do not fit.</summary>
static class Sizes
{
    /// <summary>Rejects a parameter or statistic that is missing or of another length, with torch's text.</summary>
    /// <param name="name">Its name in torch.</param>
    /// <param name="values">Its C values, or null.</param>
    /// <param name="needed">Whether it may not be missing.</param>
    /// <param name="channels">C of the batch.</param>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public static void Check<T>(string name, T[]? values, bool needed, int channels)
    {
        if (values is null && needed)
            throw new ArgumentException($"{name} must be defined in evaluation mode");
        if (values is not null && values.Length != channels)
            throw new ArgumentException($"{name} should contain {channels} elements not {values.Length}");
    }

    /// <summary>Values of each channel in a batch (N, C, ...).</summary>
    public static nint ValuesPerChannel(ReadOnlySpan<nint> lengths)
    {
        nint count = lengths[0];
        foreach (nint length in lengths[2..])
            count *= length;
        return count;
    }

    /// <summary>As torch writes a size, such as <c>[4, 3]</c>.</summary>
    public static string Text(ReadOnlySpan<nint> lengths) => $"[{string.Join(", ", lengths.ToArray())}]";
}
