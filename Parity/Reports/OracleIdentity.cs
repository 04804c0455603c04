namespace Parity.Reports;

/// <summary>The oracle of a run.</summary>
/// <param name="Name">Its key: <c>torchsharp</c>, <c>pytorch</c> or <c>recorded</c>.</param>
/// <param name="Version">The library's version.</param>
/// <param name="Live">Whether it computed during the run, rather than remembered.</param>
public sealed record OracleIdentity(string Name, string Version, bool Live);
