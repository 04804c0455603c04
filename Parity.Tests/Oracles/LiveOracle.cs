using System.Collections.Concurrent;
using Parity.Oracles;

namespace Parity.Tests.Oracles;

/// <summary>
/// The oracles that live tests compare with, or why they are missing. Each is started at first use, and shared: PyTorch
/// once, and TorchSharp for as many tests as use it at once, since its library answers any number of threads.
/// </summary>
static class LiveOracle
{
    /// <summary>Environment variable that demands an oracle by name.</summary>
    public const string Variable = "PARITY_ORACLE";

    static readonly ConcurrentDictionary<string, Lazy<(IOracle? Oracle, string? Reason)>> opened = new();
    static readonly ConcurrentBag<IOracle> spare = [];

    /// <summary>What the environment demands; <c>auto</c> when it demands nothing.</summary>
    public static string Demanded =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? name : OracleCatalog.Auto;

    /// <summary>
    /// Why tests that need an oracle are skipped; null when they run. One that is demanded and missing is no reason:
    /// the tests run, and fail.
    /// </summary>
    /// <param name="name">The oracle that a test needs; null for any live one.</param>
    public static string? SkipReason(string? name)
    {
        if (Demanded == "recorded")
            return $"{Variable}=recorded: no live oracle is wanted";
        string wanted = name ?? Demanded;
        return wanted != OracleCatalog.Auto && wanted == Demanded ? null : Opened(wanted).Reason;
    }

    /// <summary>Uses an oracle, which no other thread does meanwhile.</summary>
    /// <param name="use">What to do with it.</param>
    /// <param name="name">The oracle; null for the one that is demanded, or any live one.</param>
    public static T Use<T>(Func<IOracle, T> use, string? name = null)
    {
        (IOracle? oracle, string? reason) = Opened(name ?? Demanded);
        if (oracle is null)
            throw new OracleUnavailableException(reason!);
        if (oracle.Name == TorchSharpOracle.Key)
            return UseSpare(use);
        lock (oracle)
            return use(oracle);
    }

    static T UseSpare<T>(Func<IOracle, T> use)
    {
        IOracle oracle = spare.TryTake(out IOracle? free) ? free : OracleCatalog.Open(TorchSharpOracle.Key).Oracle;
        try
        {
            return use(oracle);
        }
        finally
        {
            spare.Add(oracle);
        }
    }

    /// <summary>A live oracle by name, or null where it cannot be loaded.</summary>
    public static IOracle? Find(string name) => Opened(name).Oracle;

    static (IOracle? Oracle, string? Reason) Opened(string name) =>
        opened.GetOrAdd(name, key => new(() => Open(key))).Value;

    static (IOracle? Oracle, string? Reason) Open(string name)
    {
        if (name == OracleCatalog.Auto)
            return FirstLive();
        try
        {
            return (OracleCatalog.Open(name).Oracle, null);
        }
        catch (OracleUnavailableException e)
        {
            return (null, e.Message);
        }
    }

    // As OracleCatalog's auto does, but on the shared ones.
    static (IOracle? Oracle, string? Reason) FirstLive()
    {
        var reasons = new List<string>();
        foreach (string name in OracleCatalog.Names.Where(name => name is not (EmulatedOracle.Key or RecordedOracle.Key)))
        {
            (IOracle? oracle, string? reason) = Opened(name);
            if (oracle is not null)
                return (oracle, null);
            reasons.Add($"{name}: {reason}");
        }

        return (null, "no live oracle. " + string.Join(" ", reasons));
    }
}
