namespace Parity.Runs;

/// <summary>A journal cannot be gone on with; the message says why.</summary>
/// <param name="message">Why.</param>
public sealed class JournalException(string message) : Exception(message);
