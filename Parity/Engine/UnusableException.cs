namespace Parity;

/// <summary>Something that was given, or is needed, cannot be used: no verdict, and the program ends with exit code 2.</summary>
/// <param name="message">What cannot be used, why, and what would help.</param>
/// <param name="inner">The cause, if an exception was.</param>
public class UnusableException(string message, Exception? inner = null) : Exception(message, inner);
