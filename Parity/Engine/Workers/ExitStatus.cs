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

    /// <summary>Such as <c>SIGSEGV</c>, or <c>exit code 1</c> where no signal ended it.</summary>
    public static string Cause(int code) => Signal(code) is { Length: > 0 } signal
        ? signal.Trim(' ', '(', ')')
        : string.Create(CultureInfo.InvariantCulture, $"exit code {code}");

    static string Signal(int code) => OperatingSystem.IsWindows() ? "" : (code - SignalBase) switch
    {
        4 => " (SIGILL)",
        6 => " (SIGABRT)",
        7 => " (SIGBUS)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL)",
        11 => " (SIGSEGV)",
        15 => " (SIGTERM)",
        _ => "",
    };
}
