namespace Parity.Fixtures;

/// <summary>Where fixtures are.</summary>
static class FixtureFolder
{
    /// <summary>Name of the list of known divergences, in the folder.</summary>
    public const string Divergences = "divergences.json";

    /// <summary>Name of the kernels' baseline, in the folder.</summary>
    public const string Baseline = "baseline.json";

    const string Name = "fixtures";

    /// <summary>
    /// The given folder, or the nearest <c>fixtures</c> with a manifest, from the current directory upward and then from
    /// the program's own.
    /// </summary>
    /// <exception cref="UnusableException">There is none.</exception>
    public static string Find(string? given = null)
    {
        if (given is not null)
            return Directory.Exists(given) ? Path.GetFullPath(given) : throw new UnusableException($"there is no fixtures folder {given}");
        return Nearest()
            ?? throw new UnusableException(
                $"no folder {Name} with a {FixtureManifest.FileName} is in or above {string.Join(" or ", Starts())}; "
                + "name one with --fixtures DIR, or make one with 'parity record --fixtures DIR'");
    }

    /// <summary>The nearest folder, or null.</summary>
    public static string? Nearest() => Starts().Select(Above).FirstOrDefault(found => found is not null);

    static string[] Starts() => [Directory.GetCurrentDirectory(), AppContext.BaseDirectory];

    static string? Above(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, Name);
            if (File.Exists(Path.Combine(candidate, FixtureManifest.FileName)))
                return candidate;
        }

        return null;
    }
}
