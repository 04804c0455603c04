namespace Parity.Oracles;

/// <summary>A worker process could not be started, died, hung or broke its protocol.</summary>
/// <param name="message">What happened, to follow "the worker".</param>
/// <param name="inner">The cause, if an exception was.</param>
sealed class WorkerException(string message, Exception? inner = null) : Exception(message, inner);
