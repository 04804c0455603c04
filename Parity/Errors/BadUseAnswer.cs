using Parity.Cases;

namespace Parity.Errors;

/// <summary>What a library made of a bad use.</summary>
/// <param name="Error">The error that it raised, or null.</param>
/// <param name="Counted">Batches counted afterwards; null without a counter, or where it is not known.</param>
public sealed record BadUseAnswer(LibraryError? Error, long? Counted);
