using System.Globalization;

namespace Parity.Workers;

/// <summary>Words for how a process ended.</summary>
static class ExitStatus
{
    // .NET reports a Unix signal as 128 and its number.
    const int SignalBase = 128;

    /// <summary>Such as <c>exit code 1</c> or <c>exit code 139 (SIGSEGV)</c>.</summary>
    public static string Describe(int code) =>
        string.Create(CultureInfo.InvariantCulture, $"exit code {code}{Signal(code)}");

    static string Signal(int code) => OperatingSystem.IsWindows() ? "" : (code - SignalBase) switch
    {
        6 => " (SIGABRT)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL)",
        11 => " (SIGSEGV)",
        15 => " (SIGTERM)",
        _ => "",
    };
}
