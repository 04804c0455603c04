using Parity.Tensors;

namespace Parity.Fixtures;

/// <summary>All fixtures of a folder, read and verified.</summary>
sealed class FixtureSet
{
    const string Remedy = "restore it from version control, or record it again with 'parity record'";

    readonly Dictionary<string, Fixture> byDescriptor;

    FixtureSet(string folder, IEnumerable<Fixture> fixtures, IReadOnlyList<ErrorFixture> errors)
    {
        (Folder, Errors) = (folder, errors);
        Fixtures = [.. fixtures.OrderBy(fixture => fixture.Name, StringComparer.Ordinal)];
        byDescriptor = Fixtures.ToDictionary(fixture => fixture.Trial.Descriptor, StringComparer.Ordinal);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Fixtures with numbers, in the order of names.</summary>
    public IReadOnlyList<Fixture> Fixtures { get; }

    /// <summary>Fixtures about errors, in the order of paths.</summary>
    public IReadOnlyList<ErrorFixture> Errors { get; }

    /// <summary>
    /// Reads a folder: the manifest's list is the folder's content, every file has the manifest's SHA-256 and follows
    /// the format.
    /// </summary>
    /// <exception cref="UnusableException">Something does not hold; the message names the file and what to run.</exception>
    public static FixtureSet Load(string folder)
    {
        folder = Path.GetFullPath(folder);
        if (!Directory.Exists(folder))
            throw new UnusableException($"there is no fixtures folder {folder}");
        FixtureManifest manifest = FixtureManifest.Read(folder);
        CheckSameFiles(folder, manifest);

        var fixtures = new Dictionary<string, Fixture>(StringComparer.Ordinal);
        var errors = new List<ErrorFixture>();
        foreach ((string file, string hash) in manifest.Files)
        {
            string path = Path.Combine(folder, file);
            (Fixture? fixture, ErrorFixture? error) = ReadOne(path, hash);
            if (error is not null)
                errors.Add(error);
            else if (!fixtures.TryAdd(fixture!.Name, fixture))
                throw new UnusableException($"{path}: another fixture is also named '{fixture.Name}'; rename one with 'parity record'");
        }

        return new FixtureSet(folder, fixtures.Values, errors);
    }

    /// <summary>The fixture of a descriptor such as <c>fixture/NAME</c>, or null.</summary>
    public Fixture? Find(string descriptor) => byDescriptor.GetValueOrDefault(descriptor);

    static (Fixture? Fixture, ErrorFixture? Error) ReadOne(string path, string hash)
    {
        byte[] bytes = File.ReadAllBytes(path);
        string actual = FixtureManifest.HashOf(bytes);
        if (actual != hash)
            throw new UnusableException($"{path} was changed: its SHA-256 is {actual}, {FixtureManifest.FileName} says {hash}; {Remedy}");
        try
        {
            SafetensorsContent content = SafetensorsReader.Read(bytes, path);
            CheckIdentity(content, path, out string name);
            return FixtureFormat.IsError(content)
                ? (null, FixtureFormat.ParseError(content, name))
                : (FixtureFormat.Parse(content, name), null);
        }
        catch (InvalidDataException e)
        {
            throw new UnusableException($"{e.Message}; {Remedy}", e);
        }
        catch (FormatException e)
        {
            throw new UnusableException($"{path}: {e.Message}; {Remedy}", e);
        }
    }

    static void CheckIdentity(SafetensorsContent content, string path, out string name)
    {
        string? format = content.Metadata.GetValueOrDefault("format");
        if (format != FixtureFormat.Version)
            throw new UnusableException(
                $"{path} has format '{format}', this version reads '{FixtureFormat.Version}'; record it again with 'parity record'");
        name = Path.GetFileNameWithoutExtension(path);
        if (content.Metadata.GetValueOrDefault("name") is var inside && inside != name)
            throw new FormatException($"it says that its name is '{inside}'");
    }

    static void CheckSameFiles(string folder, FixtureManifest manifest)
    {
        var present = new HashSet<string>(FilesOf(folder), StringComparer.Ordinal);
        if (manifest.Files.Keys.FirstOrDefault(file => !present.Contains(file)) is { } missing)
            throw new UnusableException($"{Path.Combine(folder, missing)} is missing, {FixtureManifest.FileName} lists it; {Remedy}");
        if (present.Order(StringComparer.Ordinal).FirstOrDefault(file => !manifest.Files.ContainsKey(file)) is { } foreign)
            throw new UnusableException(
                $"{Path.Combine(folder, foreign)} is not in {FixtureManifest.FileName}; remove it, or record fixtures with 'parity record'");
    }

    // Notes, known divergences and the baseline at the top and hidden files (which desktops leave behind) are no fixtures; anything else is.
    static IEnumerable<string> FilesOf(string folder) =>
        from path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')
        where file is not (FixtureManifest.FileName or FixtureFolder.Divergences or FixtureFolder.Baseline or "README.md") && !Path.GetFileName(file).StartsWith('.')
        select file;
}
