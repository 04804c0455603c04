using Parity.Fixtures;

namespace Parity.Oracles;

/// <summary>The only list of oracles.</summary>
static class OracleCatalog
{
    /// <summary>The name that stands for the first oracle that can be loaded.</summary>
    public const string Auto = "auto";

    static readonly (string Name, Func<OracleOptions, IOracle> Open)[] entries =
    [
        (TorchSharpOracle.Key, options => new TorchSharpOracle(options.Threads)),
        ("pytorch", options => new PyTorchOracle(new PyTorchOptions { Threads = options.Threads })),
        (EmulatedOracle.Key, options => new EmulatedOracle(options.Threads)),
        (RecordedOracle.Key, OpenRecorded),
    ];

    /// <summary>Names in the order in which <c>auto</c> tries them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. entries.Select(entry => entry.Name)];

    /// <summary>Opens an oracle by name, or the first that can be loaded.</summary>
    /// <exception cref="ArgumentException">No oracle has this name.</exception>
    /// <exception cref="OracleUnavailableException">The named one, or none at all, can be loaded; the message says why.</exception>
    public static OracleSelection Open(string name = Auto, OracleOptions? options = null)
    {
        options ??= new OracleOptions();
        if (name != Auto)
            return new OracleSelection(Entry(name).Open(options), []);
        var passedOver = new List<OracleStatus>();
        foreach ((string candidate, Func<OracleOptions, IOracle> open) in entries)
            try
            {
                return new OracleSelection(open(options), passedOver);
            }
            catch (OracleUnavailableException e)
            {
                passedOver.Add(new OracleStatus(candidate, null, e.Message));
            }

        throw new OracleUnavailableException(
            string.Join(Environment.NewLine, passedOver.Select(status => $"{status.Name}: {status.Reason}")));
    }

    /// <summary>Every oracle with its version, or why it cannot be loaded. Loads them to find out.</summary>
    public static IReadOnlyList<OracleStatus> Describe(OracleOptions? options = null) =>
        [.. entries.Select(entry => Status(entry.Name, entry.Open, options ?? new OracleOptions()))];

    static OracleStatus Status(string name, Func<OracleOptions, IOracle> open, OracleOptions options)
    {
        try
        {
            using IOracle oracle = open(options);
            return new OracleStatus(name, oracle.Version, null) { Caution = oracle.Caution };
        }
        catch (OracleUnavailableException e)
        {
            return new OracleStatus(name, null, e.Message);
        }
    }

    static (string Name, Func<OracleOptions, IOracle> Open) Entry(string name)
    {
        int found = Array.FindIndex(entries, entry => entry.Name == name);
        return found >= 0
            ? entries[found]
            : throw new ArgumentException($"there is no oracle '{name}'; allowed are {Auto}, {string.Join(", ", Names)}");
    }

    static RecordedOracle OpenRecorded(OracleOptions options)
    {
        FixtureSet fixtures;
        try
        {
            fixtures = FixtureSet.Load(FixtureFolder.Find(options.Fixtures));
        }
        catch (UnusableException e)
        {
            throw new OracleUnavailableException(e.Message, e);
        }

        return fixtures.Fixtures.Count > 0
            ? new RecordedOracle(fixtures)
            : throw new OracleUnavailableException($"{fixtures.Folder} holds no fixtures with numbers; make some with 'parity record'");
    }
}
