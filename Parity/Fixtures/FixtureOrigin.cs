namespace Parity.Fixtures;

/// <summary>Who recorded a fixture.</summary>
/// <param name="Oracle">Library and version, such as <c>PyTorch 1.13.1</c>.</param>
/// <param name="Threads">Threads inside the library.</param>
/// <param name="Platform">Where it ran, such as <c>linux-x64, AVX2 kernels</c>.</param>
public sealed record FixtureOrigin(string Oracle, int Threads, string Platform);
