using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace Parity.Oracles;

/// <summary>Loads TorchSharp's native part where the system's own loader refuses it for a version that nothing in it uses.</summary>
/// <remarks>
/// The library is built on newer systems than many run, and asks for a version of libstdc++'s symbols that only the mention of a
/// header brought in. Such a requirement is marked weak in a copy in memory, never in a file, and the copy is loaded:
/// TorchSharp then finds it by its SONAME. A version that a relocation is bound to is really needed, and stays an error.
/// </remarks>
static partial class TorchSharpLoader
{
    const string Library = "libLibTorchSharp.so";

    // In the order in which they depend on each other; the copy has no folder of its own to look in.
    static readonly string[] libtorch = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    static readonly Lock once = new();
    static bool tried;

    /// <summary>What had to be done for TorchSharp to load in this process; null where nothing had to be.</summary>
    public static string? Note { get; private set; }

    /// <summary>Sees to it that TorchSharp can load its native part; does nothing on systems other than Linux.</summary>
    /// <exception cref="OracleUnavailableException">It cannot be loaded; the message says what is missing and what would help.</exception>
    public static void Load()
    {
        lock (once)
        {
            if (tried || !OperatingSystem.IsLinux() || Find(Library, Folders()) is not { } path)
                return;
            Note = Load(path, Folders());
            // Only success is final: a failure is found again, and told again.
            tried = true;
        }
    }

    /// <summary>Loads one library with libtorch beside it.</summary>
    /// <returns>What had to be done, or null.</returns>
    internal static string? Load(string path, IReadOnlyList<string> folders)
    {
        if (Refusal(path) is not { } refusal)
            return null;
        foreach (string name in libtorch)
            if (Find(name, folders) is not { } dependency)
                throw Unusable($"it needs {name}, which is in none of {string.Join(", ", folders)}; restore its packages again");
            else if (Refusal(dependency) is { } why)
                throw Unusable($"it needs {name}, and the system's loader says: {why}");

        ElfLibrary? library = null;
        var relaxed = new List<string>();
        string target = path;
        while (Refusal(target) is { } said)
        {
            refusal = said;
            if (MissingVersion(refusal, target) is not { } version || relaxed.Contains(version))
                throw Unusable($"the system's loader says: {refusal}");
            library ??= new ElfLibrary(File.ReadAllBytes(path));
            if (library.Bound(version) is { Count: > 0 } symbols)
                throw Unusable($"it asks for {version} and uses it ({symbols[0]}), which this system's library does not have; "
                    + "a newer system would help, or a TorchSharp that was built on an older one (TorchSharpVersion=)");
            library.MarkWeak(version);
            relaxed.Add(version);
            target = InMemory(library.Bytes.Span);
        }

        return relaxed.Count == 0 ? null
            : $"{Library} loaded without {string.Join(" and ", relaxed)}, which this system lacks and nothing in it uses";
    }

    /// <summary>The folders of native libraries that the runtime was told of.</summary>
    static string[] Folders() =>
    [
        .. (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        AppContext.BaseDirectory,
    ];

    static string? Find(string name, IEnumerable<string> folders) =>
        folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    // What the loader says against a library; null once it is loaded, where it then stays.
    static string? Refusal(string path)
    {
        try
        {
            NativeLibrary.Load(path);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return Reason(e.Message, path);
        }
    }

    /// <summary>The one line of .NET's message that says why: not those about other spellings of the name that it tried.</summary>
    internal static string Reason(string message, string path)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string name = Path.GetFileNameWithoutExtension(path);
        return lines.Skip(1).FirstOrDefault(line =>
                !(line.Contains("No such file", StringComparison.OrdinalIgnoreCase)
                    && line.Split(':')[0].Contains(name, StringComparison.Ordinal)))
            ?? lines[0];
    }

    // glibc's words: PATH: version `NAME' not found (required by LIBRARY)
    static string? MissingVersion(string refusal, string library)
    {
        Match match = VersionNotFound().Match(refusal);
        return match.Success && match.Groups["by"].Value == library ? match.Groups["version"].Value : null;
    }

    static string InMemory(ReadOnlySpan<byte> bytes)
    {
        const uint CloseOnExec = 1;
        int descriptor = CreateMemoryFile("TorchSharp\0"u8.ToArray(), CloseOnExec);
        if (descriptor < 0)
            throw Unusable($"no file in memory can be made for a copy of it: {Marshal.GetLastPInvokeErrorMessage()}");
        // Stays open: the loader tells libraries apart by their path, and this one must not come to mean another.
        var handle = new SafeFileHandle(descriptor, ownsHandle: false);
        RandomAccess.Write(handle, bytes, 0);
        return $"/proc/self/fd/{descriptor}";
    }

    static OracleUnavailableException Unusable(string why) =>
        new($"{Library} cannot be loaded on {RuntimeInformation.RuntimeIdentifier}: {why}");

    [GeneratedRegex(@"version `(?<version>[^']+)' not found \(required by (?<by>.+)\)")]
    private static partial Regex VersionNotFound();

    [DllImport("libc", EntryPoint = "memfd_create", SetLastError = true)]
    static extern int CreateMemoryFile(byte[] name, uint flags);
}
