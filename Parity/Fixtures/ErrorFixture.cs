using Parity.Cases;

namespace Parity.Fixtures;

/// <summary>How a library answered an input that it should refuse, read from a file.</summary>
/// <param name="Name">Name without folder and extension; says what the input was.</param>
/// <param name="Oracle">The library that answered, and its version.</param>
/// <param name="Error">The error that it raised, or null where it raised none.</param>
public sealed record ErrorFixture(string Name, string Oracle, LibraryError? Error);
