namespace Parity.Fixtures;

/// <summary>A fixture or its manifest is missing, foreign or not valid; the message names it and says what to run.</summary>
/// <param name="message">Which file, what is wrong, and what to run.</param>
/// <param name="inner">The cause, if an exception was.</param>
public sealed class FixtureException(string message, Exception? inner = null) : Exception(message, inner);
