namespace Parity.Kernels;

/// <summary>An assembly of kernels cannot be used; the message names it and says why.</summary>
/// <param name="message">Which, and why.</param>
/// <param name="inner">The cause, if an exception was.</param>
public sealed class KernelAssemblyException(string message, Exception? inner = null) : Exception(message, inner);
