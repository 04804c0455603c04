namespace Parity;

/// <summary>Something that was given, or is needed, cannot be used: no verdict, and the program ends with exit code 2.</summary>
/// <param name="message">What cannot be used, why, and what would help.</param>
/// <param name="inner">The cause, if an exception was.</param>
public class UnusableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Refuses a folder where a file belongs.</summary>
    /// <param name="path">What was given; null for nothing.</param>
    /// <param name="given">The same as the message names it.</param>
    /// <param name="allowed">What is allowed in its place.</param>
    /// <exception cref="UnusableException">It is a folder.</exception>
    internal static void ThrowIfFolder(string? path, string given, string allowed)
    {
        if (Directory.Exists(path))
            throw new UnusableException($"{given} is a folder; {allowed}");
    }
}
