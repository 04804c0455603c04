using Parity.Tensors;

namespace Parity.Fixtures;

/// <summary>Records answers as fixtures and keeps the folder's manifest.</summary>
/// <remarks>Everything is checked before anything is written, and every file appears whole or not at all.</remarks>
/// <param name="folder">The fixtures folder; made when it is missing.</param>
/// <param name="origin">Who gave the answers.</param>
/// <param name="overwrite">Whether a fixture of the same name may be replaced.</param>
sealed class FixtureWriter(string folder, FixtureOrigin origin, bool overwrite = false)
{
    const string Subfolder = "batchnorm";

    readonly string folder = Path.GetFullPath(folder);

    /// <summary>Writes recordings and the manifest.</summary>
    /// <returns>The paths of the fixtures.</returns>
    /// <exception cref="UnusableException">A fixture exists and may not be replaced, or the folder is not one of fixtures.</exception>
    /// <exception cref="ArgumentException">A name is not allowed or comes twice, or an answer lacks a quantity.</exception>
    public IReadOnlyList<string> Write(IReadOnlyList<Recording> recordings)
    {
        FixtureManifest manifest = ManifestOfFolder();
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (Recording recording in recordings)
        {
            if (!FixtureName.IsValid(recording.Name))
                throw new ArgumentException(
                    $"'{recording.Name}' cannot name a fixture; lower-case letters, digits, '.', '_' and '-' are allowed");
            string file = $"{Subfolder}/{recording.Name}{FixtureFormat.Extension}";
            if (files.ContainsKey(file))
                throw new ArgumentException($"two recordings are named '{recording.Name}'");
            CheckFree(file, manifest);
            files.Add(file, Bytes(recording));
            manifest.Files[file] = FixtureManifest.HashOf(files[file]);
        }

        files[FixtureManifest.FileName] = manifest.ToBytes();
        Replace(files);
        return [.. files.Keys.Where(file => file != FixtureManifest.FileName).Select(file => Path.Combine(folder, file))];
    }

    FixtureManifest ManifestOfFolder()
    {
        if (File.Exists(Path.Combine(folder, FixtureManifest.FileName)))
            return FixtureManifest.Read(folder);
        // Without its list, files that lie here would be taken as they are.
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new UnusableException(
                $"{folder} is not empty and has no {FixtureManifest.FileName}; restore that from version control, or record into a new folder");
        return new FixtureManifest();
    }

    void CheckFree(string file, FixtureManifest manifest)
    {
        string path = Path.Combine(folder, file);
        if (!overwrite && (manifest.Files.ContainsKey(file) || File.Exists(path)))
            throw new UnusableException($"{path} exists; nothing was written. 'parity record --overwrite' replaces it");
        string name = Path.GetFileName(file);
        if (manifest.Files.Keys.FirstOrDefault(other => other != file && Path.GetFileName(other) == name) is { } namesake)
            throw new UnusableException($"{Path.Combine(folder, namesake)} has the same name; nothing was written");
    }

    byte[] Bytes(Recording recording)
    {
        SafetensorsContent content = FixtureFormat.Compose(recording.Name, recording.Trial, recording.Result, origin);
        if (recording.Result.Error is null)
            try
            {
                FixtureFormat.Parse(content, recording.Name);
            }
            catch (FormatException e)
            {
                throw new ArgumentException($"{recording.Trial.Descriptor} cannot be recorded: {e.Message}", e);
            }

        return SafetensorsWriter.ToBytes(content);
    }

    // New files first lie beside the old ones under hidden names. The manifest comes last.
    void Replace(SortedDictionary<string, byte[]> files)
    {
        Directory.CreateDirectory(Path.Combine(folder, Subfolder));
        var staged = new List<(string From, string To)>();
        try
        {
            foreach ((string file, byte[] bytes) in files)
            {
                string path = Path.Combine(folder, file);
                string temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.new");
                staged.Add((temporary, path));
                File.WriteAllBytes(temporary, bytes);
            }

            foreach ((string from, string to) in staged.OrderBy(move => Path.GetFileName(move.To) == FixtureManifest.FileName))
                File.Move(from, to, overwrite: true);
        }
        finally
        {
            foreach ((string from, _) in staged)
                File.Delete(from);
        }
    }
}
