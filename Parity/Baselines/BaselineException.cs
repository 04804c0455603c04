namespace Parity.Baselines;

/// <summary>A baseline cannot be used or written; the message says why and what to do.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="cause">What made it so, or null.</param>
public sealed class BaselineException(string message, Exception? cause = null) : Exception(message, cause);
