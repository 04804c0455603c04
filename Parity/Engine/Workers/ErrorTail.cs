namespace Parity.Workers;

/// <summary>Drains a process's standard error and keeps its last lines for messages.</summary>
sealed class ErrorTail
{
    const int Kept = 12;

    // What .NET says before it ends a process, and what it stands for: it makes an abort of either.
    static readonly (string Says, string Means)[] fatal =
    [
        ("System.AccessViolationException", "SIGSEGV"),
        ("Stack overflow", "stack overflow"),
    ];

    readonly Queue<string> lines = new();
    readonly Task draining;

    public ErrorTail(StreamReader source) => draining = DrainAsync(source);

    /// <summary>Why the runtime ended the process, in a word; null where it did not say.</summary>
    public string? Fatal { get; private set; }

    /// <summary>Waits until all has been read, or not longer than the limit.</summary>
    public void WaitForEnd(TimeSpan limit) => draining.Wait(limit);

    /// <summary>The last lines, introduced; empty when there are none.</summary>
    public override string ToString()
    {
        lock (lines)
            return lines.Count == 0 ? "" : $"; its standard error ended with: {string.Join(" | ", lines)}";
    }

    async Task DrainAsync(StreamReader source)
    {
        while (await source.ReadLineAsync().ConfigureAwait(false) is { } line)
            lock (lines)
            {
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                Fatal ??= fatal.FirstOrDefault(entry => line.Contains(entry.Says, StringComparison.Ordinal)).Means;
                if (lines.Count == Kept)
                    lines.Dequeue();
                lines.Enqueue(line.Trim());
            }
    }
}
