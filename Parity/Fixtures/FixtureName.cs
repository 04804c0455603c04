using System.Text.RegularExpressions;
using Parity.Cases;

namespace Parity.Fixtures;

/// <summary>Names of fixtures: lower case, so that they are the same on every file system.</summary>
public static partial class FixtureName
{
    /// <summary>The name of what an oracle said to a case: <c>pytorch-bn1d-5x33-f64-eval-eps0.001-seed7</c>.</summary>
    public static string For(string oracle, BatchNormCase c) =>
        $"{oracle}-{CaseDescriptor.Format(c).Replace("=", "", StringComparison.Ordinal).Replace('/', '-')}".ToLowerInvariant();

    /// <summary>Whether a text can be the name of a fixture.</summary>
    public static bool IsValid(string name) => Allowed().IsMatch(name);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}
