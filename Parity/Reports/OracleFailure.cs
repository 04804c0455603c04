namespace Parity.Reports;

/// <summary>A case that the oracle gave no answer for.</summary>
/// <param name="Case">Descriptor.</param>
/// <param name="Message">What happened.</param>
/// <param name="Replay">Command line that runs the case again.</param>
public sealed record OracleFailure(string Case, string Message, string Replay);
