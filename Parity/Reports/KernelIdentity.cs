namespace Parity.Reports;

/// <summary>A kernel under test, and which build of it.</summary>
/// <param name="Name">Name of the kernel.</param>
/// <param name="Assembly">Assembly that it is in.</param>
/// <param name="Build">What tells this build of the assembly from any other: its module version id.</param>
public sealed record KernelIdentity(string Name, string Assembly, string Build);
