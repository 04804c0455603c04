namespace Parity.Oracles;

/// <summary>The oracle gave no answer for a trial: it died, hung or broke its protocol.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">The cause, if an exception was.</param>
public sealed class OracleFailureException(string message, Exception? inner = null) : Exception(message, inner);
