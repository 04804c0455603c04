using Parity.Cases;
using Parity.Reference;

namespace Parity.Kernels;

/// <summary>The kernels that a command line asks for.</summary>
/// <param name="Name">A kernel's name, or <see cref="All"/>.</param>
/// <param name="Files">Assemblies that list more kernels than the catalog.</param>
sealed record KernelChoice(string Name, IReadOnlyList<string> Files)
{
    /// <summary>The name that stands for every kernel of the catalog and of the files, but for those that are run by name only.</summary>
    public const string All = "all";

    const int MostTold = 12, ClosestTold = 3;

    /// <summary>Whether it is a library behind the C ABI, which is run in a process of its own.</summary>
    public bool IsNative => Name.StartsWith(NativeKernel.Prefix, StringComparison.Ordinal);

    /// <summary>Finds the kernels.</summary>
    /// <exception cref="UnusableException">A file cannot be used, or two kernels have one name.</exception>
    /// <exception cref="UnusableException">No kernel has this name; the message lists those that there are, or of many the closest.</exception>
    public IReadOnlyList<KernelEntry> Resolve()
    {
        if (IsNative)
            return Files.Count == 0 ? [NativeKernel.Entry(Name[NativeKernel.Prefix.Length..])]
                : throw new UnusableException($"{Name} is a library by itself; --kernels-from is without effect beside it, leave it out");
        KernelEntry[] known = [.. KernelCatalog.All, .. KernelAssembly.LoadAll(Files), .. KernelCatalog.ByName];
        if (known.CountBy(entry => entry.Name).FirstOrDefault(name => name.Value > 1).Key is { } twice)
            throw new UnusableException($"two kernels are named '{twice}'; a name in {string.Join(", ", Files)} must be its own");
        if (Name == All)
            return [.. known.Except(KernelCatalog.ByName)];
        return known.FirstOrDefault(entry => entry.Name == Name) is { } found
            ? [found]
            : throw new UnusableException($"there is no kernel '{Name}'; allowed are {All}{Allowed([.. known.Select(entry => entry.Name)])}");
    }

    /// <summary>What a replay line needs to find the same kernels.</summary>
    public string ReplayOptions() => FilesOptions() + (Name == All ? "" : $" --kernel {ReplayLine.Quoted(Name)}");

    string FilesOptions() => string.Concat(Files.Select(file => $" --kernels-from {ReplayLine.Quoted(file)}"));

    // An assembly may list hundreds.
    string Allowed(IReadOnlyList<string> names) => names.Count <= MostTold
        ? string.Concat(names.Select(name => $", {name}"))
        : $" and {names.Count} names, closest {string.Join(", ", ClosestNames.Of(Name, names, ClosestTold))}; {ReplayLine.Command} list{FilesOptions()} shows them";
}
