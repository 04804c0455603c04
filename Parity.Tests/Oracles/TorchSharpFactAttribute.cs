using System.Reflection;
using Parity.Oracles;

namespace Parity.Tests.Oracles;

/// <summary>A test that needs TorchSharp: skipped with the reason where it is not there, unless it is demanded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchSharpFactAttribute : FactAttribute
{
    static readonly Lazy<(IOracle? Oracle, string? Missing)> loaded = new(Load);

    /// <summary>Looks for the oracle.</summary>
    public TorchSharpFactAttribute()
    {
        if (loaded.Value.Missing is { } reason && Environment.GetEnvironmentVariable("PARITY_ORACLE") != "torchsharp")
            Skip = reason;
    }

    /// <summary>The oracle, loaded once for all tests.</summary>
    /// <exception cref="OracleUnavailableException">It is not there.</exception>
    public static IOracle Oracle => loaded.Value.Oracle ?? throw new OracleUnavailableException(loaded.Value.Missing!);

    // By name, because the class is compiled only where the package restores.
    static (IOracle? Oracle, string? Missing) Load()
    {
        Type? type = typeof(IOracle).Assembly.GetType("Parity.Oracles.TorchSharpOracle");
        if (type is null)
            return (null, "TorchSharp-cpu did not restore when this was built; see Parity/TorchSharp.targets");
        try
        {
            return ((IOracle)Activator.CreateInstance(type, 1)!, null);
        }
        catch (TargetInvocationException e) when (e.InnerException is OracleUnavailableException unavailable)
        {
            return (null, unavailable.Message);
        }
    }
}
