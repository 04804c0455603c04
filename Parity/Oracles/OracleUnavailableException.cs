namespace Parity.Oracles;

/// <summary>An oracle cannot be loaded on this machine; the message says why and what would help.</summary>
/// <param name="message">Why, and what would help.</param>
/// <param name="inner">The cause, if an exception was.</param>
public sealed class OracleUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
