namespace Parity.Tool;

/// <summary>What the process tells its caller.</summary>
public static class ExitCode
{
    /// <summary>Every comparison passed.</summary>
    public const int Parity = 0;

    /// <summary>A comparison failed or was vacuous.</summary>
    public const int Mismatch = 1;

    /// <summary>Wrong usage, or an oracle that cannot load or gave no answer.</summary>
    public const int Unusable = 2;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
