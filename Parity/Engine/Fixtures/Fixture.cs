using System.Text.RegularExpressions;
using Parity.Cases;
using Parity.Reference.Kernels.Libtorch;

namespace Parity.Fixtures;

/// <summary>A trial and what an oracle made of it, read from a file.</summary>
/// <param name="Name">Name without folder and extension.</param>
/// <param name="Oracle">The library that answered, and its version.</param>
/// <param name="Trial">The case and its numbers.</param>
/// <param name="Expected">The library's answer.</param>
sealed record Fixture(string Name, string Oracle, Trial Trial, BatchNormResult Expected)
{
    /// <summary>Who recorded it; null where the file does not say.</summary>
    public FixtureOrigin? Origin { get; init; }

    /// <summary>The descriptor that leads back to a fixture: <c>fixture/NAME</c>.</summary>
    public static string DescriptorOf(string name) => Prefix + name;

    /// <summary>What a fixture's descriptor begins with.</summary>
    public const string Prefix = "fixture/";
}

/// <summary>How a library answered an input that it should refuse, read from a file.</summary>
/// <param name="Name">Name without folder and extension; says what the input was.</param>
/// <param name="Oracle">The library that answered, and its version.</param>
/// <param name="Error">The error that it raised, or null where it raised none.</param>
sealed record ErrorFixture(string Name, string Oracle, LibraryError? Error);

/// <summary>A trial and its answer, on the way into a fixture.</summary>
/// <param name="Name">The fixture's name; <see cref="FixtureName"/> makes and checks it.</param>
/// <param name="Trial">The case and its numbers.</param>
/// <param name="Result">The oracle's answer.</param>
sealed record Recording(string Name, Trial Trial, BatchNormResult Result);

/// <summary>Who recorded a fixture.</summary>
/// <param name="Oracle">Library and version, such as <c>PyTorch 1.13.1</c>.</param>
/// <param name="Threads">Threads inside the library.</param>
/// <param name="Platform">Where it ran, such as <c>linux-x64, AVX2 kernels</c>.</param>
sealed record FixtureOrigin(string Oracle, int Threads, string Platform)
{
    /// <summary>On what the library's bits depended; null where its arithmetic is not known, such as that of another version or platform.</summary>
    public LibtorchConditions? Conditions =>
        !Oracle.Contains("libtorch 2.10.", StringComparison.Ordinal) || !Platform.StartsWith("linux-x64, ", StringComparison.Ordinal) ? null
        : LibtorchConditions.Default with
        {
            Threads = Threads,
            Capability = Platform.Contains("AVX", StringComparison.Ordinal) ? LibtorchCapability.Avx2 : LibtorchCapability.Default,
        };
}

/// <summary>Names of fixtures: lower case, so that they are the same on every file system.</summary>
static partial class FixtureName
{
    /// <summary>
    /// The name of what an oracle said to a trial: <c>pytorch-bn1d-5x33-f64-eval-eps0.001-seed7</c>; where a fixture is
    /// recorded once more, the oracle and its name.
    /// </summary>
    public static string For(string oracle, Trial trial)
    {
        string word = trial.Descriptor.StartsWith(Fixture.Prefix, StringComparison.Ordinal) ? trial.Descriptor[Fixture.Prefix.Length..] : trial.Descriptor;
        return $"{oracle}-{word.Replace("=", "", StringComparison.Ordinal).Replace('/', '-')}".ToLowerInvariant();
    }

    /// <summary>Whether a text can be the name of a fixture.</summary>
    public static bool IsValid(string name) => Allowed().IsMatch(name);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}
