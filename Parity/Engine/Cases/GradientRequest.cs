namespace Parity.Cases;

/// <summary>Which gradients are asked for: torch's <c>requires_grad</c> of the input and the parameters.</summary>
[Flags]
enum GradientRequest
{
    /// <summary>No backward pass.</summary>
    None = 0,

    /// <summary>Of the input.</summary>
    Input = 1,

    /// <summary>Of the weight, where there is one.</summary>
    Weight = 2,

    /// <summary>Of the bias, where there is one.</summary>
    Bias = 4,

    /// <summary>Of everything.</summary>
    All = Input | Weight | Bias,
}

/// <summary>The words for requests: <c>none</c>, or names joined by a plus.</summary>
static class GradientRequestNames
{
    /// <summary>Every request, from none to all.</summary>
    public static IReadOnlyList<GradientRequest> All { get; } =
        [.. Enumerable.Range(0, (int)GradientRequest.All + 1).Select(bits => (GradientRequest)bits)];

    static readonly string[] words = [.. All.Select(Joined)];

    /// <summary>As descriptors, files and the oracle's worker write it: <c>input+bias</c>.</summary>
    public static string Word(this GradientRequest request) => words[(int)request];

    static string Joined(GradientRequest request) => request == GradientRequest.None ? "none" : string.Join(
        '+', new[] { GradientRequest.Input, GradientRequest.Weight, GradientRequest.Bias }
            .Where(one => request.HasFlag(one)).Select(one => one.ToString().ToLowerInvariant()));

    /// <summary>The request of such words, or null.</summary>
    public static GradientRequest? Parse(string words)
    {
        foreach (GradientRequest request in All)
            if (request.Word() == words)
                return request;
        return null;
    }
}
