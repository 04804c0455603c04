namespace Parity;

/// <summary>The command line asks for something that cannot be; the message says what was given and what is allowed.</summary>
/// <param name="message">What was given and what is allowed.</param>
public sealed class UsageException(string message) : Exception(message);
