namespace Parity.Cases;

/// <summary>The words for requests: <c>none</c>, or names joined by a plus.</summary>
public static class GradientRequestNames
{
    /// <summary>Every request, from none to all.</summary>
    public static IReadOnlyList<GradientRequest> All { get; } =
        [.. Enumerable.Range(0, (int)GradientRequest.All + 1).Select(bits => (GradientRequest)bits)];

    /// <summary>As descriptors, files and the oracle's worker write it: <c>input+bias</c>.</summary>
    public static string Words(this GradientRequest request) => request == GradientRequest.None ? "none" : string.Join(
        '+', new[] { GradientRequest.Input, GradientRequest.Weight, GradientRequest.Bias }
            .Where(one => request.HasFlag(one)).Select(one => one.ToString().ToLowerInvariant()));

    /// <summary>The request of such words, or null.</summary>
    public static GradientRequest? Parse(string words)
    {
        foreach (GradientRequest request in All)
            if (request.Words() == words)
                return request;
        return null;
    }
}
