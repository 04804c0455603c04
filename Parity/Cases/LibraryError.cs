namespace Parity.Cases;

/// <summary>An error that a library raised as its answer to an input.</summary>
/// <param name="Type">The exception's type as the library names it.</param>
/// <param name="Message">The first line of its text.</param>
public sealed record LibraryError(string Type, string Message);
