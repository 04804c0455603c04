using Parity.Reference;

namespace Parity.Kernels;

/// <summary>
/// The kernels that are wrong on purpose. They live with the tests, so they are there where the tests have been built.
/// </summary>
public static class PlantedKernels
{
    /// <summary>What precedes the name of a planted defect.</summary>
    public const string Prefix = "planted:";

    /// <summary>What precedes the name of a defect in a module's state, which only a sequence can show.</summary>
    public const string StatePrefix = "state:";

    const string Project = "Parity.Tests";

    /// <summary>Every planted defect, in the order of its table.</summary>
    /// <exception cref="UnusableException">The tests have not been built.</exception>
    public static IReadOnlyList<KernelEntry> Load() => Load(Prefix);

    /// <summary>Every planted defect whose name begins so.</summary>
    /// <exception cref="UnusableException">The tests have not been built.</exception>
    public static IReadOnlyList<KernelEntry> Load(string prefix) =>
    [
        .. KernelAssembly.Load(Find(AppContext.BaseDirectory)).Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal)),
    ];

    /// <summary>The tests' assembly: beside the program, else in the tests' own build output.</summary>
    /// <param name="program">The program's folder, such as <c>Parity/Tool/bin/Debug/net10.0/</c>.</param>
    /// <exception cref="UnusableException">It is in neither place.</exception>
    public static string Find(string program)
    {
        const string File = Project + ".dll";
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(program)));
        string beside = Path.Combine(output.FullName, File);
        if (System.IO.File.Exists(beside))
            return beside;

        // Parity/Tool/bin/CONFIGURATION/FRAMEWORK has its counterpart in Parity.Tests.
        string? repository = output.Parent?.Parent?.Parent?.Parent?.Parent?.FullName;
        string? tests = repository is null ? null : Path.Combine(repository, Project, "bin", output.Parent!.Name, output.Name, File);
        return System.IO.File.Exists(tests) ? tests : throw new UnusableException(
            $"the planted defects are in {File}, which is neither beside the program nor at {tests ?? "its build output"}; "
            + $"build {Project} first: dotnet build {Project}");
    }
}
