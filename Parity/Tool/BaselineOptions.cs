using System.CommandLine;

namespace Parity.Tool;

/// <summary>What <c>check --baseline</c> and <c>baseline</c> share.</summary>
static class BaselineOptions
{
    public static Option<string?> InPlaceOf() => new("--in-place-of")
    {
        Description = "The baseline's kernel whose place the one under test takes; without it, kernels are compared by name.",
    };
}
