using Parity.Cases;

namespace Parity.Fixtures;

/// <summary>A trial and what an oracle made of it, read from a file.</summary>
/// <param name="Name">Name without folder and extension.</param>
/// <param name="Oracle">The library that answered, and its version.</param>
/// <param name="Trial">The case and its numbers.</param>
/// <param name="Expected">The library's answer.</param>
public sealed record Fixture(string Name, string Oracle, Trial Trial, BatchNormResult Expected)
{
    /// <summary>The descriptor that leads back to a fixture: <c>fixture/NAME</c>.</summary>
    public static string DescriptorOf(string name) => $"fixture/{name}";
}
