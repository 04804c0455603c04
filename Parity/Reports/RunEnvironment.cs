namespace Parity.Reports;

/// <summary>Where a run took place.</summary>
/// <param name="Os">Operating system and architecture.</param>
/// <param name="Cpu">Processor name.</param>
/// <param name="Simd">Widest vector instructions in use.</param>
/// <param name="Threads">Threads that a kernel may use.</param>
/// <param name="Dotnet">Version of the .NET runtime.</param>
/// <param name="Loading">What had to be done for the oracle's native part to load; null where nothing had to be.</param>
public sealed record RunEnvironment(string Os, string Cpu, string Simd, int Threads, string Dotnet, string? Loading = null);
